"""Takes a file in: recognised, stored under its hash, recorded; the same file once."""

from datetime import datetime
from typing import Any, NamedTuple

import anyio.to_thread
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.database.connect import borrowed
from tracker.errors import RuleViolationError
from tracker.evidence.recognising import media_type_of
from tracker.evidence.records import Record, keep_record, mend_damage, records_of
from tracker.evidence.spool import Spool
from tracker.evidence.store import Store
from tracker.evidence.verifying import sound

Pool = ConnectionPool[Connection[Any]]


class Kept(NamedTuple):
    """A file that was taken in."""

    record: Record
    stored_before: bool
    """Whether the same file had been taken in already, by whoever it was."""


async def keep(  # noqa: PLR0913 - who, what, where and when
    store: Store, pool: Pool, spool: Spool, *, name: str, uploaded_by: str, now: datetime
) -> Kept:
    """Stores a complete upload; what is recorded is stored, never the other way round.

    Args:
        store: where it shall lie.
        pool: the application's connections; none is held while bytes are written.
        spool: the finished upload.
        name: as :func:`tracker.evidence.names.plain_name` gives it.
        uploaded_by: the account's name.
        now: the moment of storing.

    Raises:
        UnsupportedTypeError: a type of file that is not taken.
        UnavailableError: the store or the database cannot be reached.
    """
    media_type = await anyio.to_thread.run_sync(media_type_of, spool.file)
    known = await anyio.to_thread.run_sync(_known, pool, spool.sha256)
    if known is None:
        await store.put(spool.sha256, spool.file)
    else:
        await _mend(store, pool, known, spool, now)
    record = Record(spool.sha256, spool.size, media_type.value, now, uploaded_by, name)
    return await anyio.to_thread.run_sync(_recorded, pool, record)


async def _mend(store: Store, pool: Pool, known: Record, spool: Spool, now: datetime) -> None:
    """A file brought again takes the place of what is no longer what it was."""
    try:
        await sound(store, pool, known, now)
    except RuleViolationError:
        await store.put(spool.sha256, spool.file)
        await anyio.to_thread.run_sync(_mended, pool, spool.sha256, now)


def _known(pool: Pool, sha256: str) -> Record | None:
    with borrowed(pool) as connection:
        return records_of(connection, [sha256]).get(sha256)


def _mended(pool: Pool, sha256: str, now: datetime) -> None:
    with borrowed(pool) as connection:
        mend_damage(connection, sha256, now)


def _recorded(pool: Pool, record: Record) -> Kept:
    with borrowed(pool) as connection:
        is_new = keep_record(connection, record)
        known = records_of(connection, [record.sha256])
    return Kept(known[record.sha256], stored_before=not is_new)
