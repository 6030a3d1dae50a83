"""Connections: with the application's narrow role and time limits, or with the owner's."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from tracker.errors import UnavailableError

T = TypeVar("T")

APP_ROLE: Final = "tracker_app"
EVENT_CHANNEL: Final = "tracker_event"

_DEFAULTS: Final = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
    "application_name": "tracker",
}
_APP_OPTIONS: Final = (
    f"-c role={APP_ROLE} -c search_path=readmodel,tracker -c timezone=UTC"
    " -c lock_timeout=2s -c idle_in_transaction_session_timeout=60s"
)
_OWNER_OPTIONS: Final = "-c search_path=tracker,readmodel -c timezone=UTC -c lock_timeout=30s"

ATTEMPTS: Final = 3
POOL_SIZE: Final = 12
"""Connections of one web process; its thread pool is bounded to the same number."""
_TRANSACTION_TIMEOUT_SINCE: Final = 170000


def app_conninfo(database_url: str) -> str:
    """Connects as the application's role, which may not change or delete events."""
    return _conninfo(database_url, _APP_OPTIONS)


def owner_conninfo(database_url: str) -> str:
    """Connects as the owner, for migrations and for building read models."""
    return _conninfo(database_url, _OWNER_OPTIONS)


def _conninfo(database_url: str, options: str) -> str:
    """What the address says itself, of time-outs and the like, stays as it says."""
    defaults = {**_DEFAULTS, **conninfo_to_dict(database_url)}
    return make_conninfo("", **{**defaults, "options": options})


def _limit_transactions(connection: Connection[Any]) -> None:
    """A transaction that hangs must not hold the append lock for ever (engine.md 0.2)."""
    connection.execute("set statement_timeout = '60s'")
    if connection.info.server_version >= _TRANSACTION_TIMEOUT_SINCE:
        connection.execute("set transaction_timeout = '60s'")


def open_pool(database_url: str, *, size: int = POOL_SIZE) -> ConnectionPool[Connection[Any]]:
    """The application's connections; each statement is its own transaction unless said."""
    return ConnectionPool(
        app_conninfo(database_url),
        kwargs={"autocommit": True},
        configure=_limit_transactions,
        min_size=1,
        max_size=size,
        timeout=10,
        # Given up soon, an attempt to connect begins anew with the next request; a long
        # one would still be backing off when the database has long been there again.
        reconnect_timeout=2,
        open=True,
    )


def answered(pool: ConnectionPool[Connection[Any]], ask: Callable[[Connection[Any]], T]) -> T:
    """What ``ask``, which only reads, gets from the database, over a restart if need be.

    Raises:
        UnavailableError: when the database stays down, or is locked or too slow just now.
    """
    for attempt in range(ATTEMPTS):
        try:
            with borrowed(pool) as connection:
                return ask(connection)
        except psycopg.OperationalError as error:
            renew(pool, attempt, error)
    raise UnavailableError("database_unreachable")


def renew(
    pool: ConnectionPool[Connection[Any]], attempt: int, error: psycopg.OperationalError
) -> None:
    """Throws away the pool's dead connections before the next attempt.

    Raises:
        UnavailableError: there is no next attempt.
    """
    if attempt == ATTEMPTS - 1:
        raise UnavailableError("database_unreachable") from error
    pool.check()


@contextmanager
def borrowed(pool: ConnectionPool[Connection[Any]]) -> Iterator[Connection[Any]]:
    """A connection of the pool; what the database does not give in time is 'unavailable'.

    Raises:
        UnavailableError: when the database is down, locked or too slow just now.
    """
    try:
        with pool.connection() as connection:
            yield connection
    except PoolTimeout as error:
        raise UnavailableError("database_unreachable") from error
    except (psycopg.errors.LockNotAvailable, psycopg.errors.QueryCanceled) as error:
        raise UnavailableError("database_busy") from error
