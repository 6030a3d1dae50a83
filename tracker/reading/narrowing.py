"""What narrows the rows of a question beyond unit, kind, class and words: days, papers, areas."""

from typing import Any, Final

from tracker.projections.codes import AREAS, OPEN_STATUSES
from tracker.reading.cut import Filters

_OPEN: Final = list(OPEN_STATUSES)


def limits_of(filters: Filters) -> dict[str, Any]:
    """The limits that are set, as the conditions of the lens ask for them by name."""
    given = {
        "due_from": filters.due_from,
        "due_to": filters.due_to,
        "completed_from": filters.completed_from,
        "completed_to": filters.completed_to,
        "begun": _OPEN if filters.begun is True else None,
        "not_begun": _OPEN if filters.begun is False else None,
        "rejected": _OPEN if filters.is_rejected else None,
        "assigned_from": filters.assigned_from,
        "assigned_to": filters.assigned_to,
        "area": None if filters.area is None else AREAS[filters.area],
        "paper": filters.paper,
    }
    return {name: value for name, value in given.items() if value is not None}
