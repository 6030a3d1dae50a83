"""Follows the log and keeps the read model up to it; one process leads, others stand by.

The loop polls, with NOTIFY only as a hint, so a lost notification costs half a second
and never an event; it reconnects by itself after any failure of the database.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any, Final

import psycopg
from psycopg import Connection

from tracker.database.connect import EVENT_CHANNEL, app_conninfo
from tracker.errors import UnavailableError, UnfitEnvironmentError
from tracker.projections.batch import CheckpointMovedError, Lookup, project, read_log
from tracker.projections.writer import SQL

logger: Final = logging.getLogger(__name__)

LEADER_LOCK: Final = 7_401_002
PROJECTED_CHANNEL: Final = "tracker_projected"
BATCH: Final = 2_000
_IDLE_SECONDS: Final = 0.5
_STAND_BY_SECONDS: Final = 1.0
_LONGEST_WAIT: Final = 10.0

Progress = Callable[[int, int], None]
"""Told the position reached and the last position of the log."""


@dataclass
class Health:
    """What a projector can say of itself; read by ``/readyz``."""

    leading: bool = False
    failure: UnfitEnvironmentError | None = None


@contextmanager
def following(database_url: str) -> Iterator[Connection[Any]]:
    """A connection for projecting; each statement is its own transaction unless said."""
    with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
        yield connection


def refuse_other_log(connection: Connection[Any]) -> int:
    """The checkpoint, after making sure that the log still holds what we projected.

    After a lost failover the log can end before the checkpoint, or hold other events
    at the same positions; going on would mix two histories.

    Raises:
        UnfitEnvironmentError: the read model is not of this log and must be rebuilt.
    """
    row = connection.execute(SQL["checkpoint"]).fetchone()
    position, recorded_at = row or (0, None)
    found = connection.execute(SQL["recorded_at"], (position,)).fetchone()
    if position and (found is None or found[0] != recorded_at):
        raise UnfitEnvironmentError("read_model_ahead", position=position)
    return int(position)


def try_to_lead(connection: Connection[Any]) -> bool:
    """Takes the leader's lock if it is free; it goes when the connection does."""
    row = connection.execute("select pg_try_advisory_lock(%s)", (LEADER_LOCK,)).fetchone()
    return row == (True,)


class Projector:
    """The loop; ``run`` it in a thread or a process of its own."""

    def __init__(self, database_url: str, *, batch: int = BATCH) -> None:
        self.health = Health()
        self._database_url = database_url
        self._batch = batch

    def run(self, stop: Event) -> None:
        """Follows the log until told to stop, through every outage of the database.

        It ends by itself only when the read model is not of this log; ``health`` says so.
        """
        wait = _IDLE_SECONDS
        while not stop.is_set():
            try:
                self._lead(stop)
            except UnfitEnvironmentError as error:
                logger.critical("the projection stops: %s", error)
                self.health.failure = error
                return
            except CheckpointMovedError:
                logger.info("the read model was swapped; going on from its checkpoint")
            except psycopg.OperationalError as error:
                logger.warning("the projection lost the database, next try soon: %s", error)
                stop.wait(wait)
                wait = min(wait * 2, _LONGEST_WAIT)
            else:
                wait = _IDLE_SECONDS
            finally:
                self.health.leading = False

    def _lead(self, stop: Event) -> None:
        with following(self._database_url) as connection:
            while not try_to_lead(connection):
                if stop.wait(_STAND_BY_SECONDS):
                    return
            self.health.leading = True
            # Listen before reading, or an event in between would wait for the next one.
            connection.execute(f"listen {EVENT_CHANNEL}")
            self._follow(connection, stop)

    def _follow(self, connection: Connection[Any], stop: Event) -> None:
        after = refuse_other_log(connection)
        lookup = Lookup(connection)
        while not stop.is_set():
            reached = step(connection, lookup, after, self._batch)
            if reached == after:
                after = refuse_other_log(connection)
                for _ in connection.notifies(timeout=_IDLE_SECONDS, stop_after=1):
                    break
            else:
                after = reached


def step(connection: Connection[Any], lookup: Lookup, after: int, limit: int) -> int:
    """Projects the next events, if any, and tells who waits; gives the position reached."""
    rows = read_log(connection, after, limit)
    if not rows:
        return after
    project(connection, lookup, rows, after)
    connection.execute(f"notify {PROJECTED_CHANNEL}")
    return rows[-1].position


def catch_up(
    database_url: str,
    *,
    to: int | None = None,
    seconds: float = 600,
    batch: int = BATCH,
    progress: Progress | None = None,
) -> int:
    """Makes sure that the read model holds every event up to ``to`` (or up to now).

    Leads if nobody does, else waits for the leader.

    Raises:
        UnavailableError: the leader did not get there in ``seconds``.
        UnfitEnvironmentError: the read model is not of this log.
    """
    with following(database_url) as connection:
        row = connection.execute(SQL["head"]).fetchone()
        goal = to if to is not None else int(row[0] if row else 0)
        connection.execute(f"listen {PROJECTED_CHANNEL}")
        waited = 0.0
        while (after := refuse_other_log(connection)) < goal:
            if try_to_lead(connection):
                return _lead_until(connection, after, goal, batch, progress)
            if waited >= seconds:
                raise UnavailableError("projection_behind", position=after, goal=goal)
            for _ in connection.notifies(timeout=_IDLE_SECONDS, stop_after=1):
                break
            waited += _IDLE_SECONDS
        return after


def _lead_until(
    connection: Connection[Any], after: int, goal: int, batch: int, progress: Progress | None
) -> int:
    after = refuse_other_log(connection)
    lookup = Lookup(connection)
    while after < goal:
        after = step(connection, lookup, after, batch)
        if progress is not None:
            progress(after, goal)
    return after
