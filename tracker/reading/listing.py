"""A list for people: a page of the items behind a number, in an order, with how many there are."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, LiteralString, NamedTuple

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries
from psycopg.sql import Composable

from tracker.database.sqlfile import queries
from tracker.fold.words import ItemClass, TargetState
from tracker.projections.codes import ACTIVE_STATUSES, CLASS_OF_STATUS, OPEN_STATUSES
from tracker.reading.cut import Cut, Filters, projected_position
from tracker.reading.items import Listed, listed_item
from tracker.reading.lens import Scope, scope_of
from tracker.reading.names import unit_names

SQL: Final = queries("tracker.reading", "listing.sql")
LINES: Final = 50
"""Items on a page."""
COUNTED: Final = (*(name for name in ItemClass if name is not ItemClass.OUT), *TargetState)
"""The classes that totals count."""
_BATCH: Final = 2_000
"""Lines that are read at a time for a file: each time is a scan of its own."""


class Order(StrEnum):
    """What a list can be sorted by; ``to_do``: first what is not done yet, by deadline."""

    TO_DO = "to_do"
    DUE_ON = "due_on"
    LATE_DAYS = "late_days"
    UNIT = "unit"
    REF = "ref"
    KIND = "kind"
    CLASS = "class"
    ASSIGNED_ON = "assigned_on"
    COMPLETED_ON = "completed_on"
    AMOUNT_REQUIRED = "amount_required"


class Sort(NamedTuple):
    """An order; what has no value there comes last either way, and what is alike as registered."""

    by: Order = Order.TO_DO
    descending: bool = False


class Line(NamedTuple):
    """One item as it stood at the cut, with what people want to see beside it."""

    item: Listed
    unit_name: str
    """What the unit was called at the cut (tracker.reading.names)."""
    assigned_on: date
    late_days: int | None
    """Days from the deadline to the day of the report or, where nothing is reported, to C."""
    is_begun: bool
    """Of an open item: whether its work has begun."""


class Listing(NamedTuple):
    """One page of a list."""

    lines: list[Line]
    total: int
    """Of the whole list."""
    counts: dict[ItemClass | TargetState, int]
    """By class, whatever classes were asked for; those that occur."""


_LATE: Final = {ItemClass.OPEN_OVERDUE, ItemClass.AWAIT_LATE, ItemClass.DONE_LATE}
_VALUES: Final[dict[Order, LiteralString]] = {
    Order.TO_DO: "i.due_on - '0001-01-01' + 10000000 * (i.status <> all(%(active)s))::integer",
    Order.DUE_ON: "nullif(i.due_on, '9999-12-31')",
    Order.LATE_DAYS: "case when i.status = any(%(late)s)"
    " then least(nullif(i.completed_on, '9999-12-31'), %(as_of)s) - i.due_on end",
    Order.UNIT: 'u.code collate "C"',
    # Numbers within it by their size: T2 before T10.
    Order.REF: "regexp_replace(regexp_replace(convert_from(first.state, 'UTF8')::json ->> 'ref',"
    " '([0-9]+)', '000000000\\1', 'g'), '[0-9]*([0-9]{9})', '\\1', 'g') collate \"C\"",
    Order.KIND: "i.category / 10",
    Order.CLASS: "(%(ranks)s::integer[])[i.status]",
    Order.ASSIGNED_ON: "item.assigned_on",
    Order.COMPLETED_ON: "nullif(i.completed_on, '9999-12-31')",
    Order.AMOUNT_REQUIRED: "item.amount_required",
}
"""By what each order sorts."""
_JOINS: Final[dict[Order, LiteralString]] = {
    Order.TO_DO: "",
    Order.DUE_ON: "",
    Order.LATE_DAYS: "",
    Order.KIND: "",
    Order.CLASS: "",
    Order.COMPLETED_ON: "",
    Order.UNIT: " join unit u using (unit_id)",
    Order.REF: " join event first on first.position = i.item_id",
    Order.ASSIGNED_ON: " join item using (item_id)",
    Order.AMOUNT_REQUIRED: " join item using (item_id)",
}
"""The tables beside the intervals that it reads for that."""


def listing(  # noqa: PLR0913 - which items, in which order, which page
    connection: Connection[Any],
    cut: Cut,
    filters: Filters,
    sort: Sort,
    *,
    page: int = 1,
    limit: int = LINES,
) -> Listing:
    """A page of the items at the cut, the first page being 1; one behind the last is empty.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    scope = scope_of(connection, cut, filters)
    direction = _direction(sort)
    chosen = Sql(SQL["chosen"]).format(
        value=Sql(_VALUES[sort.by]), joins=Sql(_JOINS[sort.by]), direction=direction
    )
    lines = Sql(SQL["lines"]).format(direction=direction)
    page_of_lines = Sql(SQL["page"]).format(lines=lines, direction=direction)
    statement = _hits(scope) + chosen + Sql(" ") + page_of_lines
    asked = {
        **_parameters(cut, filters, scope),
        "limit": limit,
        "offset": (page - 1) * limit,
    }
    # Planned for what is asked: one unit is looked up, a country is scanned.
    rows = connection.execute(statement, asked, binary=True, prepare=False).fetchall()
    counts = _by_class(rows[0][0] or {})
    told = [row for _, _, *row in rows if row[0] is not None]
    total = sum(n for name, n in counts.items() if name in (filters.classes or (name,)))
    return Listing(_lines(connection, cut, filters, told), total, counts)


