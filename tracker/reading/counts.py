"""Counts by class at (C, K), by any dimensions (contract.md section 4, ``counts``)."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final, LiteralString, NamedTuple

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries
from psycopg.sql import Composed

from tracker.fold.words import ItemClass, Kind
from tracker.projections.codes import AREA_OF_CODE, CATEGORIES, CLASS_OF_STATUS, OUT_STATUSES
from tracker.reading.cut import SQL, Cut, Filters
from tracker.reading.lens import Scope, scope_of


class Dimension(StrEnum):
    """What counts can be split by."""

    KIND = "kind"
    UNIT = "unit"
    ISSUER_LEVEL = "issuer_level"
    AREA = "area"
    PLAN = "plan"
    CONCLUSION = "conclusion"


class Group(NamedTuple):
    """One group: its dimensions' values and the classes that occur in it."""

    dimensions: dict[str, str | None]
    counts: dict[str, int]


class Money(NamedTuple):
    """Whole đồng of the findings counted."""

    required: int
    recovered: int


class Counts(NamedTuple):
    """An answer; ``total`` leaves out the items that are ``out``."""

    cut: Cut
    total: int
    out: int
    groups: list[Group]
    money: Money | None


_COLUMNS: Final[dict[Dimension, LiteralString]] = {
    Dimension.UNIT: "u.code",
    Dimension.AREA: "item.area",
    Dimension.PLAN: "paper.number",
    Dimension.CONCLUSION: "paper.number",
}
_JOINS: Final[dict[LiteralString, LiteralString]] = {
    "u.code": " join unit u using (unit_id)",
    "item.area": " join item using (item_id)",
    "paper.number": " join item using (item_id) left join paper using (paper_id)",
}


def counts(
    connection: Connection[Any], cut: Cut, filters: Filters, by: Sequence[Dimension] = ()
) -> Counts:
    """How many items are in each class at the cut.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    scope = scope_of(connection, cut, filters)
    parameters = {
        **cut._asdict(),
        **scope.parameters,
        "categories": filters.categories,
        "units": scope.units,
        "out": list(OUT_STATUSES),
    }
    columns = list(dict.fromkeys(_COLUMNS[dim] for dim in by if dim in _COLUMNS))
    rows = connection.execute(_statement(columns, scope), parameters)
    groups = _grouped(rows.fetchall(), columns, by)
    out = sum(group.counts.get(ItemClass.OUT, 0) for group in groups)
    total = sum(sum(group.counts.values()) for group in groups) - out
    money = _money(connection, scope, parameters) if filters.kind is Kind.FINDING else None
    return Counts(cut, total, out, groups, money)


def _statement(columns: Sequence[LiteralString], scope: Scope) -> Composed:
    """One scan; tables beyond the intervals are joined only for the dimensions that need them."""
    joins = [_JOINS[column] for column in columns]
    if "paper.number" in columns and "item.area" in columns:
        joins.remove(_JOINS["item.area"])
    names = [Sql(column) for column in ("i.category", "i.status", *columns)]
    listed = Sql(", ").join(names)
    return Sql(
        "{tables} select {listed}, count(*) from {rows} i{joins}"
        " where i.valid_from <= %(as_of)s and i.valid_to > %(as_of)s"
        " and i.known_from <= %(position)s and i.known_to > %(position)s"
        " and i.category = any(%(categories)s){limit} group by {listed}"
    ).format(
        tables=scope.tables,
        rows=scope.rows,
        listed=listed,
        joins=Sql("").join(map(Sql, joins)),
        limit=Sql(" and i.unit_id = any(%(units)s)" if scope.units is not None else ""),
    )


def _grouped(
    rows: Sequence[tuple[Any, ...]], columns: Sequence[LiteralString], by: Sequence[Dimension]
) -> list[Group]:
    groups: dict[tuple[str | None, ...], Counter[str]] = {}
    if not by:
        groups[()] = Counter()
    for category, status, *values, number in rows:
        named = dict(zip(columns, values, strict=True))
        key = tuple(_value(dim, category, named) for dim in by)
        groups.setdefault(key, Counter())[CLASS_OF_STATUS[status].value] += number
    ordered = sorted(groups.items(), key=lambda pair: [(v is not None, v or "") for v in pair[0]])
    return [
        Group(dict(zip((dim.value for dim in by), key, strict=True)), dict(sorted(counted.items())))
        for key, counted in ordered
    ]


def _value(dim: Dimension, category: int, named: dict[LiteralString, Any]) -> str | None:
    kind, issuer_level = CATEGORIES[category]
    match dim:
        case Dimension.KIND:
            return kind.value
        case Dimension.ISSUER_LEVEL:
            return None if issuer_level is None else issuer_level.value
        case Dimension.UNIT:
            return str(named["u.code"])
        case Dimension.AREA:
            area = named["item.area"]
            return None if area is None else AREA_OF_CODE[area].value
        case Dimension.PLAN:
            return None if kind is Kind.FINDING else named["paper.number"]
        case Dimension.CONCLUSION:
            return named["paper.number"] if kind is Kind.FINDING else None


def _money(connection: Connection[Any], scope: Scope, parameters: dict[str, Any]) -> Money:
    statement = scope.tables + Sql(" ") + Sql(SQL["money"]).format(rows=scope.rows)
    row = connection.execute(statement, parameters).fetchone()
    return Money(*row) if row else Money(0, 0)
