"""What an item gives cause to tell on a day: the most urgent level reached (domain.md 6).

Pure: the situation comes from the one classifier (:mod:`tracker.fold.marks`), the days from the
policy. Whatever is done, suspended, out or without a deadline gives no cause.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from tracker.aggregates.item_events import ItemEvent
from tracker.alerts.rules.policy import Policy
from tracker.alerts.words import Occasion
from tracker.days import local_day
from tracker.fold.marks import Situation
from tracker.fold.state import LEAVES_CLASS
from tracker.fold.words import ItemClass, Word

OPEN: Final = frozenset(
    {ItemClass.OPEN_IN_TIME, ItemClass.OPEN_OVERDUE, ItemClass.OPEN_NO_DEADLINE}
)
WAITING: Final = frozenset(
    {ItemClass.AWAIT_IN_TIME, ItemClass.AWAIT_LATE, ItemClass.AWAIT_NO_DEADLINE}
)
"""Reported, and somebody has to confirm or reject it."""

_FLAGS: Final = frozenset({Word.DUE_SOON_FLAGGED, Word.OVERDUE_FLAGGED})
UNHEARD: Final = _FLAGS | {Word.URGED}
"""What does not end silence: our own flags, and a leader who urges and is not answered.

All else does. What the unit says does (started, progress, a payment, a report of completion, a
request for more time or to be rid of it), and so does what the assigner decides (assigned,
transferred, rejected, refused, extended, resumed, reopened, corrected, voided): from then on it is
the unit's turn again, and it gets its days to answer.
"""


class Cause(NamedTuple):
    """A level that was reached."""

    occasion: Occasion
    level: int
    """Days from ``about_on``, negative before it."""
    about_on: date
    """The deadline; of what waits, the day of completion."""


def cause(situation: Situation, policy: Policy) -> Cause | None:
    """The most urgent level that an item has reached; None: nothing is to be told."""
    about_on, days = situation.about_on, situation.days
    if about_on is None or days is None:
        return None
    if situation.item_class is ItemClass.OPEN_IN_TIME:
        level = level_before(policy.due_soon_days, days)
        return None if level is None else Cause(Occasion.DUE_SOON, level, about_on)
    level = max((reached for reached in policy.overdue_levels if reached <= days), default=None)
    if level is None:
        return None
    waits = situation.item_class in WAITING
    return Cause(Occasion.WAITING if waits else Occasion.OVERDUE, level, about_on)


def level_before(days_before: Sequence[int], days: int) -> int | None:
    """The nearest of the days before a day that have come, as a level.

    Args:
        days_before: how many days before it is told.
        days: today's distance from the day: -2 two days before it.
    """
    nearest = min((before for before in days_before if -before <= days <= 0), default=None)
    return None if nearest is None else -nearest


def silence(
    happenings: Sequence[ItemEvent], overdue: Cause | None, policy: Policy, today: date
) -> Cause | None:
    """The escalation of an overdue item of which nobody has said anything for long enough.

    It is judged on the day on which the overdue level was reached, whenever it is looked at:
    an outage of ours neither brings it about nor spares anybody. Silence begins with the
    deadline or with the last thing said (all but :data:`UNHEARD`) after it. It has one level,
    so a deadline is escalated once.
    """
    if overdue is None or overdue.occasion is not Occasion.OVERDUE:
        return None
    if overdue.level < policy.silent_days:
        return None
    since = max([overdue.about_on, *_heard_on(happenings, today)])
    judged_on = overdue.about_on + timedelta(days=overdue.level)
    if (judged_on - since).days < policy.silent_days:
        return None
    return Cause(Occasion.SILENT, policy.silent_days, overdue.about_on)


def _heard_on(happenings: Sequence[ItemEvent], today: date) -> list[date]:
    return [known_on(event, today) for event in happenings if event.word not in UNHEARD]


def known_on(event: ItemEvent, today: date) -> date:
    """The local day on which an event was recorded: only then did anybody say it.

    One recorded after ``today`` (a clock that was set back) counts on the day it was about.
    """
    recorded_on = local_day(event.recorded_at)
    return recorded_on if recorded_on <= today else event.effective_on


def fired_on(happenings: Sequence[ItemEvent], found: Cause, today: date) -> date:
    """The day on which the level was due to be told: when it was reached, or known to be.

    What is recorded late cannot have been told before: an assignment typed after its deadline,
    an extension, a transfer to the unit that is told now.
    """
    decided = [known_on(event, today) for event in happenings if event.word not in LEAVES_CLASS]
    return min(today, max([found.about_on + timedelta(days=found.level), *decided]))
