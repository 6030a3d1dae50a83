"""Runs the timetable in exactly one of any number of schedulers."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from threading import Event
from typing import Any, Final

import psycopg
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.date import DateTrigger
from psycopg import Connection

from scheduler.recording import holding, run_recorded
from scheduler.schedule import TIMETABLE, Standing
from scheduler.threads import Threads
from tracker.bootstrap import Installation
from tracker.days import LOCAL_ZONE
from tracker.upkeep import runs
from tracker.upkeep.runs import LEADER_LOCK

logger: Final = logging.getLogger(__name__)
# That a job still runs when its next time comes is nothing to warn of: sending to a whole province
# takes longer than a minute, and each run is written down.
logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)

_LOOK_EVERY_SECONDS: Final = 1.0
_PATIENCE_SECONDS: Final = 4.0
"""For batches that are going on when we are told to stop. The process is to be gone within ten
seconds, and an embedded database takes some of them to end."""
_STEP_BACK: Final = timedelta(minutes=1)
"""Clocks are often corrected by less, which harms nobody."""
_INSTANT: Final = timedelta(microseconds=1)


def run(
    installation: Installation,
    stop: Event,
    timetable: Iterable[Standing] = TIMETABLE,
    *,
    patience: float = _PATIENCE_SECONDS,
) -> None:
    """Works through the timetable while it leads, stands by while another does.

    Told to stop, it waits for so many seconds of ``patience`` until the jobs have ended.
    """
    timetable = tuple(timetable)
    while not stop.is_set():
        try:
            with holding(installation.database_url) as connection:
                if _stand_by(connection, stop):
                    _lead(installation, connection, stop, timetable, patience)
        except psycopg.OperationalError as error:
            logger.warning("the scheduler lost the database, next try soon: %s", error)
            stop.wait(_LOOK_EVERY_SECONDS)


def _stand_by(connection: Connection[Any], stop: Event) -> bool:
    """Waits until this connection holds the leader's lock; False when told to stop before."""
    while not _take(connection):
        if stop.wait(_LOOK_EVERY_SECONDS):
            return False
    return True


def _take(connection: Connection[Any]) -> bool:
    row = connection.execute("select pg_try_advisory_lock(%s)", (LEADER_LOCK,)).fetchone()
    return row == (True,)


def _lead(
    installation: Installation,
    connection: Connection[Any],
    stop: Event,
    timetable: tuple[Standing, ...],
    patience: float,
) -> None:
    """Leads as long as this connection holds the lock; the server frees it when we die."""
    over = Event()
    threads = Threads()
    scheduler = BackgroundScheduler(timezone=LOCAL_ZONE, executors={"default": threads})
    missed = _missed(installation, connection, timetable)
    runs.retire(connection, [standing.name for standing in timetable])
    for standing in timetable:
        _add(scheduler, installation, standing, over, at_once=standing in missed)
        _plan(installation, connection, standing)
    scheduler.start()
    logger.info("this scheduler leads")
    try:
        _watch(installation, connection, stop)
    finally:
        # First of all: somebody else may lead from now on.
        over.set()
        scheduler.shutdown(wait=False)
        for name in threads.finish(patience):
            logger.warning("the job %s does not stop; it is left behind", name)


def _watch(installation: Installation, connection: Connection[Any], stop: Event) -> None:
    """Returns when told to stop, or when the clock was put back: then all times are others.

    Raises:
        psycopg.OperationalError: the connection is lost, and the lock with it.
    """
    seen = installation.clock.now()
    while not stop.wait(_LOOK_EVERY_SECONDS):
        connection.execute("select 1")
        now = installation.clock.now()
        if now < seen - _STEP_BACK:
            logger.warning("the clock was put back from %s to %s", seen, now)
            return
        seen = max(seen, now)


def _add(
    scheduler: BackgroundScheduler,
    installation: Installation,
    standing: Standing,
    over: Event,
    *,
    at_once: bool,
) -> None:
    trigger = standing.trigger
    if at_once:
        trigger = OrTrigger([DateTrigger(timezone=LOCAL_ZONE), trigger])
    scheduler.add_job(
        _work,
        trigger,
        args=(installation, standing, over),
        id=standing.name,
        name=standing.name,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )


def _work(installation: Installation, standing: Standing, over: Event) -> None:
    """One run as the scheduler starts it; what it raises is logged there."""
    try:
        run_recorded(installation, standing, over)
    finally:
        # The next one is another leader's affair when this one's time is over.
        if not over.is_set():
            with installation.pool.connection() as connection:
                _plan(installation, connection, standing)


def _plan(installation: Installation, connection: Connection[Any], standing: Standing) -> None:
    next_at = standing.trigger.get_next_fire_time(None, installation.clock.now())
    runs.plan(connection, standing.name, next_at)


def _missed(
    installation: Installation, connection: Connection[Any], timetable: tuple[Standing, ...]
) -> set[Standing]:
    """The jobs that are to run at once: their time came and no run of then came to an end.

    Runs that broke off with their scheduler, or were told to stop, are begun again.
    """
    now = installation.clock.now().astimezone(LOCAL_ZONE)
    begun = runs.last_through(connection)
    return {
        standing
        for standing in timetable
        if standing.at_once or _is_due(standing, begun.get(standing.name), now)
    }


def _is_due(standing: Standing, begun_at: datetime | None, now: datetime) -> bool:
    """Whether a time of the job lies after its last run; one in the future proves nothing."""
    if begun_at is None or begun_at > now:
        return True
    due_at = standing.trigger.get_next_fire_time(None, begun_at + _INSTANT)
    return due_at is not None and due_at <= now
