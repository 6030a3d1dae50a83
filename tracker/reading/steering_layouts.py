"""The official layouts of a table by unit (domain.md section 5, T1 and T2), as columns of classes.

A column is a set of classes, so that what stands in a cell and what its list holds are the
same question.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from tracker.fold.words import ItemClass
from tracker.projections.codes import CLASS_OF_STATUS


class Stage(NamedTuple):
    """How far an item has come."""

    status: int
    """Its status in the read model."""
    is_begun: bool = False
    """Of open items: whether work has begun."""


Tally = Mapping[Stage, int]
"""How many items are at each stage."""


class Layout(StrEnum):
    """The two layouts that offices know."""

    PROGRESS = "progress"
    """T1, as the software of Huế prints it: not begun, under way, waiting, done."""
    STATE = "state"
    """T2, as State reports print it: all, done, not done."""


class Column(NamedTuple):
    """One column: the classes that are counted in it, for items begun or not."""

    name: str
    """``steering_column.<name>`` in the catalogue; its group is ``steering_group.<group>``."""
    group: str
    classes: tuple[ItemClass, ...]
    begun: bool | None = None
    """True: open items whose work has begun alone; False: those not begun; None: both."""
    is_official: bool = True
    """Whether the layout always prints it; another is there only where it is not empty, so
    that every row still adds up."""

    def counts(self, stage: Stage) -> bool:
        """Whether an item at that stage is counted here."""
        if CLASS_OF_STATUS[stage.status] not in self.classes:
            return False
        return self.begun is None or self.begun == stage.is_begun

    def number(self, tally: Tally) -> int:
        """How many items of the tally are counted here."""
        return sum(number for stage, number in tally.items() if self.counts(stage))


_C: Final = ItemClass
OVERDUE: Final = (_C.OPEN_OVERDUE, _C.AWAIT_LATE)
"""What the rates call overdue: not done, or reported after the deadline and not confirmed."""
DONE: Final = (_C.DONE_ON_TIME, _C.DONE_LATE, _C.DONE_NO_DEADLINE)
WAITING: Final = (_C.AWAIT_IN_TIME, _C.AWAIT_LATE, _C.AWAIT_NO_DEADLINE)
COUNTED: Final = tuple(name for name in ItemClass if name is not _C.OUT)

TOTAL: Final = Column("total", "total", COUNTED)

_PROGRESS: Final = (
    Column("in_time", "not_begun", (_C.OPEN_IN_TIME,), begun=False),
    Column("overdue", "not_begun", (_C.OPEN_OVERDUE,), begun=False),
    Column("no_deadline", "not_begun", (_C.OPEN_NO_DEADLINE,), begun=False, is_official=False),
    Column("in_time", "under_way", (_C.OPEN_IN_TIME,), begun=True),
    Column("overdue", "under_way", (_C.OPEN_OVERDUE,), begun=True),
    Column("no_deadline", "under_way", (_C.OPEN_NO_DEADLINE,), begun=True, is_official=False),
    Column("suspended", "suspended", (_C.SUSPENDED,), is_official=False),
    Column("awaiting", "awaiting", WAITING),
    Column("done_on_time", "done", (_C.DONE_ON_TIME,)),
    Column("done_late", "done", (_C.DONE_LATE,)),
    Column("no_deadline", "done", (_C.DONE_NO_DEADLINE,), is_official=False),
    TOTAL,
)
_STATE: Final = (
    TOTAL,
    Column("done_on_time", "done", (_C.DONE_ON_TIME,)),
    Column("done_late", "done", (_C.DONE_LATE,)),
    Column("no_deadline", "done", (_C.DONE_NO_DEADLINE,), is_official=False),
    Column("in_time", "not_done", (_C.OPEN_IN_TIME, _C.AWAIT_IN_TIME, _C.SUSPENDED)),
    Column("overdue", "not_done", OVERDUE),
    Column(
        "no_deadline", "not_done", (_C.OPEN_NO_DEADLINE, _C.AWAIT_NO_DEADLINE), is_official=False
    ),
)
COLUMNS: Final = {Layout.PROGRESS: _PROGRESS, Layout.STATE: _STATE}


def columns(layout: Layout, whole: Tally) -> list[Column]:
    """The columns of a layout that a table with that total prints, in order."""
    return [column for column in COLUMNS[layout] if column.is_official or column.number(whole) > 0]


def by_class(tally: Tally) -> dict[str, int]:
    """The same numbers by class, as rates and charts want them; ``out`` is left out."""
    counts: dict[str, int] = {}
    for stage, number in tally.items():
        name = CLASS_OF_STATUS[stage.status]
        if name is not ItemClass.OUT:
            counts[name.value] = counts.get(name.value, 0) + number
    return counts


def number_of(counts: Mapping[str, int], classes: Iterable[str]) -> int:
    """How many of some classes there are in counts by class."""
    return sum(counts.get(name, 0) for name in classes)
