"""Counts by class at each step of a period, read in one pass; each is what ``counts`` says."""

from bisect import bisect_left
from collections import Counter
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.errors import InvalidInputError
from tracker.fold.words import ItemClass
from tracker.projections.codes import CLASS_OF_STATUS
from tracker.reading.cut import SQL, Cut, Filters, refuse_unknown_unit
from tracker.reading.lens import scope_of

MOST_STEPS: Final = 400
"""A year of days with something to spare; more points than a chart can show."""
_DAY: Final = timedelta(days=1)
_SUNDAY: Final = 7


class Step(StrEnum):
    """How far the points of a series are apart; weeks end on Sunday, months on their last day."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def ends_on(self, day: date) -> bool:
        """Whether a step ends with that day."""
        match self:
            case Step.DAY:
                return True
            case Step.WEEK:
                return day.isoweekday() == _SUNDAY
            case Step.MONTH:
                return (day + _DAY).day == 1


class Point(NamedTuple):
    """What ``counts`` says of that day; ``total`` leaves out the items that are ``out``."""

    as_of: date
    total: int
    out: int
    counts: dict[str, int]


class Series(NamedTuple):
    """The points of a period, the last of them on its last day, which is the cut's."""

    start: date
    cut: Cut
    step: Step
    points: list[Point]


def series(
    connection: Connection[Any], start: date, cut: Cut, filters: Filters, step: Step
) -> Series:
    """Counts by class at each step from ``start`` to C, all at the same K.

    Raises:
        InvalidInputError: the period ends before it begins, or has too many steps.
        NotFoundError: no unit ever had the code asked for.
    """
    days = steps(start, cut.as_of, step)
    given = {
        "position": cut.position,
        "first": start,
        "last": cut.as_of,
        "categories": filters.categories,
    }
    if filters.unit is None or filters.tree_of is not None:
        scope = scope_of(connection, cut, filters)
        stretches, given["units"] = SQL["standing"], scope.units
    else:
        scope = scope_of(connection, cut, filters._replace(unit=None))
        stretches = SQL["standing_of_members"]
        given.update(_members(connection, filters.unit, given))
    begin = scope.tables + Sql(", ") if scope.tables.as_string() else Sql("with ")
    statement = begin + Sql(stretches).format(rows=scope.rows) + Sql(" ") + Sql(SQL["series"])
    # Planned for the units given: one is looked up, a country is scanned.
    rows = connection.execute(statement, {**scope.parameters, **given}, prepare=False)
    return Series(start, cut, step, _summed(days, rows.fetchall()))


def _members(connection: Connection[Any], code: str, span: dict[str, Any]) -> dict[str, list[Any]]:
    """Which units belonged to the one asked for, each with the days since and until."""
    refuse_unknown_unit(connection, code)
    statement = Sql("with ") + Sql(SQL["membership"]) + Sql(" ") + Sql(SQL["members"])
    rows = connection.execute(statement, {**span, "code": normalize("NFC", code)}).fetchall()
    units, since, until = zip(*rows, strict=True) if rows else ((), (), ())
    return {"units": list(units), "since": list(since), "until": list(until)}


def steps(start: date, end: date, step: Step) -> list[date]:
    """The days on which steps end, in order; the last step ends with the period.

    Raises:
        InvalidInputError: the period ends before it begins, or has too many steps.
    """
    if start > end:
        raise InvalidInputError("period_backwards", field="to", value=end, start=start)
    days = (start + number * _DAY for number in range((end - start).days))
    ends = [day for day in days if step.ends_on(day)]
    if len(ends) >= MOST_STEPS:
        raise InvalidInputError("too_many_steps", field="step", value=step, most=MOST_STEPS)
    return [*ends, end]


def _summed(days: list[date], rows: list[tuple[date | None, date | None, int, int]]) -> list[Point]:
    """Each point is the one before it with what came and went by its day."""
    moved: dict[int, Counter[str]] = {}
    for came, went, status, number in rows:
        name = CLASS_OF_STATUS[status].value
        day, change = (went, -number) if came is None else (came, number)
        if day is not None:
            moved.setdefault(bisect_left(days, day), Counter())[name] += change
    standing: Counter[str] = Counter()
    points = []
    for place, day in enumerate(days):
        standing.update(moved.get(place, {}))
        counts = {name: standing[name] for name in sorted(standing) if standing[name]}
        out = counts.get(ItemClass.OUT, 0)
        points.append(Point(day, sum(counts.values()) - out, out, counts))
    return points
