"""The sweep in trouble: bad events, failing batches, a stop in the middle, two at once."""

from collections.abc import Iterator
from itertools import count
from threading import Barrier
from typing import Any, Final

import pytest
from psycopg import Connection
from psycopg.sql import SQL, Literal
from pydantic import SecretStr

from tests.alerts.desk import Desk, spoil
from tests.alerts.sweeps import LATE, TASK, StopAfter, Sweeps, flag
from tests.support.scenario import FIRST, Office
from tests.support.waiting import GUARD, Aside
from tracker.aggregates.events import stream_id
from tracker.alerts.sweep import sweeping
from tracker.application import Tracker
from tracker.bootstrap import opened
from tracker.commands.items import NoteProgress, ReportCompletion
from tracker.rights.words import Role
from tracker.settings import Settings

REFS = ("NV-1", "NV-2", "NV-3", "NV-4", "NV-5")
OVERDUE = flag(LATE, "15/3", "16/3")


@pytest.fixture
def sweeps(desk: Desk) -> Iterator[Sweeps]:
    """Five tasks due on 15/3, a clerk who is told of them, and sweeps until 14 March."""
    with opened(Settings(database_url=SecretStr(desk.url)), clock=desk.office.clock) as found:
        desk.person("vt.noivu", Role.CLERK, FIRST, mail=False)
        for ref in REFS:
            desk.office.assign(TASK, ref, "2/1")
        sweeps = Sweeps(desk, found)
        sweeps.sweep("14/3")
        yield sweeps


def overdue(sweeps: Sweeps) -> list[str]:
    return [ref for ref in REFS if sweeps.flags(ref)[-1:] == [OVERDUE]]


REFUSE: Final = """
create function refuse() returns trigger language plpgsql as $$ begin
  if new.subject like 'plan_task:NV-' || {which} then
    raise 'not today' using errcode = {code};
  end if;
  return new;
end $$;
create trigger refuse before insert on alert for each row execute function refuse()
"""
"""Whose alerts the database does not take, and as what fault."""
DATA, SERIALISATION = "22000", "40001"


def refuse(owner: Connection[Any], which: str, code: str) -> None:
    owner.execute(SQL(REFUSE).format(which=Literal(which), code=Literal(code)))


# --- events that cannot be read ------------------------------------------------------------------


@pytest.mark.parametrize("bad", [REFS[2:3], REFS], ids=["one", "all"])
def test_an_event_that_cannot_be_read_concerns_its_item_alone(
    sweeps: Sweeps, owner: Connection[Any], caplog: pytest.LogCaptureFixture, bad: tuple[str, ...]
) -> None:
    for ref in bad:
        spoil(owner, TASK, ref)
    result = sweeps.sweep("16/3")
    assert (result.outcome, result.told["failed"]) == ("alarm", len(bad))
    assert result.told["flags"] == len(REFS) - len(bad)
    assert result.problem is not None
    assert result.problem.startswith(f"item {stream_id(TASK, bad[0])}: Mapper")
    good = [ref for ref in REFS if ref not in bad]
    assert [ref for ref in good if sweeps.flags(ref)[-1] == OVERDUE] == good
    assert all(str(stream_id(TASK, ref)) in caplog.text for ref in bad)
    # It can wait for ever; the mails of all others cannot.
    assert sweeps.swept_on() == sweeps.desk.today
    assert sweeps.sweep().outcome == "done"


# --- batches that fail ---------------------------------------------------------------------------


def test_what_failed_is_done_the_next_time(
    sweeps: Sweeps, owner: Connection[Any], caplog: pytest.LogCaptureFixture
) -> None:
    owner.execute("revoke insert on alert from tracker_app")
    result = sweeps.sweep("16/3")
    assert (result.outcome, result.told["failed"], result.told["alerts"]) == ("failed", 5, 0)
    assert "permission denied" in caplog.text
    assert result.problem == "5 items: InsufficientPrivilege: permission denied for table alert"
    assert overdue(sweeps) == list(REFS)
    assert sweeps.swept_on() != sweeps.desk.today
    assert sweeps.desk.all_of("NV-1")[1:] == []

    owner.execute("grant insert on alert to tracker_app")
    result = sweeps.sweep()
    assert result == ({"items": 5, "flags": 0, "alerts": 5, "failed": 0}, "done", None)
    assert [sweeps.levels(ref).count(LATE) for ref in REFS] == [1] * 5
    assert sweeps.swept_on() == sweeps.desk.today


