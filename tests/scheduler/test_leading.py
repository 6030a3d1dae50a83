"""One process of many leads, as long as it lives; another takes over within seconds."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from threading import Event
from time import perf_counter

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from scheduler.running import run as run_scheduler
from tests.scheduler.standing import (
    NOTHING,
    PROJECT,
    Start,
    leaders,
    leading,
    standing_by,
    when_it_leads,
)
from tests.support.waiting import GUARD, Aside, until
from tracker.bootstrap import Installation
from tracker.clock import FixedClock
from tracker.upkeep.runs import LEADER_LOCK, Result


def test_when_the_leader_is_killed_the_other_takes_over_until_it_is_told_to_end(
    start: Start, owner: Connection[TupleRow]
) -> None:
    leader = start()
    (first,) = until(lambda: leaders(owner), "the first scheduler leads")
    other = start()
    until(lambda: standing_by(owner) == 1, "the second scheduler stands by")
    assert leaders(owner) == [first]

    leader.kill()
    killed = perf_counter()
    leader.wait(GUARD)
    (second,) = until(
        lambda: [pid for pid in leaders(owner) if pid != first], "the second scheduler leads"
    )
    print(f"handed over in {perf_counter() - killed:.2f} s")  # noqa: T201 - a measurement
    assert second != first
    assert ended_by(signal.SIGTERM, other) == (0, "")
    assert leaders(owner) == []


def test_who_stands_by_ends_when_told(start: Start, owner: Connection[TupleRow]) -> None:
    owner.execute("select pg_advisory_lock(%s)", (LEADER_LOCK,))
    process = start()
    until(lambda: standing_by(owner) == 1, "it stands by")
    assert ended_by(signal.SIGINT, process) == (0, "")


def ended_by(how: signal.Signals, process: "subprocess.Popen[str]") -> tuple[int, str]:
    """The exit code of a process that gets a signal, and what it complained of."""
    process.send_signal(how)
    _, said = process.communicate(timeout=GUARD)
    return process.returncode, said


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


def test_who_does_not_lead_runs_nothing(
    found: Installation, owner: Connection[TupleRow], database_url: str
) -> None:
    done = Event()

    def work(_: Installation, __: Event) -> Result:
        done.set()
        return NOTHING

    with psycopg.connect(database_url, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", (LEADER_LOCK,))
        stop = Event()
        running = Aside(lambda: run_scheduler(found, stop, [when_it_leads("job", work)]))
        until(lambda: standing_by(owner) == 1, "it stands by")
        assert not done.is_set()
    assert done.wait(GUARD)
    stop.set()
    running.result()


def test_a_leader_that_loses_its_connection_stops_its_jobs_and_leads_again(
    found: Installation, owner: Connection[TupleRow], caplog: pytest.LogCaptureFixture
) -> None:
    begun: list[bool] = []

    def work(_: Installation, stop: Event) -> Result:
        begun.append(stop.is_set())
        assert stop.wait(GUARD)
        return Result({"batches": len(begun)}, "stopped")

    with leading(found, [when_it_leads("sweep", work)]):
        (first,) = until(lambda: leaders(owner), "it leads")
        until(lambda: begun, "the job runs")
        owner.execute("select pg_terminate_backend(%s)", (first,))
        until(lambda: [pid for pid in leaders(owner) if pid != first], "it leads again")
        until(lambda: len(begun) == 2, "the job runs again")
    assert "lost the database" in caplog.text
    assert begun == [False, False]
    told = owner.execute("select outcome, told from job_run order by run_no").fetchall()
    assert told == [("stopped", {"batches": 1}), ("stopped", {"batches": 2})]


def test_when_the_clock_is_put_back_the_timetable_begins_anew(
    found: Installation, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[int] = []

    def work(_: Installation, __: Event) -> Result:
        ran.append(1)
        return NOTHING

    with leading(found, [when_it_leads("sweep", work)]):
        until(lambda: len(ran) == 1, "the job runs")
        clock.moment += timedelta(days=1)
        clock.moment -= timedelta(seconds=30)
        clock.moment -= timedelta(days=2)
        until(lambda: len(ran) == 2, "the job runs again")
    assert "the clock was put back" in caplog.text
