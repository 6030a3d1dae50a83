"""How the read model spells classes, kinds and days: small numbers, and no nulls to store."""

from datetime import date
from typing import Final

from tracker.fold.segments import Segment
from tracker.fold.words import Area, IssuerLevel, ItemClass, Kind, TargetState

STILL_KNOWN: Final = 2**31 - 1
"""``known_to`` of a row that is known now."""
NO_DAY: Final = date.max
"""Stored for "no deadline", "not completed" and "without end"."""

STATUS_OF_CLASS: Final[dict[ItemClass | TargetState, int]] = {
    ItemClass.OPEN_IN_TIME: 1,
    ItemClass.OPEN_OVERDUE: 2,
    ItemClass.OPEN_NO_DEADLINE: 3,
    ItemClass.AWAIT_IN_TIME: 4,
    ItemClass.AWAIT_LATE: 5,
    ItemClass.AWAIT_NO_DEADLINE: 6,
    ItemClass.SUSPENDED: 7,
    ItemClass.DONE_ON_TIME: 8,
    ItemClass.DONE_LATE: 9,
    ItemClass.DONE_NO_DEADLINE: 10,
    ItemClass.OUT: 11,
    TargetState.NOT_ASSESSED: 20,
    TargetState.MET: 21,
    TargetState.IN_PROGRESS: 22,
    TargetState.NOT_MET: 23,
    TargetState.NOT_MEASURABLE: 24,
    TargetState.NO_CASE: 25,
}
OUT_RETURNED: Final = 12
"""``out`` by an accepted return, kept apart from 11 (withdrawn) for the flows."""

CLASS_OF_STATUS: Final[dict[int, ItemClass | TargetState]] = {
    **{status: name for name, status in STATUS_OF_CLASS.items()},
    OUT_RETURNED: ItemClass.OUT,
}
OPEN_STATUSES: Final = (1, 2, 3)
"""Those of which it is asked whether work has begun; the table ``begun`` says."""
ACTIVE_STATUSES: Final = (*range(1, 8),)
DONE_STATUSES: Final = (8, 9, 10)
OUT_STATUSES: Final = (11, 12)

_KIND_CODES: Final = {Kind.PLAN_TASK: 10, Kind.DIRECTIVE: 20, Kind.FINDING: 30, Kind.TARGET: 40}
CATEGORIES: Final[dict[int, tuple[Kind, IssuerLevel | None]]] = {
    10: (Kind.PLAN_TASK, None),
    **{20 + n: (Kind.DIRECTIVE, level) for n, level in enumerate(IssuerLevel)},
    30: (Kind.FINDING, None),
    40: (Kind.TARGET, None),
}
"""Kind and issuer level together are one small number, the dimension of every count."""
_CATEGORY_CODES: Final = {pair: code for code, pair in CATEGORIES.items()}

AREAS: Final = {area: n for n, area in enumerate(Area, 1)}
AREA_OF_CODE: Final = {n: area for area, n in AREAS.items()}


def category_of(kind: Kind, issuer_level: str | None) -> int:
    """The category of an item of that kind (and, for a directive, of that issuer level)."""
    return _CATEGORY_CODES[kind, None if issuer_level is None else IssuerLevel(issuer_level)]


def status_of(segment: Segment) -> int:
    """The status under which a segment is stored."""
    if segment.returned:
        return OUT_RETURNED
    return STATUS_OF_CLASS[segment.status]
