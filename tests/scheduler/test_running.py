"""Jobs as the leader runs them: recorded, apart from each other, told to stop, run when missed."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from queue import Queue
from threading import Event, Lock

import pytest
from apscheduler.triggers.cron import CronTrigger
from psycopg import Connection
from psycopg.rows import TupleRow

from scheduler.recording import holding, run_recorded
from scheduler.schedule import Standing
from tests.scheduler.standing import (
    NOTHING,
    every_second,
    leaders,
    leading,
    runs_of,
    waiting_to_run,
    when_it_leads,
)
from tests.support.programs import Program, programs
from tests.support.waiting import GUARD, Aside, until
from tracker.bootstrap import Installation
from tracker.clock import FixedClock
from tracker.days import LOCAL_ZONE
from tracker.upkeep import runs
from tracker.upkeep.runs import Outcome, Result


def test_a_job_that_fails_is_recorded_and_does_not_stop_the_others(
    found: Installation, owner: Connection[TupleRow], caplog: pytest.LogCaptureFixture
) -> None:
    failed, worked = Event(), Event()

    def fail(_: Installation, __: Event) -> Result:
        failed.set()
        message = "the job's own trouble\nand more of it"
        raise ValueError(message)

    def work(given: Installation, _: Event) -> Result:
        failed.wait(GUARD)
        assert given is found
        worked.set()
        return Result({"items": 7})

    with leading(found, [when_it_leads("fails", fail), when_it_leads("works", work)]) as running:
        assert worked.wait(GUARD)
        assert running.going_on
    (trouble,) = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert trouble.exc_info is not None
    assert "the job's own trouble" in str(trouble.exc_info[1])
    assert sorted(runs_of(owner)) == [
        ("fails", "failed", {}, "ValueError: the job's own trouble", True),
        ("works", "done", {"items": 7}, None, True),
    ]


def test_a_job_whose_database_fails_is_tried_at_its_next_time(
    found: Installation, owner: Connection[TupleRow]
) -> None:
    times: list[int] = []
    enough = Event()

    def work(given: Installation, _: Event) -> Result:
        times.append(1)
        with given.pool.connection() as connection:
            if len(times) == 1:
                connection.execute("select nothing_there")
        enough.set()
        return Result({"items": 1})

    with leading(found, [every_second("works", work)]):
        assert enough.wait(GUARD)
        assert leaders(owner)
    first, second, *_ = runs_of(owner)
    assert first[:2] == ("works", "failed")
    assert "nothing_there" in first[3]
    assert second == ("works", "done", {"items": 1}, None, True)


def test_two_runs_of_a_job_never_overlap(found: Installation, owner: Connection[TupleRow]) -> None:
    begun, may_end = Queue[None](), Event()
    alone = Lock()

    def work(_: Installation, __: Event) -> Result:
        assert alone.acquire(blocking=False)
        begun.put(None)
        may_end.wait(GUARD)
        alone.release()
        return NOTHING

    standing = when_it_leads("works", work)
    with leading(found, [standing]):
        begun.get(timeout=GUARD)
        other = Aside(lambda: run_recorded(found, standing, Event()))
        until(lambda: waiting_to_run(owner), "another run waits")
        assert begun.empty()
        may_end.set()
        assert other.result() == NOTHING


def test_who_is_told_to_stop_while_waiting_for_another_run_runs_nothing(
    found: Installation, owner: Connection[TupleRow]
) -> None:
    stop = Event()
    with holding(found.database_url) as connection:
        assert runs.take(connection, "works")
        standing = when_it_leads("works", lambda _, __: Result({"items": 1}))
        other = Aside(lambda: run_recorded(found, standing, stop))
        until(lambda: waiting_to_run(owner), "it waits")
        stop.set()
        assert other.result() is None
    assert runs_of(owner) == []


def test_jobs_are_planned_and_those_that_are_no_more_are_forgotten(
    found: Installation, owner: Connection[TupleRow]
) -> None:
    owner.execute("insert into job values ('of_old', null)")
    done = Event()

    def work(_: Installation, __: Event) -> Result:
        done.set()
        return NOTHING

    daily = CronTrigger(hour=2, timezone=LOCAL_ZONE)
    with leading(found, [every_second("often", work), Standing("daily", daily, work)]):
        assert done.wait(GUARD)
    planned = dict(owner.execute("select name, next_run_at from job").fetchall())
    assert planned.keys() == {"often", "daily"}
    local = planned["daily"].astimezone(LOCAL_ZONE)
    assert (local.hour, local.minute) == (2, 0)


# --- missed runs --------------------------------------------------------------------------------

DAILY = CronTrigger(hour=2, timezone=LOCAL_ZONE)
MISSED: dict[str, tuple[int, Outcome | None]] = {
    "yesterday": (31, "done"),
    "broken_off": (7, None),
    "stopped": (7, "stopped"),
    "in_the_future": (-30, "done"),
    "years_ago": (24 * 900, "alarm"),
}
NOT_MISSED: dict[str, tuple[int, Outcome | None]] = {
    "today": (7, "done"),
    "failed_today": (7, "failed"),
    "an_hour_ago": (1, "alarm"),
}


@pytest.fixture
def past(owner: Connection[TupleRow], clock: FixedClock) -> None:
    """Runs begun so many hours before nine in the morning."""
    for name, (hours, outcome) in {**MISSED, **NOT_MISSED}.items():
        begun = clock.moment - timedelta(hours=hours)
        run_no = runs.begin(owner, name, begun)
        if outcome is not None:
            runs.end(owner, run_no, Result({"items": 1}, outcome), begun)


@pytest.mark.usefixtures("past")
def test_who_begins_to_lead_runs_at_once_what_was_missed(found: Installation) -> None:
    ran: dict[str, Event] = {name: Event() for name in (*MISSED, *NOT_MISSED, "never")}

    def job(name: str) -> Standing:
        def work(_: Installation, __: Event) -> Result:
            assert not ran[name].is_set()
            ran[name].set()
            return NOTHING

        return Standing(name, DAILY, work)

    with leading(found, [job(name) for name in ran]):
        for name in (*MISSED, "never"):
            assert ran[name].wait(GUARD), name
    assert {name for name, event in ran.items() if event.is_set()} == {*MISSED, "never"}


# --- stopping -----------------------------------------------------------------------------------


def test_stopping_waits_for_the_job_that_is_going_on(
    found: Installation, owner: Connection[TupleRow]
) -> None:
    begun = Event()

    def work(_: Installation, stop: Event) -> Result:
        begun.set()
        assert stop.wait(GUARD)
        return Result({"batches": 1}, "stopped")

    with leading(found, [when_it_leads("long", work)]) as running:
        assert begun.wait(GUARD)
        assert running.going_on
    assert runs_of(owner) == [("long", "stopped", {"batches": 1}, None, True)]


@pytest.fixture
def working(database_url: str) -> Iterator[Program]:
    """A scheduler of its own, whose job works in batches that end when told."""
    with programs() as begin:
        yield begin("scheduling", database_url, "batches")


def test_a_signal_lets_the_batch_end_and_nothing_more_begin(
    working: Program, owner: Connection[TupleRow]
) -> None:
    assert working.says() == "batch 1 begins"
    working.tell("it ends")
    assert working.says() == "batch 2 begins"
    working.process.terminate()
    assert working.says() == "told to stop"
    working.tell("it ends")
    assert working.finish() == ["left"]
    assert runs_of(owner) == [("batches", "stopped", {"batches": 2}, None, True)]


def test_a_job_that_does_not_hear_keeps_no_process_from_ending(
    database_url: str, owner: Connection[TupleRow]
) -> None:
    with programs() as begin:
        deaf = begin("scheduling", database_url, "deaf")
        assert deaf.says() == "deaf"
        deaf.process.terminate()
        assert deaf.finish() == ["left"]
    assert runs_of(owner) == [("deaf", None, None, None, False)]


def test_a_killed_scheduler_frees_the_job_and_leaves_the_run_broken_off(
    working: Program, owner: Connection[TupleRow], database_url: str
) -> None:
    assert working.says() == "batch 1 begins"
    with holding(database_url) as connection:
        assert not runs.take(connection, "batches")
        working.kill()
        until(lambda: runs.take(connection, "batches"), "the lock is free")
    assert runs_of(owner) == [("batches", None, None, None, False)]
    with programs() as begin:
        other = begin("scheduling", database_url, "batches")
        assert other.says() == "batch 1 begins"
        other.process.terminate()
        assert other.says() == "told to stop"
        other.tell("it ends")
        other.finish()
    assert [run[1] for run in runs_of(owner)] == [None, "stopped"]
