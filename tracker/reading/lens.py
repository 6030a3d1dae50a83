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

from tracker.reading.cut import SQL, Cut, Filters, projected_position, units_asked
from tracker.reading.narrowing import narrowed
from tracker.reading.search import as_tsquery

_NARROWED: Final = Sql("narrowed as not materialized (select i.* from {rows} i where {limits})")


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
    """The same without the items in which the words asked for are not found, and the like."""
    if filters.words:
        found = Sql(SQL["found"]).format(rows=scope.rows)
        scope = _through_table(scope, "found", found, {"query": as_tsquery(filters.words)})
    conditions, parameters = narrowed(filters)
    if conditions:
        limits = Sql(" and ").join(map(Sql, conditions))
        rows = _NARROWED.format(rows=scope.rows, limits=limits)
        scope = _through_table(scope, "narrowed", rows, parameters)
    return scope


def _through_table(
    scope: Scope, name: LiteralString, table: Composable, parameters: dict[str, Any]
) -> Scope:
    """The rows of ``table``, which reads those of the scope, in their place."""
    begin = Sql(", ") if scope.tables.as_string() else Sql("with ")
    tables = scope.tables + begin + table
    return Scope(tables, Sql(name), scope.units, {**scope.parameters, **parameters})


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
