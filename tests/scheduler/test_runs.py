"""The ledger of runs: what is kept, what is replaced, what is forgotten."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from scheduler import jobs
from tests.scheduler.standing import runs_of
from tests.support.waiting import until
from tracker.bootstrap import Installation
from tracker.clock import FixedClock
from tracker.database.connect import app_conninfo
from tracker.upkeep import runs
from tracker.upkeep.runs import JobState, Result

IDLE = Result({"sent": 0, "failed": 0})
BUSY = Result({"sent": 3, "failed": 0})


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection[Any]]:
    """With the rights of the application, no more."""
    with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
        yield connection


def ran(connection: Connection[Any], name: str, at: datetime, result: Result | None) -> None:
    run_no = runs.begin(connection, name, at)
    if result is not None:
        runs.end(connection, run_no, result, at + timedelta(seconds=1))


def state(connection: Connection[Any], name: str) -> JobState:
    (found,) = [job for job in runs.jobs(connection) if job.name == name]
    return found


def test_of_runs_that_found_nothing_to_do_only_the_last_is_kept(
    connection: Connection[Any], owner: Connection[TupleRow], clock: FixedClock
) -> None:
    went = [IDLE, IDLE, BUSY, IDLE, Result({}, "failed", "x"), None, IDLE, IDLE]
    for minute, result in enumerate(went):
        ran(connection, "deliver", clock.moment + timedelta(minutes=minute), result)
        ran(connection, "sweep", clock.moment, Result({"items": 0}, "stopped"))
    kept = [outcome for name, outcome, *_ in runs_of(owner) if name == "deliver"]
    assert kept == ["done", "failed", None, "done"]
    assert sum(name == "sweep" for name, *_ in runs_of(owner)) == len(went)
    found = state(connection, "deliver")
    assert found.begun_at == clock.moment + timedelta(minutes=7)
    assert found.done_at == found.ended_at == clock.moment + timedelta(minutes=7, seconds=1)


def test_a_job_is_told_by_its_last_run(connection: Connection[Any], clock: FixedClock) -> None:
    assert state(connection, "sweep") == JobState("sweep")
    assert state(connection, "sweep").state == "never"
    ran(connection, "sweep", clock.moment, BUSY)
    assert state(connection, "sweep").state == "done"
    ran(connection, "sweep", clock.moment, None)
    broken_off = state(connection, "sweep")
    assert (broken_off.state, broken_off.needs_attention) == ("broken_off", True)
    assert broken_off.done_at == clock.moment + timedelta(seconds=1)


def test_a_run_is_going_on_as_long_as_somebody_holds_its_lock(
    connection: Connection[Any], owner: Connection[TupleRow], clock: FixedClock
) -> None:
    assert runs.take(connection, "sweep")
    ran(connection, "sweep", clock.moment, None)
    assert state(owner, "sweep").state == "running"
    assert not runs.take(owner, "sweep")
    connection.close()
    until(lambda: state(owner, "sweep").state == "broken_off", "the lock is free")


def test_runs_of_long_ago_are_forgotten_but_for_the_last_of_each_job(
    found: Installation, owner: Connection[TupleRow], clock: FixedClock
) -> None:
    for days in (200, 91, 89, 0):
        ran(owner, "sweep", clock.moment - timedelta(days=days), BUSY)
    for days in (300, 200):
        ran(owner, "tidy", clock.moment - timedelta(days=days), BUSY)
    assert jobs.forget_runs(found, Event()) == Result({"forgotten": 3})
    kept = owner.execute("select name, begun_at from job_run order by run_no").fetchall()
    assert kept == [
        ("sweep", clock.moment - timedelta(days=89)),
        ("sweep", clock.moment),
        ("tidy", clock.moment - timedelta(days=200)),
    ]