def listed_ids(connection: Connection[Any], cut: Cut, filters: Filters, sort: Sort) -> list[int]:
    """All items of a list in their order, by their ids.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    scope = scope_of(connection, cut, filters)
    ordered = Sql(SQL["order"]).format(
        value=Sql(_VALUES[sort.by]), joins=Sql(_JOINS[sort.by]), direction=_direction(sort)
    )
    statement = _hits(scope) + Sql(" ") + ordered
    asked = _parameters(cut, filters, scope)
    return [row[0] for row in connection.execute(statement, asked, binary=True, prepare=False)]


def lines_of(
    connection: Connection[Any], cut: Cut, filters: Filters, ids: Sequence[int]
) -> list[Line]:
    """The lines of some items of a list, in the order given.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    scope = scope_of(connection, cut, filters)
    lines = Sql(SQL["lines"]).format(direction=Sql("asc"))
    statement = _hits(scope) + Sql(SQL["named"]) + Sql(" ") + lines
    asked = {**_parameters(cut, filters, scope), "ids": list(ids)}
    rows = connection.execute(statement, asked, binary=True, prepare=False)
    return _lines(connection, cut, filters, [row for _, *row in rows])


def in_batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Ids in the portions in which their lines are read for a file."""
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _hits(scope: Scope) -> Composable:
    begin = scope.tables + Sql(", ") if scope.tables.as_string() else Sql("with ")
    return begin + Sql(SQL["hit"]).format(rows=scope.rows)


def _direction(sort: Sort) -> Sql:
    return Sql("desc") if sort.descending else Sql("asc")


def _parameters(cut: Cut, filters: Filters, scope: Scope) -> dict[str, Any]:
    return {
        **cut._asdict(),
        **scope.parameters,
        "categories": filters.categories,
        "statuses": filters.statuses,
        "units": scope.units,
        "late": [status for status, name in CLASS_OF_STATUS.items() if name in _LATE],
        "ranks": _RANKS,
        "active": list(ACTIVE_STATUSES),
        "open": list(OPEN_STATUSES),
    }


def _ranks() -> list[int]:
    """The place of each status's class among the classes, by the status."""
    order = [*ItemClass, *TargetState]
    ranks = [0] * max(CLASS_OF_STATUS)
    for status, name in CLASS_OF_STATUS.items():
        ranks[status - 1] = order.index(name)
    return ranks


_RANKS: Final = _ranks()


def _by_class(tally: dict[str, int]) -> dict[ItemClass | TargetState, int]:
    counts: dict[ItemClass | TargetState, int] = {}
    for name in [*ItemClass, *TargetState]:
        number = sum(n for status, n in tally.items() if CLASS_OF_STATUS[int(status)] == name)
        if number:
            counts[name] = number
    return counts


def _lines(
    connection: Connection[Any], cut: Cut, filters: Filters, rows: Sequence[Sequence[Any]]
) -> list[Line]:
    if filters.tree_of is not None:
        tree = cut._replace(as_of=filters.tree_of, position=projected_position(connection))
    else:
        tree = cut
    items = [(listed_item(*said), assigned_on, begun) for assigned_on, begun, *said in rows]
    names = unit_names(connection, {item.unit for item, _, _ in items}, tree)
    return [
        Line(item, names[item.unit], assigned_on, _late_days(item, cut), begun)
        for item, assigned_on, begun in items
    ]


def _late_days(item: Listed, cut: Cut) -> int | None:
    if item.due_on is None or item.item_class not in _LATE:
        return None
    return ((item.completed_on or cut.as_of) - item.due_on).days