def test_a_batch_that_fails_does_not_stop_the_others(
    sweeps: Sweeps, owner: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    refuse(owner, "3", SERIALISATION)
    result = sweeps.sweep("16/3")
    assert (result.outcome, result.told) == (
        "failed",
        {"items": 3, "flags": 5, "alerts": 3, "failed": 2},
    )
    assert overdue(sweeps) == list(REFS)
    owner.execute("drop trigger refuse on alert")
    assert sweeps.sweep().told == {"items": 5, "flags": 0, "alerts": 2, "failed": 0}


def test_an_item_that_fails_alone_keeps_no_others_waiting(
    sweeps: Sweeps, owner: Connection[Any]
) -> None:
    refuse(owner, "3", DATA)
    result = sweeps.sweep("16/3")
    assert result.outcome == "alarm"
    assert result.told == {"items": 4, "flags": 5, "alerts": 4, "failed": 1}
    assert sweeps.swept_on() == sweeps.desk.today


def test_when_every_item_fails_it_is_done_the_next_time(
    sweeps: Sweeps, owner: Connection[Any]
) -> None:
    refuse(owner, "%", DATA)
    result = sweeps.sweep("16/3")
    assert (result.outcome, result.told["failed"]) == ("failed", 5)
    assert sweeps.swept_on() != sweeps.desk.today
    owner.execute("drop trigger refuse on alert")
    assert sweeps.sweep().told["alerts"] == 5
    assert sweeps.swept_on() == sweeps.desk.today


# --- a stop --------------------------------------------------------------------------------------


@pytest.mark.parametrize("batches", [0, 1])
def test_told_to_stop_it_ends_with_its_batch_and_the_next_goes_on(
    sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch, batches: int
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    result = sweeps.sweep("16/3", StopAfter(batches))
    assert (result.outcome, result.told["flags"]) == ("stopped", 2 * batches)
    assert len(overdue(sweeps)) == 2 * batches
    assert sweeps.swept_on() != sweeps.desk.today
    assert sweeps.sweep().told["flags"] == 5 - 2 * batches
    assert overdue(sweeps) == list(REFS)


def test_what_was_recorded_is_looked_at_in_batches_too(
    sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    for number in range(5):
        sweeps.office.assign(TASK, f"MUON-{number}", "5/1", due="10/1")
    for ref in REFS:
        sweeps.office.act(ReportCompletion, TASK, ref, "14/3")
    assert sweeps.sweep("15/3").told == {"items": 5, "flags": 5, "alerts": 5, "failed": 0}


# --- several at once -----------------------------------------------------------------------------


def test_two_sweeps_at_once_flag_once_while_people_work(
    sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "BATCH", 2)
    sweeps.desk.on("16/3", "07:00")
    settings = Settings(database_url=SecretStr(sweeps.desk.url))
    with opened(settings, clock=sweeps.office.clock) as second:
        ready = Barrier(3)
        clerk = Office(Tracker(second.pool), sweeps.office.clock, count(1000))

        def work() -> None:
            ready.wait(GUARD)
            for ref in REFS * 2:
                clerk.act(NoteProgress, TASK, ref, "16/3")

        def begin(installation: Sweeps) -> Any:
            ready.wait(GUARD)
            return installation.sweep()

        going = [Aside(lambda one=one: begin(one)) for one in (sweeps, Sweeps(sweeps.desk, second))]
        clerk_going = Aside(work)
        first, other = (one.result() for one in going)
        clerk_going.result()
    assert (first.outcome, other.outcome) == ("done", "done")
    assert first.told["flags"] + other.told["flags"] == 5
    assert first.told["alerts"] + other.told["alerts"] == 5
    assert [sweeps.levels(ref).count(LATE) for ref in REFS] == [1] * 5
