"""Digests go out: once each, while offices work, and only what is still true."""

import pytest

from tests.alerts.posting import BOTH, CLERK, HEAD, Posting
from tests.alerts.sweeps import TASK, StopAfter
from tests.calendars import deeds
from tests.support.scenario import FIRST, SECOND
from tracker.alerts.words import AlertState, Channel, DeliveryState
from tracker.commands.items import ExtendDeadline, ReportCompletion
from tracker.rights.words import Role

MONDAY, TUESDAY = "18/3", "19/3"


# --- once, and when ------------------------------------------------------------------------------


def test_what_is_overdue_reaches_clerk_and_head_by_inbox_and_mail_once(posting: Posting) -> None:
    posting.sweep(MONDAY)

    assert posting.deliver() == {"sent": 4}
    assert posting.server.to() == BOTH
    assert posting.deliver() == {}
    for name in (CLERK, HEAD):
        for channel in (Channel.INBOX, Channel.EMAIL):
            row = posting.row(name, channel)
            assert row.state is DeliveryState.SENT
            assert posting.told_refs(row) == ["NV-1"]
            assert row.address == (f"{name}@h57.example" if channel is Channel.EMAIL else None)
    assert posting.alerts(AlertState.SENT) == 4


def test_nothing_goes_out_before_the_marks_of_the_day_were_gone_through(posting: Posting) -> None:
    posting.sweep(MONDAY)

    assert posting.deliver(TUESDAY) == {}
    posting.sweep(TUESDAY)
    assert posting.deliver() == {"sent": 4}


@pytest.mark.parametrize("time", ["06:59", "18:00", "23:30"])
def test_nobody_is_disturbed_at_night(posting: Posting, time: str) -> None:
    posting.sweep(MONDAY, "00:10")

    assert posting.deliver(MONDAY, time) == {}
    assert posting.rows() == []
    assert posting.deliver(MONDAY, "17:59") == {"sent": 4}


def test_nobody_is_disturbed_on_rest_days(posting: Posting) -> None:
    for day in ("16/3", "17/3"):
        posting.sweep(day)
        assert posting.deliver() == {}
    posting.sweep(MONDAY)

    # The first day too late was Saturday; three days late is what is told of it.
    assert posting.deliver() == {"sent": 4, "dropped": 4}
    told = posting.row(CLERK).told
    assert told is not None
    assert [row["days"] for row in told["units"][0]["rows"]] == [3]


def test_a_public_holiday_is_a_rest_day(posting: Posting) -> None:
    posting.desk.on(MONDAY)
    posting.desk.office.act(ExtendDeadline, TASK, "NV-1", MONDAY, due_on="29/4", reason="gia hạn")
    for day in ("30/4", "1/5"):
        posting.sweep(day)
        assert posting.deliver() == {}
    posting.sweep("2/5")

    assert posting.deliver() == {"sent": 4, "dropped": 4}


def test_a_unit_rests_by_the_calendar_that_rules_for_it(posting: Posting) -> None:
    office = posting.desk.office
    office.assign(TASK, "NV-2", due="15/3", unit=SECOND)
    posting.desk.on("15/3")
    deeds.found(office, "H57-31", unit=FIRST)
    deeds.adopt(office, deeds.said("2024-03-18", "swapped_off"), code="H57-31")
    posting.sweep(MONDAY)

    assert posting.deliver() == {"sent": 4}
    assert posting.server.to() == ["ld.h57.32@h57.example", "vt.h57.32@h57.example"]
    posting.sweep(TUESDAY)
    posting.server.begin()
    assert posting.deliver() == {"sent": 4}
    assert posting.server.to() == BOTH


def test_it_can_be_stopped_between_two_deliveries(posting: Posting) -> None:
    posting.sweep(MONDAY)

    assert posting.deliver(stop=StopAfter(3)) == {"sent": 3}
    assert posting.deliver() == {"sent": 1}
    assert posting.server.to() == BOTH


# --- what is still true --------------------------------------------------------------------------


def test_what_was_done_meanwhile_is_not_told(posting: Posting) -> None:
    posting.sweep(MONDAY)
    posting.desk.office.act(ReportCompletion, TASK, "NV-1", MONDAY)

    assert posting.deliver(MONDAY, "09:00") == {"empty": 4, "dropped": 4}
    assert posting.server.taken() == []
    assert {row.state for row in posting.rows()} == {DeliveryState.EMPTY}
    assert posting.alerts(AlertState.DROPPED) == 4


def test_only_what_is_true_is_told(posting: Posting) -> None:
    office = posting.desk.office
    office.assign(TASK, "NV-2", due="15/3")
    posting.sweep(MONDAY)
    office.act(ExtendDeadline, TASK, "NV-1", MONDAY, due_on="30/6", reason="gia hạn")

    assert posting.deliver(MONDAY, "09:00") == {"sent": 4, "dropped": 4}
    assert posting.told_refs(posting.row(CLERK)) == ["NV-2"]


# --- one digest a day ----------------------------------------------------------------------------


def test_what_is_raised_after_the_digest_waits_for_the_next_day_and_joins_it(
    posting: Posting,
) -> None:
    office = posting.desk.office
    posting.sweep(MONDAY)
    posting.deliver()
    posting.desk.on(MONDAY, "09:30")
    office.assign(TASK, "NV-2", due="15/3")
    posting.sweep(MONDAY, "10:00")

    assert posting.deliver() == {}
    posting.sweep(TUESDAY)
    office.assign(TASK, "NV-3", due="15/3")
    posting.sweep(TUESDAY)
    assert posting.deliver() == {"sent": 4}
    first, second = posting.rows(CLERK)
    assert posting.told_refs(first) == ["NV-1"]
    assert posting.told_refs(second) == ["NV-2", "NV-3"]


def test_a_digest_that_left_nothing_to_say_does_not_spend_the_day(posting: Posting) -> None:
    office = posting.desk.office
    posting.sweep(MONDAY)
    office.act(ReportCompletion, TASK, "NV-1", MONDAY)
    assert posting.deliver(MONDAY, "07:30")["empty"] == 4
    office.assign(TASK, "NV-2", due="15/3")
    posting.sweep(MONDAY, "08:00")

    assert posting.deliver() == {"sent": 4}


def test_a_digest_that_waits_takes_in_what_is_raised_meanwhile(posting: Posting) -> None:
    posting.server.does("refuse 451 not now")
    posting.sweep(MONDAY)
    assert posting.deliver() == {"sent": 2, "failed": 2}
    posting.desk.office.assign(TASK, "NV-2", due="15/3")
    posting.sweep(MONDAY, "08:00")
    posting.server.does("accept")

    assert posting.deliver() == {"sent": 2}
    assert posting.told_refs(posting.row(CLERK)) == ["NV-1", "NV-2"]
    assert posting.server.to() == BOTH


def test_who_is_responsible_for_two_units_gets_one_mail(posting: Posting) -> None:
    desk = posting.desk
    for unit in (FIRST, SECOND):
        desk.person("ld.hai", Role.LEADER, unit)
    desk.office.assign(TASK, "NV-2", due="14/3", unit=SECOND)
    desk.office.assign(TASK, "NV-3", due="14/3", unit=SECOND)
    posting.sweep(MONDAY)
    posting.deliver()

    told = posting.row("ld.hai").told
    assert told is not None
    assert [(unit["code"], unit["overdue"]) for unit in told["units"]] == [(SECOND, 2), (FIRST, 1)]
    assert posting.server.to().count("ld.hai@h57.example") == 1
