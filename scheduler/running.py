"""Runs the timetable in exactly one of any number of schedulers."""

import logging
from collections.abc import Iterable
from threading import Event
from typing import Any, Final

import psycopg
from apscheduler.schedulers.background import BackgroundScheduler
from psycopg import Connection

from scheduler.schedule import TIMETABLE, Standing
from tracker.bootstrap import Installation
from tracker.database.connect import app_conninfo
from tracker.days import LOCAL_ZONE

logger: Final = logging.getLogger(__name__)

LEADER_LOCK: Final = 7_401_010
_LOOK_EVERY_SECONDS: Final = 2.0


def run(installation: Installation, stop: Event, timetable: Iterable[Standing] = TIMETABLE) -> None:
    """Works through the timetable while it leads, stands by while another does."""
    timetable = tuple(timetable)
    while not stop.is_set():
        try:
            with psycopg.connect(
                app_conninfo(installation.database_url), autocommit=True
            ) as connection:
                _lead(installation, connection, stop, timetable)
        except psycopg.OperationalError as error:
            logger.warning("the scheduler lost the database, next try soon: %s", error)
            stop.wait(_LOOK_EVERY_SECONDS)


def _lead(
    installation: Installation,
    connection: Connection[Any],
    stop: Event,
    timetable: tuple[Standing, ...],
) -> None:
    """Leads as long as this connection holds the lock; the server frees it when we die."""
    while not _take(connection):
        if stop.wait(_LOOK_EVERY_SECONDS):
            return
    scheduler = BackgroundScheduler(timezone=LOCAL_ZONE)
    for standing in timetable:
        scheduler.add_job(
            standing.run,
            standing.trigger,
            args=(installation,),
            id=standing.name,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    logger.info("this scheduler leads")
    try:
        while not stop.wait(_LOOK_EVERY_SECONDS):
            connection.execute("select 1")
    finally:
        scheduler.shutdown(wait=True)


def _take(connection: Connection[Any]) -> bool:
    row = connection.execute("select pg_try_advisory_lock(%s)", (LEADER_LOCK,)).fetchone()
    return row == (True,)
