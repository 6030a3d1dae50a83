"""What a leader asks about a unit at (C, K): how many, how many overdue, whose, how long.

One scan counts everything: by unit rolled up along the tree, by kind and issuer level, and
what is open by its deadline. So whatever stands on the page adds up with the rest of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.fold.words import IssuerLevel, ItemClass, Kind, TargetState
from tracker.projections.codes import CATEGORIES, CLASS_OF_STATUS, OPEN_STATUSES, STATUS_OF_CLASS
from tracker.reading.cut import Cut, Filters, refuse_unknown_unit
from tracker.reading.steering_layouts import Stage, Tally

SQL: Final = queries("tracker.reading", "steering.sql")

LATE_SINCE: Final = (1, 8, 31, 91)
"""Days late with which each band of age begins: to 7, to 30, to 90, and over 90 days."""
DUE_WITHIN: Final = (7, 14, 30)
"""Days ahead within which deadlines are counted; each holds the ones before it."""
_TARGET_STATUSES: Final = frozenset(STATUS_OF_CLASS[state] for state in TargetState)
_DAY: Final = timedelta(days=1)


class Branch(NamedTuple):
    """One row of the table: the unit itself, or a unit right below with all below that."""

    code: str
    name: str
    level: str
    tally: Tally
    is_own: bool
    has_below: bool
    """Whether there are units below it to go down to."""


class Sort(NamedTuple):
    """Items of one kind, directives by the level of who issued them."""

    kind: Kind
    issuer_level: IssuerLevel | None
    tally: Tally


class Band(NamedTuple):
    """Open items whose deadline lies in a stretch of days; both ends are days of it."""

    days: int
    """The first number of days late of a band of age; the number of days ahead otherwise."""
    due_from: date | None
    due_to: date
    number: int


class Steering(NamedTuple):
    """The whole page but for its lists; ``whole`` is what all branches and ``elsewhere`` make."""

    cut: Cut
    units: list[int] | None
    """The units that are counted; None: all that ever were."""
    whole: Tally
    branches: list[Branch]
    elsewhere: Tally
    """Items that units lead which are not there any more; only where no unit is asked for."""
    sorts: list[Sort]
    ageing: list[Band]
    """Overdue and not done, by days late."""
    due: list[Band]
    """In time, by how soon the deadline comes."""
    targets: Tally
    """Targets by state, where no kind of items is asked for; they are in no other number."""


def days_late(due_on: date, day: date) -> int:
    """Days from the deadline to a day: 1 on the first day of being late, 0 or less in time."""
    return (day - due_on).days


def steering(connection: Connection[Any], cut: Cut, filters: Filters) -> Steering:
    """Everything counted for a unit and all below it; without a unit, for all there are.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    code = None if filters.unit is None else normalize("NFC", filters.unit)
    placed = connection.execute(SQL["branches"], {**cut._asdict(), "code": code}).fetchall()
    if code is not None and not placed:
        refuse_unknown_unit(connection, code)
    units = None if code is None else [row[0] for row in placed]
    told = {
        **cut._asdict(),
        "units": units,
        "categories": [*filters.categories, *_targets_beside(filters)],
        "open": list(OPEN_STATUSES),
    }
    # Planned for the units given: one is looked up, a country is scanned.
    rows = connection.execute(SQL["steering"], told, prepare=False).fetchall()
    return _summed(cut, units, placed, rows)


def path_to(connection: Connection[Any], cut: Cut, code: str) -> list[tuple[str, str]]:
    """The unit and those above it at the cut, from the top down: code and name of each.

    Empty where the unit was not there on C.
    """
    told = {**cut._asdict(), "code": normalize("NFC", code)}
    return connection.execute(SQL["path"], told).fetchall()


def _targets_beside(filters: Filters) -> list[int]:
    """The categories of targets, where the question is about items of every sort."""
    if filters.kind is not None or filters.issuer_level is not None:
        return []
    return filters._replace(kind=Kind.TARGET).categories


def _summed(
    cut: Cut,
    units: list[int] | None,
    placed: Sequence[tuple[int, int, int, str, str, str]],
    rows: Sequence[tuple[int | None, int | None, date | None, int, bool | None, int]],
) -> Steering:
    items = [row for row in rows if row[3] not in _TARGET_STATUSES]
    by_unit = _tallies((unit, status, begun, n) for unit, _, _, status, begun, n in items)
    by_category = _tallies((sort, status, begun, n) for _, sort, _, status, begun, n in items)
    deadlines = [(due_on, status, number) for _, _, due_on, status, _, number in items if due_on]
    branches, whole = _branches(placed, by_unit), _sum(by_unit.values())
    elsewhere = whole - _sum(branch.tally for branch in branches)
    targets = Counter(
        {
            Stage(status): number
            for _, category, _, status, _, number in rows
            if category and status in _TARGET_STATUSES
        }
    )
    return Steering(
        cut,
        units,
        whole,
        branches,
        elsewhere,
        _sorts(by_category),
        _ageing(deadlines, cut.as_of),
        _due(deadlines, cut.as_of),
        targets,
    )


def _tallies(
    rows: Iterable[tuple[int | None, int, bool | None, int]],
) -> dict[int, Counter[Stage]]:
    """By what each row is about; a row of another grouping is about nothing."""
    found: dict[int, Counter[Stage]] = {}
    for about, status, is_begun, number in rows:
        if about is not None:
            found.setdefault(about, Counter())[Stage(status, bool(is_begun))] += number
    return found


def _sum(tallies: Iterable[Tally]) -> Counter[Stage]:
    whole = Counter[Stage]()
    for tally in tallies:
        whole.update(tally)
    return whole


def _branches(
    placed: Sequence[tuple[int, int, int, str, str, str]], by_unit: dict[int, Counter[Stage]]
) -> list[Branch]:
    below: dict[int, Counter[Stage]] = {}
    deeper: set[int] = set()
    for unit_id, branch_id, depth, *_ in placed:
        below.setdefault(branch_id, Counter()).update(by_unit.get(unit_id, {}))
        if depth > 1:
            deeper.add(branch_id)
    return [
        Branch(code, name, level, below[unit_id], depth == 0, unit_id in deeper)
        for unit_id, _, depth, code, name, level in placed
        if depth <= 1
    ]


def _sorts(by_category: dict[int, Counter[Stage]]) -> list[Sort]:
    return [
        Sort(kind, level, by_category[category])
        for category, (kind, level) in CATEGORIES.items()
        if category in by_category
    ]


def _ageing(deadlines: Iterable[tuple[date, int, int]], as_of: date) -> list[Band]:
    numbers: Counter[int] = Counter()
    for due_on, status, number in deadlines:
        if CLASS_OF_STATUS[status] is ItemClass.OPEN_OVERDUE:
            late = days_late(due_on, as_of)
            numbers[max(since for since in LATE_SINCE if since <= late)] += number
    ends = (*(since - 1 for since in LATE_SINCE[1:]), None)
    return [
        Band(since, None if end is None else as_of - end * _DAY, as_of - since * _DAY, number)
        for since, end in zip(LATE_SINCE, ends, strict=True)
        for number in [numbers[since]]
    ]


def _due(deadlines: Iterable[tuple[date, int, int]], as_of: date) -> list[Band]:
    ahead = [
        (-days_late(due_on, as_of), number)
        for due_on, status, number in deadlines
        if CLASS_OF_STATUS[status] is ItemClass.OPEN_IN_TIME
    ]
    return [
        Band(
            within,
            as_of,
            as_of + within * _DAY,
            sum(number for days, number in ahead if days <= within),
        )
        for within in DUE_WITHIN
    ]
