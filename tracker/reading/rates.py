"""The two rates that are both called "completion rate", and their like (domain.md section 5).

Exact fractions, rounded half up to two places, never adjusted to add up to a hundred.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from tracker.fold.words import ItemClass, TargetState

_DONE: Final = (ItemClass.DONE_ON_TIME, ItemClass.DONE_LATE, ItemClass.DONE_NO_DEADLINE)
_OVERDUE: Final = (ItemClass.OPEN_OVERDUE, ItemClass.AWAIT_LATE)
_MET: Final = (TargetState.MET, TargetState.NO_CASE)


class Rate(NamedTuple):
    """A fraction under its name (``rate.<name>`` in the catalogue)."""

    name: str
    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """In percent, two places; None where there is nothing to divide by."""
        if self.whole == 0:
            return None
        return (Decimal(self.part) * 100 / self.whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def item_rates(counts: Mapping[str, int]) -> list[Rate]:
    """Rows R1 to R4 of domain.md section 5, over items by class."""
    done = sum(counts.get(name, 0) for name in _DONE)
    overdue = sum(counts.get(name, 0) for name in _OVERDUE)
    total = sum(number for name, number in counts.items() if name != ItemClass.OUT)
    on_time = counts.get(ItemClass.DONE_ON_TIME, 0)
    return [
        Rate("done_of_due", done, done + overdue),
        Rate("done_of_all", done, total),
        Rate("on_time_of_done", on_time, done),
        Rate("overdue_of_due", overdue, done + overdue),
    ]


def target_rates(counts: Mapping[str, int]) -> list[Rate]:
    """Targets met of all targets set."""
    met = sum(counts.get(name, 0) for name in _MET)
    return [Rate("met_of_set", met, sum(counts.values()))]
