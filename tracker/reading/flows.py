"""Carry-over of a period (domain.md 4.8): what came in equals what went out plus what is left."""

from datetime import date
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.database.sqlfile import queries
from tracker.days import day_before
from tracker.errors import InvalidInputError
from tracker.eventstore.mapper import decode_state
from tracker.fold.words import Kind
from tracker.projections.codes import (
    ACTIVE_STATUSES,
    CLASS_OF_STATUS,
    DONE_STATUSES,
    OUT_RETURNED,
    OUT_STATUSES,
)
from tracker.reading.cut import Cut, Filters, refuse_unknown_unit
from tracker.reading.lens import scope_of_period

SQL: Final = queries("tracker.reading", "flows.sql")
_GONE_ELSEWHERE = 0


class Closed(NamedTuple):
    """Items done at the end of the period."""

    on_time: int = 0
    late: int = 0
    no_deadline: int = 0


class Out(NamedTuple):
    """Items that left otherwise than by being done."""

    withdrawn: int = 0
    returned: int = 0
    transferred: int = 0


class Flows(NamedTuple):
    """carried_in + new + reopened + transferred_in = closed + out + left."""

    start: date
    cut: Cut
    carried_in: int
    new: int
    reopened: int
    closed: Closed
    out: Out
    transferred_in: int
    left: int


def flows(connection: Connection[Any], start: date, cut: Cut, filters: Filters) -> Flows:
    """The flows of the period from ``start`` to C, all at the same K.

    Raises:
        InvalidInputError: the period ends before it begins, or targets are asked for.
        NotFoundError: no unit ever had the code asked for.
    """
    return _summed(start, cut, _asked(connection, start, cut, filters, "flows"))


def flowed(
    connection: Connection[Any], start: date, cut: Cut, filters: Filters, flow: str
) -> list[int]:
    """Ids of the items that one number of the flows counts, in the order of registration.

    Args:
        connection: to the read model.
        start: first day of the period.
        cut: its last day, and K.
        filters: as of the flows.
        flow: ``carried_in``, ``new``, ``closed.late``, ``out.returned``, ``left`` and the like.

    Raises:
        InvalidInputError: as of the flows.
        NotFoundError: no unit ever had the code asked for.
    """
    rows = _asked(connection, start, cut, filters, "flowed")
    return [item for item, entry, exit_status in rows if flow in (entry, _flow_out(exit_status))]


def _asked(
    connection: Connection[Any], start: date, cut: Cut, filters: Filters, what: str
) -> list[tuple[Any, ...]]:
    if start > cut.as_of:
        raise InvalidInputError("period_backwards", field="to", value=cut.as_of, start=start)
    if filters.kind is Kind.TARGET:
        raise InvalidInputError("targets_do_not_flow", field="kind", value=filters.kind)
    if filters.unit is not None:
        refuse_unknown_unit(connection, filters.unit)
    scope = scope_of_period(connection, cut, filters)
    before = day_before(start)
    return connection.execute(
        scope.tables + Sql(SQL["entered"]).format(rows=scope.rows) + Sql(" ") + Sql(SQL[what]),
        {
            **scope.parameters,
            "code": filters.unit and normalize("NFC", filters.unit),
            "position": cut.position,
            "before": before,
            "start": start,
            "first": before,
            "last": cut.as_of,
            "categories": filters.categories,
            "active": list(ACTIVE_STATUSES),
            "done": list(DONE_STATUSES),
            "out": list(OUT_STATUSES),
        },
    ).fetchall()


def _summed(start: date, cut: Cut, rows: list[tuple[str, int, int]]) -> Flows:
    entries: dict[str, int] = {}
    exits: dict[str, int] = {}
    for entry, exit_status, number in rows:
        entries[entry] = entries.get(entry, 0) + number
        way = _way_out(exit_status)
        exits[way] = exits.get(way, 0) + number
    return Flows(
        start,
        cut,
        entries.get("carried_in", 0),
        entries.get("new", 0),
        entries.get("reopened", 0),
        Closed(*(exits.get(f"done_{name}", 0) for name in Closed._fields)),
        Out(*(exits.get(name, 0) for name in Out._fields)),
        entries.get("transferred_in", 0),
        exits.get("left", 0),
    )


def _way_out(status: int) -> str:
    if status == _GONE_ELSEWHERE:
        return "transferred"
    if status in ACTIVE_STATUSES:
        return "left"
    if status in OUT_STATUSES:
        return "returned" if status == OUT_RETURNED else "withdrawn"
    return CLASS_OF_STATUS[status].value


def _flow_out(status: int) -> str:
    """The way out as the lines of the flows are called."""
    way = _way_out(status)
    if way == "left":
        return way
    return f"out.{way}" if way in Out._fields else f"closed.{way.removeprefix('done_')}"


def told_items(connection: Connection[Any], ids: list[int]) -> list[tuple[int, str, str, str]]:
    """Id, kind, reference and title of some items, in the order of registration."""
    rows = connection.execute(SQL["told"], (ids,), binary=True).fetchall()
    told = [(position, topic, decode_state(topic, state)[1]) for position, topic, state in rows]
    return [
        (position, topic.partition(".")[0], said["ref"], said["title"])
        for position, topic, said in told
    ]
