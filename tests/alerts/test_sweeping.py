"""The sweep: which flags it records, of which day, and that none is lost or doubled."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from pydantic import SecretStr

from tests.alerts.desk import Desk
from tests.alerts.sweeps import DIRECTIVE, LATE, TASK, Sweeps, flag
from tests.support.scenario import FIRST, SECOND, md
from tracker.alerts.rules.policy import DEFAULT, set_policy
from tracker.bootstrap import opened
from tracker.commands.items import (
    ConfirmCompletion,
    CorrectDeadline,
    ExtendDeadline,
    RejectCompletion,
    ReportCompletion,
    Resume,
    Suspend,
    Transfer,
    VoidEvent,
    Withdraw,
)
from tracker.commands.units import DissolveUnit
from tracker.settings import Settings

ALL = [flag(-7, "15/3", "8/3"), flag(-3, "15/3", "12/3"), flag(-1, "15/3", "14/3")]
OVERDUE = flag(LATE, "15/3", "16/3")


@pytest.fixture
def sweeps(desk: Desk) -> Iterator[Sweeps]:
    """A task NV-1 of 2 January with the deadline 15/3; nothing was swept yet."""
    with opened(Settings(database_url=SecretStr(desk.url)), clock=desk.office.clock) as found:
        desk.on("2/1", "06:00")
        desk.office.assign(TASK, "NV-1")
        yield Sweeps(desk, found)


@pytest.fixture
def running(sweeps: Sweeps) -> Sweeps:
    """The same, swept until 7 March."""
    sweeps.sweep("7/3")
    return sweeps


# --- day after day -------------------------------------------------------------------------------


def test_each_mark_is_flagged_on_its_morning_and_once(running: Sweeps) -> None:
    days = [md("8/3") + timedelta(days=step) for step in range(11)]
    found = {day: running.sweep(day).told["flags"] for day in days}
    assert running.flags("NV-1") == [*ALL, OVERDUE]
    marked = {md("8/3"), md("12/3"), md("14/3"), md("16/3")}
    assert found == {day: int(day in marked) for day in days}


def test_it_says_what_it_did_and_how_far_it_came(running: Sweeps) -> None:
    done = running.sweep("8/3")
    assert done == ({"items": 1, "flags": 1, "alerts": 0, "failed": 0}, "done", None)
    assert running.swept_on() == md("8/3")
    assert running.sweep().told == {"items": 0, "flags": 0, "alerts": 0, "failed": 0}


def test_a_flag_names_its_deadline_and_nobody_did_it(running: Sweeps) -> None:
    running.sweep("8/3")
    event = running.found.tracker.item(TASK, "NV-1").happenings[-1]
    assert event.TOPIC == "plan_task.due_soon_flagged"
    assert event.stored() == {
        "ref": "NV-1",
        "for_due_on": md("15/3"),
        "days_before": 7,
        "effective_on": md("8/3"),
        "actor": "scheduler",
        "command_id": "flag:-7:2024-03-15",
    }


def test_the_very_first_sweep_flags_what_is_overdue_and_what_is_near(sweeps: Sweeps) -> None:
    sweeps.office.assign(TASK, "NV-2", "2/1", due="1/2")
    sweeps.office.assign(TASK, "NV-3", "2/1", due="30/6")
    assert sweeps.sweep("13/3").told["items"] == 2
    assert sweeps.flags("NV-1") == ALL[:2]
    assert sweeps.flags("NV-2") == [flag(LATE, "1/2", "2/2")]
    assert sweeps.flags("NV-3") == []


def test_the_hours_between_flag_what_was_recorded_since_the_morning(running: Sweeps) -> None:
    running.on("7/3", lambda office: office.assign(TASK, "NV-2", "7/3", due="9/3"))
    running.sweep()
    assert running.flags("NV-2") == [flag(-3, "9/3", "7/3")]


def test_days_before_are_those_of_the_policy(running: Sweeps) -> None:
    policy = DEFAULT.model_copy(update={"due_soon_days": (5,)})
    set_policy(running.desk.connection, policy, "quan.tri", running.desk.now)
    running.sweep("9/3")
    assert running.flags("NV-1") == []
    running.sweep("10/3")
    assert running.flags("NV-1") == [flag(-5, "15/3", "10/3")]


# --- outages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["11/3"], ALL[:1]),
        (["15/3"], ALL),
        (["17/4"], [*ALL, OVERDUE]),
        (["13/3", "30/3"], [*ALL, OVERDUE]),
    ],
    ids=["one", "all in time", "of a month", "two outages"],
)
def test_after_an_outage_each_flag_is_of_the_day_on_which_it_should_have_fired(
    running: Sweeps, days: list[str], expected: list[tuple[int, date, date]]
) -> None:
    for day in days:
        running.sweep(day)
    assert running.flags("NV-1") == expected
    assert running.sweep().told["flags"] == 0


def test_an_outage_does_not_bring_back_what_lay_before_the_first_sweep(sweeps: Sweeps) -> None:
    sweeps.sweep("13/4")
    sweeps.sweep("20/4")
    assert sweeps.flags("NV-1") == [OVERDUE]


def test_what_was_recorded_in_an_outage_fires_from_the_next_morning_on(running: Sweeps) -> None:
    running.on("9/3", lambda office: office.assign(TASK, "NV-2", "5/3", due="8/3"))
    running.sweep("12/3")
    assert running.flags("NV-2") == [flag(LATE, "8/3", "10/3")]


# --- what happens to items -----------------------------------------------------------------------


def test_a_moved_deadline_re_arms_and_moved_back_it_does_not_double(running: Sweeps) -> None:
    running.sweep("8/3")
    running.on("9/3", lambda o: o.act(ExtendDeadline, TASK, "NV-1", "9/3", due_on="31/3"))
    running.sweep("12/3")
    assert running.levels("NV-1") == [-7]
    running.sweep("24/3")
    assert running.flags("NV-1")[1:] == [flag(-7, "31/3", "24/3")]
    running.on("25/3", lambda o: o.act(CorrectDeadline, TASK, "NV-1", "25/3", due_on="15/3"))
    running.sweep()
    assert running.flags("NV-1")[2:] == [flag(LATE, "15/3", "25/3")]
    running.on("26/3", lambda o: o.act(CorrectDeadline, TASK, "NV-1", "26/3", due_on="31/3"))
    running.sweep("29/3")
    assert running.flags("NV-1")[3:] == [flag(-3, "31/3", "28/3")]


def test_what_was_done_in_an_outage_is_not_flagged(running: Sweeps) -> None:
    running.on("14/3", lambda o: o.act(ReportCompletion, TASK, "NV-1", "14/3"))
    assert running.sweep("20/3").told["items"] == 0
    assert running.flags("NV-1") == []


def test_completed_back_before_its_deadline_it_keeps_its_flag_and_gets_no_more(
    running: Sweeps,
) -> None:
    running.sweep("8/3")
    running.on("13/3", lambda o: o.act(ReportCompletion, TASK, "NV-1", "5/3"))
    running.sweep("16/3")
    assert running.levels("NV-1") == [-7]


def test_what_waits_for_confirmation_is_quiet_until_it_is_rejected(running: Sweeps) -> None:
    running.office.assign(DIRECTIVE, "CD-1", "2/1")
    running.on("8/3", lambda o: o.act(ReportCompletion, DIRECTIVE, "CD-1", "8/3"))
    running.sweep("16/3")
    assert running.flags("CD-1", DIRECTIVE) == []
    running.on("18/3", lambda o: o.act(RejectCompletion, DIRECTIVE, "CD-1", "18/3"))
    running.sweep("19/3")
    assert running.flags("CD-1", DIRECTIVE) == [flag(LATE, "15/3", "19/3")]
    running.on("20/3", lambda o: o.act(ReportCompletion, DIRECTIVE, "CD-1", "20/3"))
    running.on("21/3", lambda o: o.act(ConfirmCompletion, DIRECTIVE, "CD-1", "21/3"))
    assert running.sweep("1/4").told["flags"] == 0


def test_suspended_and_withdrawn_items_are_quiet(running: Sweeps) -> None:
    running.office.assign(TASK, "NV-2", "2/1")
    running.on("7/3", lambda o: o.act(Suspend, TASK, "NV-1", "7/3"))
    running.on("7/3", lambda o: o.act(Withdraw, TASK, "NV-2", "7/3"))
    running.sweep("20/3")
    assert running.flags("NV-1") == running.flags("NV-2") == []
    running.on("21/3", lambda o: o.act(Resume, TASK, "NV-1", "21/3"))
    running.sweep()
    assert running.flags("NV-1") == [flag(LATE, "15/3", "21/3")]


def test_a_transferred_item_goes_on_where_it_was(running: Sweeps) -> None:
    running.sweep("8/3")
    running.on("9/3", lambda o: o.act(Transfer, TASK, "NV-1", "9/3", to_unit=SECOND))
    running.sweep("12/3")
    assert running.flags("NV-1") == ALL[:2]


def test_an_item_of_a_unit_that_has_ended_keeps_nobody_waiting(running: Sweeps) -> None:
    running.office.assign(TASK, "NV-2", "2/1", unit=SECOND)
    running.office.change(DissolveUnit, FIRST, "6/3")
    assert running.sweep("8/3").outcome == "done"
    assert running.levels("NV-1") == running.levels("NV-2") == [-7]


def test_a_voided_completion_opens_the_item_from_then_on(running: Sweeps) -> None:
    running.on("8/3", lambda o: o.act(ReportCompletion, TASK, "NV-1", "7/3"), "06:00")
    running.sweep("15/3")
    assert running.flags("NV-1") == []
    running.on("20/3", lambda o: o.act(VoidEvent, TASK, "NV-1", "20/3", event_no=2))
    running.sweep("22/3")
    assert running.flags("NV-1") == [flag(LATE, "15/3", "21/3")]


def test_a_voided_flag_is_recorded_again_while_it_is_true(running: Sweeps) -> None:
    running.sweep("16/3")
    last = running.found.tracker.item(TASK, "NV-1").version
    running.on("17/3", lambda o: o.act(VoidEvent, TASK, "NV-1", "17/3", event_no=last))
    running.sweep()
    running.sweep()
    assert running.flags("NV-1") == [*ALL, OVERDUE, OVERDUE]


def test_targets_and_items_without_a_deadline_are_none_of_its_business(running: Sweeps) -> None:
    running.office.set_target("CT-1")
    running.office.assign(TASK, "NV-2", "2/1", due=None)
    assert running.sweep("15/3").told["items"] == 1


# --- clocks --------------------------------------------------------------------------------------


def test_a_clock_ahead_of_the_database_waits_for_its_day(
    running: Sweeps, caplog: pytest.LogCaptureFixture
) -> None:
    running.desk.on("15/3", "23:50")
    running.office.clock.moment += timedelta(hours=1)
    running.sweep()
    assert running.flags("NV-1") == ALL
    assert running.swept_on() == md("15/3")
    assert "2024-03-16" in caplog.text
    running.sweep("16/3")
    assert running.flags("NV-1") == [*ALL, OVERDUE]


def test_a_clock_behind_the_database_flags_what_its_own_day_shows(running: Sweeps) -> None:
    running.desk.on("16/3", "00:10")
    running.office.clock.moment -= timedelta(hours=1)
    running.sweep()
    assert running.flags("NV-1") == ALL


def test_after_a_clock_was_set_back_every_day_is_swept_when_it_comes(running: Sweeps) -> None:
    running.desk.on("7/3", "10:00")
    real = running.desk.now
    running.office.clock.moment += timedelta(days=300)
    running.desk.owner.execute("update simulated set moment = %s", (running.desk.now,))
    assert running.sweep().told["flags"] == 4
    assert running.swept_on() == real.date() + timedelta(days=300)

    items = {day: running.sweep(day).told["items"] for day in ("8/3", "9/3", "12/3", "16/3")}

    assert items == {"8/3": 1, "9/3": 0, "12/3": 1, "16/3": 1}
    assert running.swept_on() == md("16/3")
    assert sorted(running.levels("NV-1")) == [-7, -3, -1, LATE]
