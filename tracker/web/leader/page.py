"""Everything on a leader's page, put together from a few questions."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.fold.words import COMPLETED_KINDS, IssuerLevel, ItemClass, Kind, TargetState
from tracker.reading.cut import Filters
from tracker.reading.names import unit_names
from tracker.reading.rates import Rate, item_rates, target_rates
from tracker.reading.steering import Steering, steering
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
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit
from tracker.web.leader import acts, bands
from tracker.web.leader.asked import Rows, SteeringQuery
from tracker.web.leader.links import Counted, Lists
from tracker.web.leader.money import Money, money
from tracker.web.leader.path import Place, path_of
from tracker.web.leader.tables import Table, by_sort, by_unit
from tracker.web.leader.trend import Trend, trend

LINES: Final = 10
"""Items of each list on the page; the numbers above lead to all of them."""
_MET: Final = (TargetState.MET, TargetState.NO_CASE)


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
    """Not done, or reported after the deadline and not confirmed, as in the rates."""
    overdue_waiting: Counted
    """Those of them that were reported."""
    overdue_open: Counted
    """Those of them that were not."""
    due_soon: Counted
    waiting: Counted


@dataclass(frozen=True, kw_only=True)
class Switches:
    """The same page otherwise: addresses."""

    here: str
    """The page itself, for who comes back to it."""
    layouts: list[tuple[Layout, str]]
    by_overdue: str
    by_code: str
    all_rows: str
    chart: str
    requests: str


@dataclass(frozen=True, kw_only=True)
class Acts:
    """The commands that are offered; none on a page of the past."""

    with_overdue: list[str]
    with_waiting: list[str]


@dataclass(frozen=True, kw_only=True)
class Named:
    """The items that are shown by name, and what their units are called."""

    longest: Longest
    names: dict[str, str]


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
    named: Named
    money: Money | None
    targets: Targets | None
    acts: Acts


def steering_page(connection: Connection[Any], asked: Asked) -> SteeringPage:
    """Asks everything that the page shows; nothing is counted twice.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    visit, times, query, filters = asked
    lists = asked.lists
    counted = steering(connection, times.cut, filters)
    path = path_of(connection, visit, times.cut, query, filters.unit)
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
        trend=trend(connection, visit, times.cut, filters, lists),
        ageing=bands.ageing(counted, lists),
        due=bands.due(counted, lists),
        sorts=by_sort(visit, counted, lists),
        named=_named(connection, asked, counted.units),
        money=_money(connection, asked, counted),
        targets=_targets(counted, lists),
        acts=_acts(visit, times),
    )


def _named(connection: Connection[Any], asked: Asked, units: list[int] | None) -> Named:
    cut, filters = asked.times.cut, asked.filters
    first = longest(connection, cut, filters, units, LINES)
    shown = [row.unit for row in (*first.overdue, *first.waiting)]
    return Named(longest=first, names=unit_names(connection, shown, cut))


def _money(connection: Connection[Any], asked: Asked, counted: Steering) -> Money | None:
    if not any(sort.kind is Kind.FINDING for sort in counted.sorts):
        return None
    found = conclusions(connection, asked.times.cut, asked.filters, counted.units)
    return money(found, asked.lists)


def _acts(visit: Visit, times: Times) -> Acts:
    return Acts(
        with_overdue=acts.with_overdue(visit, times),
        with_waiting=acts.with_waiting(visit, times),
    )


def _switches(asked: Asked) -> Switches:
    visit, _, query, filters = asked
    href = visit.href
    scope = {**query.scope, "unit": filters.unit}
    return Switches(
        here=query.with_(href),
        layouts=[
            (layout, query.with_(href, layout=None if layout is Layout.PROGRESS else layout))
            for layout in Layout
        ],
        by_overdue=query.with_(href, sort=Rows.OVERDUE),
        by_code=query.with_(href, sort=Rows.CODE),
        all_rows=query.with_(href, rows="all"),
        chart=href("/steering/chart", **scope),
        requests=href("/steering/requests", **scope),
    )


def _cards(counted: Steering, lists: Lists) -> Cards:
    counts = by_class(counted.whole)
    soon = bands.due(counted, lists)[0]
    return Cards(
        total=lists.counted(number_of(counts, COUNTED), COUNTED),
        done=lists.counted(number_of(counts, DONE), DONE),
        overdue=lists.counted(number_of(counts, OVERDUE), OVERDUE),
        overdue_waiting=_of(counts, lists, ItemClass.AWAIT_LATE),
        overdue_open=_of(counts, lists, ItemClass.OPEN_OVERDUE),
        due_soon=soon.counted,
        waiting=lists.counted(number_of(counts, WAITING), WAITING),
    )


def _of(counts: dict[str, int], lists: Lists, name: ItemClass) -> Counted:
    return lists.counted(counts.get(name, 0), [name])


def _targets(counted: Steering, lists: Lists) -> Targets | None:
    if not counted.targets:
        return None
    counts = by_class(counted.targets)
    (rate,) = target_rates(counts)
    targets = lists._replace(kind=Kind.TARGET)
    return Targets(
        rate=rate,
        met=targets.counted(rate.part, _MET),
        whole=targets.counted(rate.whole, ()),
    )
