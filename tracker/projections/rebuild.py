"""Builds the read model anew from the events, beside the one in use, then swaps them."""

import logging
from collections.abc import Iterator
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any, Final

import psycopg
from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries
from psycopg.sql import Identifier, Literal

from tracker.database.connect import owner_conninfo
from tracker.database.sqlfile import queries
from tracker.errors import UnavailableError
from tracker.projections.batch import (
    POISON,
    LogRow,
    Lookup,
    apply_one_by_one,
    decode,
    move_checkpoint,
    project,
    read_log,
)
from tracker.projections.codes import CATEGORIES
from tracker.projections.derive import Changes, Stream, derive
from tracker.projections.projector import BATCH, Progress
from tracker.projections.writer import SQL, add

logger: Final = logging.getLogger(__name__)

MODEL_VERSION: Final = 6
"""Raised with every change of tables.sql or of what rows mean; an older model is rebuilt."""

TABLES: Final = queries("tracker.projections", "tables.sql")
BULK: Final = queries("tracker.projections", "rebuild.sql")
_LOCK: Final = 7_401_003
_CHUNK: Final = 5_000
"""Streams derived between two writes."""
_NEXT: Final = "readmodel_next"
_VACUUMED: Final = (
    "item",
    "item_words",
    "item_interval",
    "unit",
    "unit_interval",
    "unit_end",
    "begun",
    "payment",
)


def ensure_read_model(database_url: str, progress: Progress | None = None) -> None:
    """Makes the read model where there is none, or none of this version."""
    with psycopg.connect(owner_conninfo(database_url), autocommit=True) as connection:
        if _model_version(connection) == MODEL_VERSION:
            return
    rebuild(database_url, progress, if_outdated=True)


def _model_version(connection: Connection[Any]) -> int | None:
    if connection.execute("select to_regclass('readmodel.checkpoint')").fetchone() == (None,):
        return None
    row = connection.execute("select model_version from readmodel.checkpoint").fetchone()
    return None if row is None else row[0]


def rebuild(
    database_url: str, progress: Progress | None = None, *, if_outdated: bool = False
) -> int:
    """Builds all rows from the events, catches up, and swaps; gives the position reached.

    Readers and the projector go on with the old rows meanwhile. Nothing is sent and no
    alert is raised by a rebuild. One runs at a time; with ``if_outdated`` a second one
    that waited finds the work done.

    Raises:
        UnavailableError: readers held the old rows for too long; nothing was swapped.
    """
    with psycopg.connect(owner_conninfo(database_url), autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        if if_outdated and _model_version(connection) == MODEL_VERSION:
            return 0
        connection.execute(f"set search_path = {_NEXT}, tracker")
        connection.execute("set work_mem = '256MB'")
        _make_tables(connection)
        reached = _build(database_url, connection, progress)
        _make_indexes(connection)
        reached = _catch_up(connection, reached)
        try:
            return _swap(connection, reached)
        except psycopg.errors.LockNotAvailable as error:
            raise UnavailableError("database_busy") from error


def reindex(database_url: str) -> None:
    """Makes the indexes of the intervals small again, while everybody goes on working.

    Rows come in the order of events, not of units, so the counting index grows half
    empty pages: after a year it would be two thirds larger than after a rebuild.
    """
    with psycopg.connect(owner_conninfo(database_url), autocommit=True) as connection:
        connection.execute("reindex table concurrently readmodel.item_interval")


def _make_tables(connection: Connection[Any]) -> None:
    with connection.transaction():
        connection.execute(f"drop schema if exists {_NEXT} cascade")
        connection.execute(f"create schema {_NEXT}")
        connection.execute(TABLES["create_tables"])
        connection.execute(
            "insert into checkpoint (position, model_version) values (0, %s)", (MODEL_VERSION,)
        )
        connection.cursor().executemany(
            "insert into category (category, kind, issuer_level) values (%s, %s, %s)",
            [(code, kind, level) for code, (kind, level) in CATEGORIES.items()],
        )
        connection.execute(Sql(TABLES["grant_access"]).format(schema=Identifier(_NEXT)))


def _build(database_url: str, connection: Connection[Any], progress: Progress | None) -> int:
    """Derives every stream whole, in bulk, up to the log's end as it is now."""
    row = connection.execute(SQL["head"]).fetchone()
    head: int = row[0] if row else 0
    if not head:
        return 0
    done = 0
    lookup = Lookup(connection)
    with connection.transaction():
        units = list(_chunks(database_url, "bulk_units", head))
        lookup.announce(row for chunk in units for rows in chunk for row in rows)
        for chunk in chain(units, _chunks(database_url, "bulk_items", head)):
            _apply_chunk(connection, lookup, chunk)
            done += sum(map(len, chunk))
            if progress is not None:
                progress(done, head)
        move_checkpoint(connection, head)
    return head


def _chunks(database_url: str, query: str, head: int) -> Iterator[list[list[LogRow]]]:
    """The log by stream, some thousands at a time, over a connection of its own."""
    with (
        psycopg.connect(owner_conninfo(database_url)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("set local work_mem = '512MB'")
        statement = Sql(BULK[query]).format(head=Literal(head))
        with cursor.copy(statement) as copy:
            copy.set_types(["uuid", "int4", "text", "bytea", "int8"])
            rows = map(LogRow._make, copy.rows())
            streams = (list(group) for _, group in groupby(rows, attrgetter("originator_id")))
            while chunk := list(islice(streams, _CHUNK)):
                yield chunk


def _apply_chunk(connection: Connection[Any], lookup: Lookup, chunk: list[list[LogRow]]) -> None:
    """Adds the rows of some streams; if one of them is bad, one by one, parking the bad."""
    try:
        with connection.transaction():
            _add(connection, lookup, chunk)
    except POISON:
        lookup.reload()
        if len(chunk) == 1:
            apply_one_by_one(connection, lookup, chunk[0])
            return
        middle = len(chunk) // 2
        _apply_chunk(connection, lookup, chunk[:middle])
        _apply_chunk(connection, lookup, chunk[middle:])


def _add(connection: Connection[Any], lookup: Lookup, chunk: list[list[LogRow]]) -> None:
    changes = Changes()
    for rows in chunk:
        stream = Stream(rows[0].originator_id, new=[decode(row) for row in rows])
        derive(stream, changes, lookup.units, lookup.paper_id)
    changes.papers = lookup.take_new_papers()
    with connection.cursor() as cursor:
        add(cursor, changes)


def _make_indexes(connection: Connection[Any]) -> None:
    """Indexes at the end, and the visibility that lets counts read the index alone."""
    connection.execute("set maintenance_work_mem = '512MB'")
    connection.execute(TABLES["create_indexes"])
    for table in _VACUUMED:
        connection.execute(Sql("vacuum (analyze) {}").format(Identifier(table)))


def _catch_up(connection: Connection[Any], after: int) -> int:
    """Projects what was recorded while the bulk was built."""
    lookup = Lookup(connection)
    while rows := read_log(connection, after, BATCH):
        project(connection, lookup, rows, after)
        after = rows[-1].position
    return after


def _swap(connection: Connection[Any], after: int) -> int:
    """Puts the new rows in the place of the old ones, in one transaction."""
    with connection.transaction():
        if connection.execute("select to_regclass('readmodel.checkpoint')").fetchone() != (None,):
            connection.execute("lock table readmodel.checkpoint in access exclusive mode")
        after = _catch_up(connection, after)
        connection.execute("drop schema if exists readmodel cascade")
        connection.execute(f"alter schema {_NEXT} rename to readmodel")
    logger.info("the read model was rebuilt up to position %s", after)
    return after
