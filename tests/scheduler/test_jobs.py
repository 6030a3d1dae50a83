"""The self-check: silent on a sound read model, critical on one that says something else."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow
from pydantic import SecretStr

from scheduler import jobs
from tests.support.scenario import Office, moment
from tests.support.simulated_clock import install
from tracker.alerts.sweep.sweeping import sweep
from tracker.bootstrap import Installation, opened
from tracker.clock import FixedClock
from tracker.commands.items import ReportCompletion
from tracker.database.connect import owner_conninfo
from tracker.days import LOCAL_ZONE
from tracker.fold.words import Kind
from tracker.settings import Settings
from tracker.upkeep.runs import Result

_PASSED_OVER = """
    update alert_sweep set swept_on = '2024-06-11', swept_at = %s,
      position = (select max(position) from event)"""
NOW = datetime(2024, 6, 3, 2, tzinfo=LOCAL_ZONE)


@pytest.fixture
def found(database_url: str, clock: FixedClock) -> Iterator[Installation]:
    """An installation with a few items, some of them done."""
    clock.moment = NOW
    with opened(Settings(database_url=SecretStr(database_url)), clock=clock) as found:
        office = Office(found.tracker, clock)
        office.settle_in()
        for number in range(6):
            office.assign(Kind.PLAN_TASK, f"NV-{number}", "2/1")
        for number in range(3):
            office.act(ReportCompletion, Kind.PLAN_TASK, f"NV-{number}", "10/3")
        yield found


def criticals(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno >= logging.CRITICAL]


def test_a_sound_read_model_passes(found: Installation, caplog: pytest.LogCaptureFixture) -> None:
    result = jobs.self_check(found, Event())
    assert result == Result({"compared": 6, "differences": 0, "missing": 0, "parked": 0})
    assert criticals(caplog) == []


def test_it_brings_the_read_model_up_to_the_log_first(found: Installation) -> None:
    jobs.self_check(found, Event())
    Office(found.tracker, FixedClock(NOW)).assign(Kind.PLAN_TASK, "NV-9", "2/1", command_id="x")
    assert jobs.self_check(found, Event()).told["compared"] == 7


@pytest.mark.parametrize(
    "tampering",
    [
        pytest.param("update item_interval set status = 2 where status = 8", id="a class"),
        pytest.param("update item_interval set due_on = due_on + 30", id="deadlines"),
        pytest.param("update item_interval set completed_on = '2024-03-09'", id="completions"),
        pytest.param(
            "update item_interval set unit_id = (select max(unit_id) from unit)", id="units"
        ),
        pytest.param("delete from item_interval where status = 8", id="rows that are gone"),
        pytest.param(
            "update item_interval set valid_from = valid_from + 200 where valid_to = '9999-12-31'",
            id="days",
        ),
    ],
)
def test_tampered_rows_are_an_alarm(
    found: Installation,
    owner: Connection[TupleRow],
    caplog: pytest.LogCaptureFixture,
    tampering: str,
) -> None:
    found.catch_up()
    touched = owner.execute(tampering.encode()).rowcount
    assert touched > 0
    result = jobs.self_check(found, Event())
    assert result.outcome == "alarm"
    assert result.told["differences"] > 0
    alarms = criticals(caplog)
    assert len(alarms) == result.told["differences"]
    named = (result.problem or "").split(", ")
    assert named
    for ref, alarm in zip(named, alarms, strict=False):
        assert ref.startswith("NV-")
        assert ref in alarm


def test_it_neither_heals_nor_spreads_what_it_finds(
    found: Installation, owner: Connection[TupleRow]
) -> None:
    found.catch_up()
    owner.execute("update item_interval set status = 2 where status = 8")
    first = jobs.self_check(found, Event())
    assert first.outcome == "alarm"
    assert jobs.self_check(found, Event()) == first


def test_another_day_takes_another_sample(
    found: Installation, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SAMPLE", 2)
    found.catch_up()
    with psycopg.connect(found.database_url) as connection:
        connection.execute("update readmodel.item_interval set status = 3")
    seen: set[str] = set()
    for day in range(30):
        clock.moment = NOW + timedelta(days=day)
        seen |= set((jobs.self_check(found, Event()).problem or "").split(", "))
    assert seen == {f"NV-{number}" for number in range(6)}


def test_the_check_reads_only(found: Installation, owner: Connection[TupleRow]) -> None:
    found.catch_up()

    def rows() -> Any:
        query = "select xmin::text, ctid::text, * from item_interval order by ctid"
        return owner.execute(query).fetchall()

    before = rows()
    jobs.self_check(found, Event())
    assert rows() == before


def test_a_mark_of_yesterday_that_a_sweep_passed_over_is_an_alarm(
    database_url: str, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.moment = moment("10/6")
    install(database_url, clock.moment)
    with (
        opened(Settings(database_url=SecretStr(database_url)), clock=clock) as found,
        psycopg.connect(owner_conninfo(database_url), autocommit=True) as store,
    ):
        office = Office(found.tracker, clock)
        office.settle_in()
        office.assign(Kind.PLAN_TASK, "NV-1", "10/6", due="14/6")

        def on(day: str) -> Result:
            clock.moment = moment(day, "07:00")
            store.execute("update simulated set moment = %s", (clock.moment,))
            return jobs.self_check(found, Event())

        assert sweep(found, Event()).outcome == "done"
        assert on("11/6").outcome == "done"
        # The mark of this day, three days before the deadline, is awaited until a sweep comes ...
        assert on("12/6").outcome == "done"
        # ... and is missing when one says that it came, and left nothing behind.
        store.execute(_PASSED_OVER, (clock.now(),))
        result = jobs.self_check(found, Event())
    assert (result.outcome, result.told["missing"]) == ("alarm", 1)
    assert criticals(caplog) == ["1 marks of yesterday were not flagged"]
