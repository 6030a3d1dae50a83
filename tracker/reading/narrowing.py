"""What narrows the rows of a question beyond unit, kind, class and words: days, papers, areas."""

from collections.abc import Sequence
from typing import Any, Final, LiteralString

from tracker.projections.codes import AREAS, BEGUN, BEGUN_STATUSES
from tracker.reading.cut import Filters

_NOT_BEGUN: Final = [status - BEGUN for status in BEGUN_STATUSES]

_OF_ROW: Final[dict[str, LiteralString]] = {
    "due_from": "i.due_on >= %(due_from)s and i.due_on < '9999-12-31'",
    "due_to": "i.due_on <= %(due_to)s and i.due_on < '9999-12-31'",
    "completed_from": "i.completed_on >= %(completed_from)s and i.completed_on < '9999-12-31'",
    "completed_to": "i.completed_on <= %(completed_to)s and i.completed_on < '9999-12-31'",
    "begun": "i.status = any(%(begun)s)",
}
_OF_ITEM: Final[dict[str, LiteralString]] = {
    "assigned_from": "item.assigned_on >= %(assigned_from)s",
    "assigned_to": "item.assigned_on <= %(assigned_to)s",
    "area": "item.area = %(area)s",
    "paper": "item.paper_id = (select paper_id from paper where number = %(paper)s)",
}


def narrowed(filters: Filters) -> tuple[Sequence[LiteralString], dict[str, Any]]:
    """Conditions on an interval ``i``, and their parameters; none where nothing is asked."""
    asked = _asked(filters)
    conditions = [sql for name, sql in _OF_ROW.items() if name in asked]
    of_item = [sql for name, sql in _OF_ITEM.items() if name in asked]
    if of_item:
        found = " and ".join(of_item)
        conditions.append(
            "exists (select from item where item.item_id = i.item_id and " + found + ")"
        )
    return conditions, asked


def _asked(filters: Filters) -> dict[str, Any]:
    """The parameters of what is asked for, by name."""
    begun = None
    if filters.begun is not None:
        begun = list(BEGUN_STATUSES) if filters.begun else _NOT_BEGUN
    given = {
        "due_from": filters.due_from,
        "due_to": filters.due_to,
        "completed_from": filters.completed_from,
        "completed_to": filters.completed_to,
        "begun": begun,
        "assigned_from": filters.assigned_from,
        "assigned_to": filters.assigned_to,
        "area": None if filters.area is None else AREAS[filters.area],
        "paper": filters.paper,
    }
    return {name: value for name, value in given.items() if value is not None}
