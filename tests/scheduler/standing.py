"""Who leads, who stands by, and jobs to be run: what tests of the scheduler share."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any

from apscheduler.triggers.cron import CronTrigger
from psycopg import Connection
from psycopg.rows import TupleRow

from scheduler.running import run as run_scheduler
from scheduler.schedule import Job, Standing
from tests.support.waiting import Aside
from tracker.bootstrap import Installation
from tracker.days import LOCAL_ZONE
from tracker.upkeep.runs import LEADER_LOCK, Result

PROJECT = Path(__file__).parents[2]
Start = Callable[[], "subprocess.Popen[str]"]

_LEADER = """
    select a.pid from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.objid = %s and l.granted and l.objsubid = 1
      and l.database = (select oid from pg_database where datname = current_database())"""
_STANDING_BY = """
    select count(*) from pg_stat_activity
    where datname = current_database() and application_name = 'tracker'
      and query like '%%pg_try_advisory_lock(_1)%%' and pid <> all(%s)"""
_WAITING_TO_RUN = """
    select count(*) from pg_stat_activity
    where datname = current_database() and query like '%pg_try_advisory_lock(_1, _2)%'
      and not exists (select from pg_locks l where l.pid = pg_stat_activity.pid and l.objsubid = 2)
      and pid <> pg_backend_pid()"""
_RUNS = "select name, outcome, told, problem, ended_at is not null from job_run order by run_no"
NEVER = CronTrigger(year=2199, timezone=LOCAL_ZONE)
EVERY_SECOND = CronTrigger(second="*", timezone=LOCAL_ZONE)
NOTHING = Result({})


def leaders(owner: Connection[TupleRow]) -> list[int]:
    """The server's processes that hold the lock for somebody; never more than one."""
    found = [pid for (pid,) in owner.execute(_LEADER, (LEADER_LOCK,))]
    assert len(found) <= 1
    return found


def standing_by(owner: Connection[TupleRow]) -> int:
    """How many ask for the lock without having it."""
    row = owner.execute(_STANDING_BY, (leaders(owner),)).fetchone()
    assert row is not None
    return int(row[0])


def waiting_to_run(owner: Connection[TupleRow]) -> bool:
    """Whether somebody asks for the lock of a run without having it."""
    row = owner.execute(_WAITING_TO_RUN).fetchone()
    return row != (0,)


def runs_of(owner: Connection[TupleRow]) -> list[tuple[Any, ...]]:
    """Every run: its job, outcome, numbers, problem, and whether it ended."""
    return owner.execute(_RUNS).fetchall()


@contextmanager
def schedulers(database_url: str) -> Iterator[Start]:
    """Starts ``tracker scheduler`` as processes of their own, which end with the block."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "scheduler"],
            cwd=PROJECT,
            env={**os.environ, "TRACKER_DATABASE_URL": database_url},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


@contextmanager
def leading(
    found: Installation, timetable: Iterable[Standing], **options: float
) -> Iterator[Aside]:
    """A scheduler in this process, told to stop when the block ends, and waited for."""
    stop = Event()
    running = Aside(lambda: run_scheduler(found, stop, timetable, **options))
    try:
        yield running
    finally:
        stop.set()
    running.result()


def every_second(name: str, work: Job) -> Standing:
    """A job that is due again and again, as those of the timetable are."""
    return Standing(name, EVERY_SECOND, work)


def when_it_leads(name: str, work: Job) -> Standing:
    """A job that runs once in each term of leadership."""
    return Standing(name, NEVER, work, at_once=True)
