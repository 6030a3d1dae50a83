"""Flagging: what the deadlines of many items have reached is recorded, once for each deadline."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final, NamedTuple
from uuid import UUID

from tracker.aggregates.item import Item
from tracker.aggregates.item_events import SCHEDULER
from tracker.application import Tracker
from tracker.commands.many import until_recorded
from tracker.errors import RuleViolationError
from tracker.fold.marks import OVERDUE, Mark, marks_due
from tracker.fold.words import Word

logger: Final = logging.getLogger(__name__)


class Looking(NamedTuple):
    """With what the items are looked at."""

    today: date
    """The local day; not after the one on which the flags are recorded."""
    now: datetime
    due_soon_days: Sequence[int]
    morning: time
    """The local time at which somebody would look every day."""
    swept_on: date | None
    """The last day of which everything was flagged; None: there was none."""


class Flagged(NamedTuple):
    """What a flagging came to."""

    items: list[Item]
    """All that were looked at, as they are now."""
    flags: int
    """How many were recorded."""


def flag(streams: Sequence[UUID], tracker: Tracker, looking: Looking) -> Flagged:
    """Records the flags that items lack, all in one append; streams of no item are passed over.

    It may be repeated, and go on in several places at once: whoever comes second finds the
    flags of the first. An item whose history takes no flag is named in the log and left alone.

    Raises:
        MapperDeserialisationError: an event cannot be read; nothing was recorded.
        StaleVersionError: others recorded something about one of the items every time.
        UnavailableError: the database is down or busy.
    """

    def decide() -> tuple[Flagged, Sequence[Item]]:
        items = tracker.items(streams)
        changed = [item for item in items if _flag(item, looking)]
        return Flagged(items, sum(len(item.pending_events) for item in changed)), changed

    flagged, _ = until_recorded(tracker, decide)
    return flagged


def _flag(item: Item, looking: Looking) -> bool:
    """Adds the flags that the item lacks; whether there are any."""
    now, before = looking.now, item.version
    marks = marks_due(
        item.known, looking.today, looking.due_soon_days, looking.morning, looking.swept_on
    )
    for mark in marks:
        try:
            _record(item, mark, now)
        except RuleViolationError as error:
            logger.warning("no flag for %s, %s: %s", item.id, mark, error)
    return item.version > before


def _record(item: Item, mark: Mark, now: datetime) -> None:
    due_on, level, fired_on = mark
    common = {
        "effective_on": fired_on,
        "actor": SCHEDULER,
        "command_id": f"flag:{level}:{due_on}",
        "for_due_on": due_on,
    }
    if level == OVERDUE:
        item.record(Word.OVERDUE_FLAGGED, recorded_at=now, **common)
    else:
        item.record(Word.DUE_SOON_FLAGGED, recorded_at=now, **common, days_before=-level)
