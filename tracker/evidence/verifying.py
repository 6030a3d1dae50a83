"""Whether stored files are still what their addresses say; what is not is refused and reported."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

import anyio.to_thread
import orjson
from psycopg import Connection
from psycopg.rows import class_row
from psycopg_pool import ConnectionPool

from tracker.database.connect import borrowed
from tracker.errors import RuleViolationError
from tracker.evidence.records import (
    MISSING,
    SQL,
    Record,
    damaged_of,
    mend_damage,
    records_of,
    report_damage,
)
from tracker.evidence.store import Look, Store

logger: Final = logging.getLogger(__name__)

Pool = ConnectionPool[Connection[Any]]
Progress = Callable[[int, int], None]

_PAGE: Final = 500
_STRETCH: Final = 100_000
"""Positions of the log that are searched in one statement."""
ATTACHED_WITHIN: Final = timedelta(days=1)
"""How long an upload may wait for the event that names it."""


class Unfit(StrEnum):
    """What is wrong with a stored file; the code of its refusal."""

    DAMAGED = "evidence_damaged"
    MISSING = "evidence_missing"


class Verified(NamedTuple):
    """What came out of looking at every stored file."""

    checked: int
    damaged: list[Record]
    missing: list[Record]
    unreferenced: list[Record]
    """Uploaded a day ago or earlier, and named by no event."""
    unrecorded: list[str]
    """Addresses where something lies since a day that was never recorded: uploads cut short."""


async def sound(store: Store, pool: Pool, record: Record, now: datetime) -> Look:
    """Reads a file to its end and says what was looked at, if it is what was stored.

    Raises:
        RuleViolationError: with an :class:`Unfit` as its code; it is reported too.
        UnavailableError: the store or the database cannot be reached.
    """
    seen = await _examined(store, pool, record, now)
    if isinstance(seen, Look):
        return seen
    logger.error("%s: %s", seen, record.sha256)
    raise RuleViolationError(seen, field="sha256", value=record.sha256)


async def _examined(store: Store, pool: Pool, record: Record, now: datetime) -> Look | Unfit:
    """What was looked at, or what is wrong with it, which then has been reported."""
    look = await store.look(record.sha256)
    if look is not None and look.sha256 == record.sha256:
        return look
    found = MISSING if look is None else look.sha256
    await anyio.to_thread.run_sync(_report, pool, record.sha256, found, now)
    return Unfit.MISSING if look is None else Unfit.DAMAGED


async def verify(store: Store, pool: Pool, now: datetime, progress: Progress) -> Verified:
    """Looks at every stored file; damage is reported, what was mended is noted as well.

    Args:
        store: where they lie.
        pool: the application's connections.
        now: the time of what is reported.
        progress: told how many files were looked at, of how many.

    Raises:
        UnavailableError: the store or the database cannot be reached.
    """
    told = Verified(0, [], [], [], [])
    lying = {sha256 async for sha256 in store.addresses(now - ATTACHED_WITHIN)}
    async for record, reported in _records(pool):
        seen = await _examined(store, pool, record, now)
        if not isinstance(seen, Look):
            (told.missing if seen is Unfit.MISSING else told.damaged).append(record)
        elif reported:
            await anyio.to_thread.run_sync(_mended, pool, record.sha256, now)
        lying.discard(record.sha256)
        told = told._replace(checked=told.checked + 1)
        progress(told.checked, told.checked + len(lying))
    unused = await anyio.to_thread.run_sync(_unreferenced, pool, now - ATTACHED_WITHIN)
    return told._replace(unreferenced=unused, unrecorded=sorted(lying))


async def _records(pool: Pool) -> AsyncIterator[tuple[Record, bool]]:
    """Every record, and whether damage of it was reported and not mended."""
    last = ""
    while page := await anyio.to_thread.run_sync(_page, pool, last):
        for one in page:
            yield one
        last = page[-1][0].sha256


def _page(pool: Pool, last: str) -> list[tuple[Record, bool]]:
    with borrowed(pool) as connection:
        cursor = connection.cursor(row_factory=class_row(Record))
        records = cursor.execute(SQL["after_hash"], (last, _PAGE)).fetchall()
        reported = damaged_of(connection, [record.sha256 for record in records])
    return [(record, record.sha256 in reported) for record in records]


def _report(pool: Pool, sha256: str, found: str, now: datetime) -> None:
    with borrowed(pool) as connection:
        report_damage(connection, sha256, found, now)


def _mended(pool: Pool, sha256: str, now: datetime) -> None:
    with borrowed(pool) as connection:
        mend_damage(connection, sha256, now)


def _unreferenced(pool: Pool, before: datetime) -> list[Record]:
    """The files brought before a moment that no event names, oldest first."""
    with borrowed(pool) as connection:
        rows = connection.execute(SQL["brought_before"], (before,)).fetchall()
        unused = {row[0] for row in rows}
        if unused:
            for sha256 in _named(connection):
                unused.discard(sha256)
        return sorted(records_of(connection, unused).values(), key=lambda one: one.stored_at)


def _named(connection: Connection[Any]) -> Iterator[str]:
    """The hashes that events name, some more than once."""
    (last,) = connection.execute(SQL["last_position"]).fetchone() or (0,)
    for first in range(0, last, _STRETCH):
        stretch = (first, first + _STRETCH)
        for (state,) in connection.execute(SQL["with_attachments"], stretch):
            for one in _attachments(state):
                if isinstance(one, dict) and isinstance(one.get("sha256"), str):
                    yield one["sha256"]


def _attachments(state: bytes) -> list[Any]:
    """Those of an event; one whose state cannot be read is parked, and names nothing."""
    try:
        told = orjson.loads(state)
    except orjson.JSONDecodeError:
        return []
    listed = told.get("attachments") if isinstance(told, dict) else None
    return listed if isinstance(listed, list) else []
