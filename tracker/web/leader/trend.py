"""Getting better or worse: today beside a week and a month ago, all at the same K."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.access.limiting import limited_period
from tracker.errors import ForbiddenError
from tracker.reading.cut import Cut, Filters
from tracker.reading.rates import Rate, item_rates
from tracker.reading.series import Step, series
from tracker.reading.steering_layouts import COUNTED, DONE, OVERDUE, WAITING, number_of
from tracker.web.frame.visit import Visit
from tracker.web.leader.links import Counted, Lists

BEFORE: Final = (30, 7)
"""Days ago that today is compared with."""
_MEASURES: Final = (
    ("overdue", OVERDUE, -1),
    ("done", DONE, 1),
    ("awaiting", WAITING, 0),
    ("total", COUNTED, 0),
)
"""What is compared, and which way it is better: more, less, or neither."""


class Line(NamedTuple):
    """One measure on the days compared, the earliest first, today last."""

    name: str
    """``steering_measure.<name>``."""
    numbers: list[Counted]
    change: int
    """Since the last day before today that is compared."""
    is_better: bool | None
    """None: neither better nor worse."""


class Trend(NamedTuple):
    """The days compared, each with the page as of that day, and what was counted on them."""

    days: list[tuple[date, str]]
    lines: list[Line]
    rates: list[Rate]
    """Done of what fell due, on each of the days."""

    def line(self, name: str) -> Line:
        """The line of a measure."""
        return next(line for line in self.lines if line.name == name)


def trend(
    connection: Connection[Any],
    visit: Visit,
    cut: Cut,
    filters: Filters,
    lists: Lists,
) -> Trend | None:
    """What changed in a week and in a month; None where the unit was not the visitor's then."""
    start = cut.as_of - timedelta(days=max(BEFORE))
    try:
        allowed = limited_period(connection, visit.caller, filters, cut, start)
    except ForbiddenError:
        return None
    found = series(connection, start, cut, allowed, Step.DAY)
    counts = {point.as_of: point.counts for point in found.points}
    days = [cut.as_of - timedelta(days=ago) for ago in (*BEFORE, 0)]
    return Trend(
        [(day, _page(visit, lists, day)) for day in days],
        [_line(measure, days, counts, lists) for measure in _MEASURES],
        [item_rates(counts[day])[0] for day in days],
    )


def _page(visit: Visit, lists: Lists, day: date) -> str:
    """The page of the same unit as of another day."""
    return visit.href(
        "/steering",
        unit=lists.unit,
        kind=lists.kind,
        issuer_level=lists.issuer_level,
        as_of=day.isoformat(),
    )


def _line(
    measure: tuple[str, tuple[Any, ...], int],
    days: list[date],
    counts: Mapping[date, Mapping[str, int]],
    lists: Lists,
) -> Line:
    name, classes, better = measure
    numbers = [number_of(counts[day], classes) for day in days]
    change = numbers[-1] - numbers[-2]
    return Line(
        name,
        [
            lists._replace(as_of=day).counted(number, classes)
            for day, number in zip(days, numbers, strict=True)
        ],
        change,
        change * better > 0 if change and better else None,
    )
