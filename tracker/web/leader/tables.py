"""The official table: a row a unit (or a sort of work), a column a set of classes."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from tracker.reading.rates import Rate, item_rates
from tracker.reading.steering import Branch, Sort, Steering
from tracker.reading.steering_layouts import (
    OVERDUE,
    Column,
    Layout,
    Tally,
    by_class,
    columns,
    number_of,
)
from tracker.web.frame.visit import Visit
from tracker.web.leader.asked import Rows, SteeringQuery
from tracker.web.leader.links import Counted, Lists

MOST_ROWS: Final = 30
"""Units of one table, until all are asked for: more is no table but a list."""
_DONE_OF_ALL: Final = "done_of_all"


class Heading(NamedTuple):
    """Columns that belong together; one that stands alone has no second line."""

    group: str
    columns: list[Column]


class Row(NamedTuple):
    """One line: whose, its cells in the order of the columns, and how much of it is done."""

    label: str
    address: str | None
    """Where the unit's own page is; None where there is none to go to."""
    code: str | None
    cells: list[Counted]
    done: Decimal | None
    """Percent of all; None where there is nothing."""


class Table(NamedTuple):
    """A table with its total; ``left_out`` rows are counted in it, but not shown."""

    headings: list[Heading]
    rows: list[Row]
    total: Row
    order: Rows
    left_out: int = 0

    @property
    def columns(self) -> list[Column]:
        """All columns in order."""
        return [column for heading in self.headings for column in heading.columns]


def by_unit(visit: Visit, counted: Steering, lists: Lists, query: SteeringQuery) -> Table:
    """The unit itself and each unit right below it, with all below that.

    Args:
        visit: whose page it is.
        counted: the page's numbers.
        lists: makes the addresses of the whole unit's lists.
        query: the layout, the order of rows, and whether every row is wanted.
    """
    shown = columns(query.layout, counted.whole)
    branches, is_long = counted.branches, len(counted.branches) > MOST_ROWS
    order = query.sort or (Rows.OVERDUE if is_long and query.rows is None else Rows.CODE)
    if order is Rows.OVERDUE:
        branches = sorted(branches, key=lambda one: -_overdue(one.tally))
    cut = branches[:MOST_ROWS] if query.rows is None else branches
    rows = [_of_unit(visit, branch, lists, query, shown) for branch in cut]
    if any(counted.elsewhere.values()):
        plain = [Counted(column.number(counted.elsewhere)) for column in shown]
        label = visit.words.say("steering.elsewhere")
        rows.append(Row(label, None, None, plain, _done(counted.elsewhere)))
    total = _row(visit.words.say("steering.total"), None, counted.whole, lists, shown)
    return Table(_headings(shown), rows, total, order, len(branches) - len(cut))


def by_sort(visit: Visit, counted: Steering, lists: Lists) -> Table:
    """Each kind of work, directives by the level of who issued them."""
    shown = columns(Layout.STATE, counted.whole)
    rows = [
        _row(
            _sort_name(visit, sort),
            None,
            sort.tally,
            lists._replace(kind=sort.kind, issuer_level=sort.issuer_level),
            shown,
        )
        for sort in counted.sorts
    ]
    total = _row(visit.words.say("steering.total"), None, counted.whole, lists, shown)
    return Table(_headings(shown), rows, total, Rows.CODE)


def _sort_name(visit: Visit, sort: Sort) -> str:
    kind = visit.words.say(f"kind.{sort.kind}")
    if sort.issuer_level is None:
        return kind
    return f"{kind}, {visit.words.say(f'issuer_level.{sort.issuer_level}')}"


def _of_unit(
    visit: Visit, branch: Branch, lists: Lists, query: SteeringQuery, shown: Sequence[Column]
) -> Row:
    mine = lists._replace(unit=branch.code, is_alone=branch.is_own)
    if branch.is_own:
        label = visit.words.say("steering.own", unit=branch.name)
        return _row(label, None, branch.tally, mine, shown)
    address = query.with_(visit.href, unit=branch.code, rows=None)
    return _row(branch.name, address, branch.tally, mine, shown)._replace(code=branch.code)


def _row(
    label: str, address: str | None, tally: Tally, lists: Lists, shown: Sequence[Column]
) -> Row:
    cells = [lists.in_column(column, column.number(tally)) for column in shown]
    return Row(label, address, None, cells, _done(tally))


def _headings(shown: Sequence[Column]) -> list[Heading]:
    return [
        Heading(group, list(found)) for group, found in groupby(shown, lambda column: column.group)
    ]


def _overdue(tally: Tally) -> int:
    return number_of(by_class(tally), OVERDUE)


def _done(tally: Tally) -> Decimal | None:
    rates: dict[str, Rate] = {rate.name: rate for rate in item_rates(by_class(tally))}
    return rates[_DONE_OF_ALL].percent
