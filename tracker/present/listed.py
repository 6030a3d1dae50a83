"""The columns of a list for people: what its page shows and what its file holds."""

from typing import Final

from tracker.catalogue import Language
from tracker.fold.words import ItemClass, Kind
from tracker.present.columns import Column, coded
from tracker.reading.cut import Filters
from tracker.reading.listing import Line

OPEN: Final = (ItemClass.OPEN_IN_TIME, ItemClass.OPEN_OVERDUE, ItemClass.OPEN_NO_DEADLINE)
"""The classes of which it is said whether work has begun."""


def _unit(line: Line, _language: Language) -> str:
    return line.unit_name


def _begun(line: Line) -> str | None:
    if line.item.item_class not in OPEN:
        return None
    return "yes" if line.is_begun else "no"


_PLAIN: Final[tuple[Column[Line], ...]] = (
    Column("ref", lambda line: line.item.ref),
    Column("title", lambda line: line.item.title),
    Column("unit", lambda line: line.item.unit, _unit),
    coded("kind", "kind", lambda line: line.item.kind.value),
    coded("class", "class", lambda line: line.item.item_class.value),
    coded("begun", "filter.begun", _begun, title="filter.begun"),
    Column("due_on", lambda line: line.item.due_on),
    Column("late_days", lambda line: line.late_days, title="column.days_late"),
    Column("assigned_on", lambda line: line.assigned_on),
    Column("completed_on", lambda line: line.item.completed_on),
)
_MONEY: Final[tuple[Column[Line], ...]] = (
    Column("amount_required", lambda line: line.item.amount_required),
    Column("amount_recovered", lambda line: line.item.amount_recovered),
)


def listed_columns(filters: Filters) -> tuple[Column[Line], ...]:
    """The columns of a list; those of money where it is about findings alone."""
    about_money = filters.kind is Kind.FINDING or filters.conclusion is not None
    return (*_PLAIN, *_MONEY) if about_money else _PLAIN
