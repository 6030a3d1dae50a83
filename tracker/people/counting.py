"""Failed attempts to sign in, counted in the database, and the delay that grows with them.

An attempt is counted as failed before anything is checked, and taken back when it was right;
so any number at once, in any number of processes, get no more tries than one after another.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from typing import Any, Final

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.database.connect import borrowed
from tracker.errors import TooManyError
from tracker.people.readmodel import SQL

FREE: Final = {"name": 5, "address": 50}
"""Failures without a delay. A whole office may come from one address."""
FORGOTTEN_AFTER: Final = timedelta(hours=12)
"""So long after the last failure, none is remembered."""
_LONGEST: Final = timedelta(hours=1)


def delay_after(failures: int, free: int) -> timedelta:
    """How long to wait after so many failures: none, then 1, 2, 4, … minutes, at most an hour."""
    beyond = failures - free
    if beyond <= 0:
        return timedelta(0)
    # Far enough beyond, the doubling itself would be too large a number.
    minutes: int = 2 ** min(beyond - 1, 10)
    return min(timedelta(minutes=minutes), _LONGEST)


class Attempts:
    """The counts that one attempt belongs to: of a name, of an address, or of both.

    Args:
        pool: the application's connections.
        now: the time of the attempt.
        name: the folded name that was typed, whether or not anybody has it.
        address: from where.
    """

    def __init__(
        self,
        pool: ConnectionPool[Connection[Any]],
        now: datetime,
        *,
        name: str | None = None,
        address: str | None = None,
    ) -> None:
        self._pool = pool
        self._now = now
        told = {"address": address, "name": name}
        self._keys = {sort: _key(text) for sort, text in told.items() if text is not None}

    def begin(self) -> None:
        """Counts the attempt as failed; :meth:`forgive` or :meth:`succeed` take that back.

        Raises:
            TooManyError: ``sign_in_too_many`` with the seconds to wait; nothing was counted.
        """
        with borrowed(self._pool) as connection, connection.transaction():
            # In one order, that of the names, so that attempts never wait for each other.
            found = [(sort, self._locked(connection, sort)) for sort in self._keys]
            waits = [until - self._now for _, (_, until) in found if until is not None]
            if waits and max(waits) > timedelta(0):
                raise TooManyError("sign_in_too_many", seconds=ceil(max(waits).total_seconds()))
            for sort, (failures, _) in found:
                delay = delay_after(failures + 1, FREE[sort])
                until = self._now + delay if delay else None
                self._execute(connection, "count_failure", sort, until=until)

    def forgive(self) -> None:
        """It was no failure after all, but no success either."""
        with borrowed(self._pool) as connection, connection.transaction():
            for sort in self._keys:
                self._execute(connection, "forgive_failure", sort)

    def succeed(self) -> None:
        """It was right: nothing is held against the name any more, and this not to the address."""
        with borrowed(self._pool) as connection, connection.transaction():
            for sort in self._keys:
                query = "forget_failures" if sort == "name" else "forgive_failure"
                self._execute(connection, query, sort)

    def touch(self) -> None:
        """Writes as much as a recorded failure would, and means nothing."""
        with borrowed(self._pool) as connection:
            for sort in self._keys:
                self._execute(connection, "touch_failure", sort)

    def _locked(self, connection: Connection[Any], sort: str) -> tuple[int, datetime | None]:
        """Failures that are still remembered, and until when no attempt is let through."""
        self._execute(connection, "begin_count", sort)
        row = self._execute(connection, "lock_count", sort).fetchone()
        failures, until = row or (0, None)
        return failures, until

    def _execute(self, connection: Connection[Any], query: str, sort: str, **more: Any) -> Any:
        told = {
            "sort": sort,
            "key": self._keys[sort],
            "now": self._now,
            "forgotten": self._now - FORGOTTEN_AFTER,
            **more,
        }
        return connection.execute(SQL[query], told)


def _key(text: str) -> bytes:
    """People type passwords where names belong, so neither is kept as typed."""
    return sha256(text.encode("utf-8", "surrogatepass")).digest()
