"""A past period on a later tree: each item under the unit that it belongs to there.

An item of a unit that is still there stays with it. One whose unit has ended since goes to
the unit it was transferred to, and if nobody transferred it (it was done by then) to the
one that keeps the unit's records: through as many ends as there were, and where the last
of them had no heir, it stays with the unit that led it last. An item that did not exist on
the day of the tree yet is looked at on its own first day. The later tree is taken as known
now, for at the time of an old report nobody knew of the reform.
"""

from datetime import date
from typing import Any, Final, LiteralString, NamedTuple

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries
from psycopg.sql import Composable

from tracker.database.sqlfile import queries
from tracker.reading.cut import SQL, Cut, Filters, projected_position, units_asked
from tracker.reading.narrowing import limits_of
from tracker.reading.search import as_tsquery

WORK: Final = queries("tracker.reading", "my_work.sql")
_LIMITS: Final[dict[str, LiteralString]] = {
    "due_from": "i.due_on >= %(due_from)s and i.due_on < '9999-12-31'",
    "due_to": "i.due_on <= %(due_to)s and i.due_on < '9999-12-31'",
    "completed_from": "i.completed_on >= %(completed_from)s and i.completed_on < '9999-12-31'",
    "completed_to": "i.completed_on <= %(completed_to)s and i.completed_on < '9999-12-31'",
    "begun": "i.status = any(%(begun)s) and " + SQL["has_begun"],
    "not_begun": "i.status = any(%(not_begun)s) and not " + SQL["has_begun"],
    "rejected": WORK["rejected"],
    "assigned_from": "exists (select from item where item.item_id = i.item_id"
    " and item.assigned_on >= %(assigned_from)s)",
    "assigned_to": "exists (select from item where item.item_id = i.item_id"
    " and item.assigned_on <= %(assigned_to)s)",
    "area": "exists (select from item where item.item_id = i.item_id and item.area = %(area)s)",
    "paper": "exists (select from item join paper using (paper_id)"
    " where item.item_id = i.item_id and paper.number = %(paper)s)",
}
"""Conditions on an interval, by the limits that ask for them (tracker.reading.narrowing)."""


class Scope(NamedTuple):
    """Which rows a question is about, and how its statement begins."""

    tables: Composable
    """What stands before ``select``, beginning with ``with``; or nothing."""
    rows: Sql
    """The name of the intervals."""
    units: list[int] | None
    """The units that count; None: all."""
    parameters: dict[str, Any]


def scope_of(connection: Connection[Any], cut: Cut, filters: Filters) -> Scope:
    """The rows of a question about one day, and the units of it.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    if filters.tree_of is None:
        units = units_asked(connection, filters, cut)
        return _limited(Scope(Sql(""), Sql("item_interval"), units, {}), filters)
    units, parameters = _through(connection, cut, filters, filters.tree_of)
    tables = Sql("with ") + Sql(SQL["lensed"])
    return _limited(Scope(tables, Sql("lensed"), units, parameters), filters)


def scope_of_period(connection: Connection[Any], cut: Cut, filters: Filters) -> Scope:
    """The rows of a question about a period, with who was a member of the unit when.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    if filters.tree_of is None:
        membership = SQL["everywhere"] if filters.unit is None else SQL["membership"]
        tables = Sql("with ") + Sql(membership)
        return _limited(Scope(tables, Sql("item_interval"), None, {}), filters)
    units, parameters = _through(connection, cut, filters, filters.tree_of)
    membership = SQL["everywhere"] if units is None else SQL["always"]
    tables = Sql("with ") + Sql(membership) + Sql(", ") + Sql(SQL["lensed"])
    return _limited(Scope(tables, Sql("lensed"), units, {**parameters, "units": units}), filters)


def _limited(scope: Scope, filters: Filters) -> Scope:
    """The same without what the filters leave out."""
    return _narrowed(_searched(scope, filters), filters)


def _searched(scope: Scope, filters: Filters) -> Scope:
    """The same without the items in which the words asked for are not found."""
    if not filters.words:
        return scope
    tables = _before(scope) + Sql(SQL["found"]).format(rows=scope.rows)
    parameters = {**scope.parameters, "query": as_tsquery(filters.words)}
    return Scope(tables, Sql("found"), scope.units, parameters)


def _narrowed(scope: Scope, filters: Filters) -> Scope:
    """The same without the rows that are outside the limits."""
    asked = limits_of(filters)
    if not asked:
        return scope
    tables = _before(scope) + Sql(
        "narrowed as not materialized (select i.* from {rows} i where {limits})"
    ).format(rows=scope.rows, limits=Sql(" and ").join([Sql(_LIMITS[name]) for name in asked]))
    return Scope(tables, Sql("narrowed"), scope.units, {**scope.parameters, **asked})


def _before(scope: Scope) -> Composable:
    """What stands before one more table."""
    return scope.tables + Sql(", ") if scope.tables.as_string() else Sql("with ")


def _through(
    connection: Connection[Any], cut: Cut, filters: Filters, tree_of: date
) -> tuple[list[int] | None, dict[str, Any]]:
    head = cut._replace(as_of=tree_of, position=projected_position(connection))
    units = units_asked(connection, filters, head)
    heirs = _heirs(connection, head)
    maybe = None if units is None else [*units, *heirs]
    if filters.rows_of is not None:
        seen = set(filters.rows_of)
        maybe = sorted(seen if maybe is None else seen & set(maybe))
    return units, {
        "tree_of": tree_of,
        "gone": list(heirs),
        "heirs": list(heirs.values()),
        "maybe": maybe,
    }


def _heirs(connection: Connection[Any], head: Cut) -> dict[int, int | None]:
    """For every unit that has ended by then, who keeps its records then, if anybody."""
    ended = dict(connection.execute(SQL["ended"], {"as_of": head.as_of, "position": head.position}))
    return {unit: _last_heir(unit, ended) for unit in ended}


def _last_heir(unit: int, ended: dict[int, int | None]) -> int | None:
    seen: set[int] = set()
    heir: int | None = unit
    while heir is not None and heir in ended and heir not in seen:
        seen.add(heir)
        heir = ended[heir]
    return None if heir in seen else heir
