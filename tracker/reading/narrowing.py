"""What narrows the rows of a question beyond unit, kind, class and words: days, papers, areas."""

from typing import Any, Final

from tracker.projections.codes import AREAS, BEGUN, BEGUN_STATUSES
from tracker.reading.cut import Filters

_NOT_BEGUN: Final = [status - BEGUN for status in BEGUN_STATUSES]


def limits_of(filters: Filters) -> dict[str, Any]:
    """The limits that are set, as the conditions of the lens ask for them by name."""
    given = {
        "due_from": filters.due_from,
        "due_to": filters.due_to,
        "completed_from": filters.completed_from,
        "completed_to": filters.completed_to,
        "begun": _statuses(filters.begun),
        "rejected": list(BEGUN_STATUSES) if filters.is_rejected else None,
        "assigned_from": filters.assigned_from,
        "assigned_to": filters.assigned_to,
        "area": None if filters.area is None else AREAS[filters.area],
        "paper": filters.paper,
    }
    return {name: value for name, value in given.items() if value is not None}


def _statuses(begun: bool | None) -> list[int] | None:
    if begun is None:
        return None
    return list(BEGUN_STATUSES) if begun else _NOT_BEGUN
