"""The addresses of calendar feeds: made, listed and ended by the person whose they are.

Whoever knows an address reads the feed, for a calendar program cannot sign in. So it has a
secret of 256 bits, of which only the hash is kept; what it shows is judged whenever it is read
(tracker.feeds.scope).
"""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.errors import NotFoundError, RuleViolationError
from tracker.people.secrets import digest, new_secret

SQL: Final = queries("tracker.feeds", "keeping.sql")
MOST: Final = 20
"""Addresses that a person may have at a time."""
_HOUR: Final = timedelta(hours=1)


class Feed(NamedTuple):
    """An address, without its secret."""

    feed_id: UUID
    account_id: UUID
    unit: str | None
    """The unit whose items and those below it are shown; None: what concerns the person."""
    made_at: datetime
    ended_at: datetime | None
    read_at: datetime | None
    """When a program read it last, to the hour; None: never."""


def make(
    connection: Connection[Any], feed_id: UUID, account_id: UUID, unit: str | None, now: datetime
) -> str:
    """Makes an address and gives its secret, which nobody can tell again.

    Args:
        connection: as the application.
        feed_id: of the new one; by it a form that is sent twice is known again.
        account_id: whose it is.
        unit: its code in NFC, if it is about a unit; whether the person may read it is asked
            before, and again whenever the feed is read.
        now: the moment.

    Raises:
        RuleViolationError: ``too_many_feeds``, or ``feed_made_already`` by this id.
    """
    (number,) = connection.execute(SQL["number_of"], (account_id,)).fetchone() or (0,)
    if number >= MOST:
        raise RuleViolationError("too_many_feeds", most=MOST)
    secret = new_secret()
    told = {"feed_id": feed_id, "account_id": account_id, "unit": unit, "now": now}
    if not connection.execute(SQL["make"], {**told, "hash": digest(secret)}).rowcount:
        raise RuleViolationError("feed_made_already")
    return secret


def end(connection: Connection[Any], account_id: UUID, feed_id: UUID, now: datetime) -> None:
    """Ends an address at once and for good; ended before, it stays as it was.

    Raises:
        NotFoundError: ``unknown_feed``: none of this account.
    """
    told = {"feed_id": feed_id, "account_id": account_id, "now": now}
    if not connection.execute(SQL["end"], told).rowcount:
        raise NotFoundError("unknown_feed", field="feed_id", value=str(feed_id))


def feeds_of(connection: Connection[Any], account_id: UUID) -> list[Feed]:
    """The addresses of an account, those that work first, the newest first."""
    return [Feed(*row) for row in connection.execute(SQL["feeds_of"], (account_id,))]


def feed_at(connection: Connection[Any], secret: str) -> Feed | None:
    """The feed of an address that works; None: there is none."""
    row = connection.execute(SQL["feed_at"], (digest(secret),)).fetchone()
    return None if row is None else Feed(*row)


def note_read(connection: Connection[Any], feed: Feed, now: datetime) -> None:
    """Keeps when it was read last; a write once an hour at most."""
    if feed.read_at is None or feed.read_at <= now - _HOUR:
        told = {"feed_id": feed.feed_id, "now": now, "hour_ago": now - _HOUR}
        connection.execute(SQL["note_read"], told)
