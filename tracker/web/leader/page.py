"""Everything on a leader's page, put together from a few questions."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.access.judging import Place as Standing
from tracker.fold.words import COMPLETED_KINDS, IssuerLevel, Kind, TargetState
from tracker.projections.codes import CLASS_OF_STATUS
from tracker.reading.cut import Filters
from tracker.reading.names import unit_names
from tracker.reading.rates import Rate, item_rates, target_rates
from tracker.reading.requests import Request, requests
from tracker.reading.steering import Steering, path_to, steering
from tracker.reading.steering_layouts import (
    COUNTED,
    DONE,
    OVERDUE,
    WAITING,
    Layout,
    by_class,
    number_of,
)
from tracker.reading.steering_lists import Longest, conclusions, longest
from tracker.rights.words import Act
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit
from tracker.web.leader import acts, bands
from tracker.web.leader.asked import Rows, SteeringQuery
from tracker.web.leader.links import Counted, Lists
from tracker.web.leader.money import Money, money
from tracker.web.leader.tables import Table, by_sort, by_unit
from tracker.web.leader.trend import Trend, trend

LINES: Final = 10
"""Items of each list on the page; the numbers above lead to all of them."""
_MET: Final = (TargetState.MET, TargetState.NO_CASE)


class Place(NamedTuple):
    """A unit to go to; no address where the visitor is, or where he may not go."""

    code: str
    name: str
    address: str | None


class Asked(NamedTuple):
    """Who asks what: the address as it was typed, and the filters as far as he may ask."""

    visit: Visit
    times: Times
    query: SteeringQuery
    filters: Filters

    @property
    def lists(self) -> Lists:
        """Makes the lists behind the numbers."""
        return Lists(
            self.visit.href, self.filters.unit, self.filters.kind, self.filters.issuer_level
        )


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Targets of the unit, which are assessed rather than completed."""

    rate: Rate
    met: Counted
    whole: Counted


@dataclass(frozen=True, kw_only=True)
class Cards:
    """The first numbers that are read."""

    total: Counted
    done: Counted
    overdue: Counted
    due_soon: Counted
    waiting: Counted


@dataclass(frozen=True, kw_only=True)
class Switches:
    """The same page otherwise: addresses."""

    layouts: list[tuple[Layout, str]]
    by_overdue: str
    by_code: str
    all_rows: str
    chart: str


@dataclass(frozen=True, kw_only=True)
class Acts:
    """The commands that are offered; none on a page of the past."""

    with_overdue: list[str]
    with_waiting: list[str]
    may_answer: bool


@dataclass(frozen=True, kw_only=True)
class SteeringPage:
    """What the template shows."""

    name: str
    code: str | None
    path: list[Place]
    query: SteeringQuery
    kinds: list[Kind]
    levels: list[IssuerLevel]
    switches: Switches
    cards: Cards
    rates: list[Rate]
    table: Table
    trend: Trend | None
    ageing: list[bands.Bar]
    due: list[bands.Bar]
    sorts: Table
    longest: Longest
    requests: list[Request]
    names: dict[str, str]
    """Of the units of the items shown."""
    money: Money | None
    targets: Targets | None
    acts: Acts


def steering_page(connection: Connection[Any], asked: Asked) -> SteeringPage:
    """Asks everything that the page shows; nothing is counted twice.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    visit, times, query, filters = asked
    cut, lists = times.cut, asked.lists
    counted = steering(connection, cut, filters)
    path = _path(connection, asked)
    first = longest(connection, cut, filters, counted.units, LINES)
    waiting = requests(connection, cut, filters)
    has_findings = any(sort.kind is Kind.FINDING for sort in counted.sorts)
    found = conclusions(connection, cut, filters, counted.units) if has_findings else []
    pressing = [row.unit for row in (*first.overdue, *first.waiting)]
    shown = [*pressing, *(request.unit for request in waiting)]
    return SteeringPage(
        name=path[-1].name if path else filters.unit or visit.words.say("steering.everything"),
        code=filters.unit,
        path=path[:-1],
        query=query,
        kinds=list(COMPLETED_KINDS),
        levels=list(IssuerLevel),
        switches=_switches(asked),
        cards=_cards(counted, lists),
        rates=item_rates(by_class(counted.whole)),
        table=by_unit(visit, counted, lists, query),
        trend=trend(connection, visit, cut, filters, lists),
        ageing=bands.ageing(counted, lists),
        due=bands.due(counted, lists),
        sorts=by_sort(visit, counted, lists),
        longest=first,
        requests=waiting,
        names=unit_names(connection, shown, cut),
        money=money(found, lists),
        targets=_targets(counted, lists),
        acts=Acts(
            with_overdue=acts.with_overdue(visit, times),
            with_waiting=acts.with_waiting(visit, times),
            may_answer=acts.may_answer(visit, times),
        ),
    )


def _path(connection: Connection[Any], asked: Asked) -> list[Place]:
    """From the top down to the unit; the units above that he may read can be gone to."""
    visit, times, query, filters = asked
    if filters.unit is None:
        return []
    found = path_to(connection, times.cut, filters.unit)
    codes = [code for code, _ in found]
    return [
        Place(
            code, name, query.with_(visit.href, unit=code) if _may(visit, codes[:place]) else None
        )
        for place, (code, name) in enumerate(found, 1)
    ]


def _may(visit: Visit, codes: list[str]) -> bool:
    """Whether the visitor may read the last unit of a path, by some unit of the path."""
    if visit.caller.may_everywhere(Act.READ):
        return True
    place = Standing(codes[::-1], is_person=False)
    granted = visit.caller.for_act(Act.READ)
    return any(unit is not None and place.is_reached(unit, reach) for unit, reach in granted)


def _switches(asked: Asked) -> Switches:
    visit, _, query, filters = asked
    href = visit.href
    return Switches(
        layouts=[
            (layout, query.with_(href, layout=None if layout is Layout.PROGRESS else layout))
            for layout in Layout
        ],
        by_overdue=query.with_(href, sort=Rows.OVERDUE),
        by_code=query.with_(href, sort=Rows.CODE),
        all_rows=query.with_(href, rows="all"),
        chart=href(
            "/steering/chart",
            unit=filters.unit,
            kind=filters.kind,
            issuer_level=filters.issuer_level,
        ),
    )


def _cards(counted: Steering, lists: Lists) -> Cards:
    counts = by_class(counted.whole)
    soon = bands.due(counted, lists)[0]
    return Cards(
        total=lists.counted(number_of(counts, COUNTED), COUNTED),
        done=lists.counted(number_of(counts, DONE), DONE),
        overdue=lists.counted(number_of(counts, OVERDUE), OVERDUE),
        due_soon=soon.counted,
        waiting=lists.counted(number_of(counts, WAITING), WAITING),
    )


def _targets(counted: Steering, lists: Lists) -> Targets | None:
    if not counted.targets:
        return None
    counts = {CLASS_OF_STATUS[status].value: n for status, n in counted.targets.items()}
    (rate,) = target_rates(counts)
    targets = lists._replace(kind=Kind.TARGET)
    return Targets(
        rate=rate,
        met=targets.counted(rate.part, _MET),
        whole=targets.counted(rate.whole, ()),
    )
