"""One run of a job: the only one of its name anywhere, and written down with what it came to."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event
from typing import Any, Final

import psycopg
from psycopg import Connection
from psycopg.conninfo import make_conninfo

from scheduler.schedule import Standing
from tracker.bootstrap import Installation
from tracker.database.connect import app_conninfo
from tracker.upkeep import runs
from tracker.upkeep.runs import Result

_LOOK_EVERY_SECONDS: Final = 1.0
_LONGEST_PROBLEM: Final = 300
_NOTICING: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5_000,
}
"""We notice within seconds that the server has gone ..."""
_NOTICED: Final = (
    "set tcp_keepalives_idle = 2; set tcp_keepalives_interval = 1; set tcp_keepalives_count = 3"
)
"""... and the server that we have, so that the lock of a machine without power is free soon."""


@contextmanager
def holding(database_url: str) -> Iterator[Connection[Any]]:
    """A connection to hold a lock with: when either side dies, it is free within seconds."""
    address = make_conninfo(app_conninfo(database_url), **_NOTICING)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(_NOTICED)
        yield connection


def run_recorded(installation: Installation, standing: Standing, stop: Event) -> Result | None:
    """Runs a job now and records it; waits for a run of it that is going on elsewhere.

    Gives None when told to stop before it begins. What the job raises is recorded and raised.
    """
    with holding(installation.database_url) as connection:
        while not stop.is_set():
            if runs.take(connection, standing.name):
                return record(installation, connection, standing, stop)
            stop.wait(_LOOK_EVERY_SECONDS)
    return None


def record(
    installation: Installation, connection: Connection[Any], standing: Standing, stop: Event
) -> Result:
    """Runs a job whose lock the connection holds, and records the run."""
    clock = installation.clock
    run_no = runs.begin(connection, standing.name, clock.now())

    def fail(_kind: object, error: BaseException | None, _trace: object) -> None:
        # What only ends the process leaves the run broken off.
        if isinstance(error, Exception):
            runs.end(connection, run_no, Result({}, "failed", one_line(error)), clock.now())

    with ExitStack() as exits:
        exits.push(fail)
        result = standing.run(installation, stop)
    runs.end(connection, run_no, result, clock.now())
    return result


def one_line(error: Exception) -> str:
    """What went wrong, for a table; the log has all of it."""
    said = f"{type(error).__name__}: {error}".partition("\n")[0]
    return said[:_LONGEST_PROBLEM]
