"""The timetable and who works through it: one process of many, as long as it lives."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
import pytest
from apscheduler.triggers.cron import CronTrigger
from psycopg import Connection
from psycopg.rows import TupleRow
from pydantic import SecretStr

from scheduler import jobs
from scheduler.running import LEADER_LOCK
from scheduler.running import run as run_scheduler
from scheduler.schedule import TIMETABLE, Standing
from tests.support.waiting import GUARD, Aside, until
from tracker.bootstrap import Installation, opened
from tracker.days import LOCAL_ZONE
from tracker.settings import Settings

PROJECT = Path(__file__).parents[2]

_LEADER = """
    select a.pid from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.objid = %s and l.granted
      and l.database = (select oid from pg_database where datname = current_database())"""
_STANDING_BY = """
    select count(*) from pg_stat_activity
    where datname = current_database() and application_name = 'tracker'
      and query like '%%pg_try_advisory_lock%%' and pid <> all(%s)"""


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


@pytest.fixture
def start(database_url: str) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Starts ``tracker scheduler`` as a process of its own."""
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


@pytest.fixture
def found(database_url: str) -> Iterator[Installation]:
    with opened(Settings(database_url=SecretStr(database_url))) as found:
        yield found


# --- the timetable ------------------------------------------------------------------------------


def test_every_entry_of_the_timetable_is_complete_and_in_local_time() -> None:
    names = [standing.name for standing in TIMETABLE]
    assert names
    assert len(set(names)) == len(names)
    for standing in TIMETABLE:
        assert standing.run.__doc__
        assert standing.run is getattr(jobs, standing.run.__name__)
        assert isinstance(standing.trigger, CronTrigger)
        assert standing.trigger.timezone is LOCAL_ZONE


def test_every_job_stands_in_the_timetable() -> None:
    defined = {
        value
        for name, value in vars(jobs).items()
        if callable(value) and getattr(value, "__module__", "") == jobs.__name__
    }
    assert defined == {standing.run for standing in TIMETABLE}


def test_the_self_check_runs_every_night_at_two_local_time() -> None:
    (self_check,) = [standing for standing in TIMETABLE if standing.name == "self_check"]
    after = datetime(2024, 2, 28, 12, tzinfo=LOCAL_ZONE)
    for day in ("2024-02-29", "2024-03-01", "2024-03-02"):
        after = self_check.trigger.get_next_fire_time(None, after)
        assert after.isoformat() == f"{day}T02:00:00+07:00"
        after += timedelta(seconds=1)


# --- one leader ---------------------------------------------------------------------------------


def test_when_the_leader_is_killed_the_other_takes_over(
    start: Callable[[], subprocess.Popen[str]], owner: Connection[TupleRow]
) -> None:
    leader = start()
    (first,) = until(lambda: leaders(owner), "the first scheduler leads")
    other = start()
    until(lambda: standing_by(owner) == 1, "the second scheduler stands by")
    assert leaders(owner) == [first]

    leader.kill()
    leader.wait(GUARD)
    (second,) = until(
        lambda: [pid for pid in leaders(owner) if pid != first], "the second scheduler leads"
    )
    assert other.poll() is None
    assert second != first


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_leader_and_the_one_that_stands_by(
    start: Callable[[], subprocess.Popen[str]], owner: Connection[TupleRow], how: signal.Signals
) -> None:
    leader = start()
    until(lambda: leaders(owner), "a scheduler leads")
    other = start()
    until(lambda: standing_by(owner) == 1, "another stands by")
    for process in (other, leader):
        process.send_signal(how)
        _, said = process.communicate(timeout=GUARD)
        assert process.returncode == 0
        assert said == ""
    assert leaders(owner) == []


def test_python_m_scheduler_is_the_same_program(database_url: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "scheduler", "--help"],
        cwd=PROJECT,
        env={**os.environ, "TRACKER_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "scheduler" in told.stdout


def test_a_scheduler_whose_connection_is_cut_leads_again(
    found: Installation, owner: Connection[TupleRow], caplog: pytest.LogCaptureFixture
) -> None:
    stop = Event()
    running = Aside(lambda: run_scheduler(found, stop))
    (first,) = until(lambda: leaders(owner), "it leads")
    owner.execute("select pg_terminate_backend(%s)", (first,))
    until(lambda: [pid for pid in leaders(owner) if pid != first], "it leads again")
    stop.set()
    running.result()
    assert "lost the database" in caplog.text


# --- jobs ---------------------------------------------------------------------------------------


def every_second(name: str, work: Callable[[Installation], Any]) -> Standing:
    """A job that is due again and again, as those of the timetable are."""
    return Standing(name, CronTrigger(second="*", timezone=LOCAL_ZONE), work)


def test_a_job_that_fails_does_not_stop_the_others(
    found: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    failed, worked = Event(), Event()

    def fail(_: Installation) -> None:
        failed.set()
        message = "the job's own trouble"
        raise ValueError(message)

    def work(given: Installation) -> None:
        failed.wait(GUARD)
        assert given is found
        worked.set()

    stop = Event()
    running = Aside(
        lambda: run_scheduler(
            found, stop, [every_second("fails", fail), every_second("works", work)]
        )
    )
    assert worked.wait(GUARD)
    assert running.going_on
    stop.set()
    running.result()
    troubles = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert troubles
    for trouble in troubles:
        assert trouble.exc_info is not None
        assert "the job's own trouble" in str(trouble.exc_info[1])


def test_a_job_whose_database_fails_is_tried_at_its_next_time(
    found: Installation, owner: Connection[TupleRow]
) -> None:
    times: list[int] = []
    enough = Event()

    def work(given: Installation) -> None:
        times.append(1)
        with given.pool.connection() as connection:
            if len(times) == 1:
                connection.execute("select nothing_there")
        enough.set()

    stop = Event()
    running = Aside(lambda: run_scheduler(found, stop, [every_second("works", work)]))
    assert enough.wait(GUARD)
    assert leaders(owner)
    stop.set()
    running.result()


def test_stopping_waits_for_the_job_that_is_going_on(found: Installation) -> None:
    begun, may_end, ended = Event(), Event(), Event()

    def work(_: Installation) -> None:
        begun.set()
        may_end.wait(GUARD)
        ended.set()

    stop = Event()
    running = Aside(lambda: run_scheduler(found, stop, [every_second("long", work)]))
    assert begun.wait(GUARD)
    stop.set()
    assert running.going_on
    may_end.set()
    running.result()
    assert ended.is_set()


def test_who_does_not_lead_runs_nothing(
    found: Installation, owner: Connection[TupleRow], database_url: str
) -> None:
    done = Event()
    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", (LEADER_LOCK,))
        stop = Event()
        running = Aside(
            lambda: run_scheduler(found, stop, [every_second("job", lambda _: done.set())])
        )
        until(lambda: standing_by(owner) == 1, "it stands by")
        assert not done.is_set()
    assert done.wait(GUARD)
    stop.set()
    running.result()
