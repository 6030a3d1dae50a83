"""What an item gives cause to tell: how it stands today, and which marks its deadline passed."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from tracker.fold.state import Fact, classify, state_at
from tracker.fold.words import ItemClass


class Situation(NamedTuple):
    """How an item stands on a day, as far as alerts ask."""

    item_class: ItemClass
    unit: str
    """The unit that leads."""
    about_on: date | None
    """Open: the deadline; reported: the day of completion; None: nothing to go by."""
    days: int | None
    """Days from ``about_on`` to the day: negative before a deadline, 1 on the first day late."""


def situation(history: Sequence[Fact], today: date) -> Situation | None:
    """How the item stands on a day by the one classifier; None: it is not counted yet."""
    state = state_at(history, today)
    if state is None:
        return None
    item_class = classify(state, today)
    about_on = state.completed_on or state.due_on
    if item_class not in _TOLD:
        about_on = None
    days = None if about_on is None else (today - about_on).days
    return Situation(item_class, state.unit, about_on, days)


_TOLD = frozenset(
    {
        ItemClass.OPEN_IN_TIME,
        ItemClass.OPEN_OVERDUE,
        ItemClass.AWAIT_IN_TIME,
        ItemClass.AWAIT_LATE,
        ItemClass.AWAIT_NO_DEADLINE,
    }
)
"""Whatever is done, suspended, out or without a deadline is quiet."""
