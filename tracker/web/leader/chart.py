"""``/steering/chart``: the classes over the last twelve months; each point leads to its day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Final, NamedTuple

import orjson
from fastapi import APIRouter, Query, Response

from tracker.access.limiting import limited_period
from tracker.fold.words import ItemClass
from tracker.reading.series import Point, Series, Step, series
from tracker.reading.steering_layouts import WAITING, number_of
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.leader.asked import ScopeQuery
from tracker.web.leader.links import Counted, Lists

router = APIRouter(include_in_schema=False)

_DAYS: Final = {Step.MONTH: 365, Step.WEEK: 365, Step.DAY: 91}
"""How far back a chart goes: a day for each of more days would be no chart but a wall."""
_C: Final = ItemClass
BANDS: Final = (
    ("done_on_time", (_C.DONE_ON_TIME,)),
    ("done_late", (_C.DONE_LATE,)),
    ("done_no_deadline", (_C.DONE_NO_DEADLINE,)),
    ("awaiting", WAITING),
    ("open_in_time", (_C.OPEN_IN_TIME,)),
    ("open_no_deadline", (_C.OPEN_NO_DEADLINE,)),
    ("suspended", (_C.SUSPENDED,)),
    ("open_overdue", (_C.OPEN_OVERDUE,)),
)
"""What is stacked, from below; a band's name is also that of its colour."""


class ChartQuery(ScopeQuery):
    """How far the points are apart."""

    step: Step = Step.MONTH


class Band(NamedTuple):
    """One layer of the stack."""

    name: str
    label: str
    classes: tuple[ItemClass, ...]


class Line(NamedTuple):
    """One point: its day, the page as of that day, and its numbers in the order of the bands."""

    day: date
    address: str
    numbers: list[Counted]
    total: int


@dataclass(frozen=True, kw_only=True)
class ChartPage:
    """What the template shows."""

    start: date
    end: date
    bands: list[Band]
    lines: list[Line]
    drawing: str
    """For the script: labels, addresses and layers, as JSON."""
    steps: list[tuple[Step, str, bool]]
    """Each with the chart in that step, and whether it is this one."""
    back: str


@router.get("/steering/chart")
def show_chart(visit: Visiting, query: Annotated[ChartQuery, Query()]) -> Response:
    """The chart and its table; a part of the page for who has scripts, else a page of its own."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        start = times.as_of - timedelta(days=_DAYS[query.step])
        filters = limited_period(connection, visit.caller, query.filters(), times.cut, start)
        found = series(connection, start, times.cut, filters, query.step)
    lists = Lists(visit.href, filters.unit, filters.kind, filters.issuer_level)
    page = _page(visit, query, found, lists)
    template = "leader/chart_part.html" if visit.is_htmx else "leader/chart.html"
    return visit.page(template, times=times, page=page)


def _page(visit: Visit, query: ChartQuery, found: Series, lists: Lists) -> ChartPage:
    bands = [
        Band(name, visit.words.say(f"steering_band.{name}"), classes)
        for name, classes in BANDS
        if any(number_of(point.counts, classes) for point in found.points)
    ]
    scope: dict[str, Any] = {
        "unit": lists.unit,
        "kind": lists.kind,
        "issuer_level": lists.issuer_level,
    }
    lines = [_line(visit, point, bands, lists, scope) for point in found.points]
    return ChartPage(
        start=found.start,
        end=found.cut.as_of,
        bands=bands,
        lines=lines,
        drawing=_drawing(visit, bands, lines),
        steps=[
            (step, visit.href("/steering/chart", **scope, step=step), step is query.step)
            for step in Step
        ],
        back=visit.href("/steering", **scope),
    )


def _line(
    visit: Visit, point: Point, bands: Iterable[Band], lists: Lists, scope: dict[str, Any]
) -> Line:
    day = point.as_of
    on_day = lists._replace(as_of=day)
    numbers = [
        on_day.counted(number_of(point.counts, band.classes), band.classes) for band in bands
    ]
    address = visit.href("/steering", **scope, as_of=day.isoformat())
    return Line(day, address, numbers, point.total)


def _drawing(visit: Visit, bands: Iterable[Band], lines: list[Line]) -> str:
    told = {
        "labels": [visit.words.day(line.day) for line in lines],
        "addresses": [line.address for line in lines],
        "layers": [
            {
                "name": band.name,
                "label": band.label,
                "numbers": [line.numbers[place].number for line in lines],
            }
            for place, band in enumerate(bands)
        ],
    }
    return orjson.dumps(told).decode()
