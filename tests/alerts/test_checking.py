"""Is it still true? Asked of the events just before it is told; what is not says why."""

from datetime import timedelta

import pytest

from tests.alerts.desk import PROVINCE, Desk, spoil
from tests.support.scenario import FIRST, ROOT, SECOND, md
from tracker.alerts.ledger import NewAlert, add
from tracker.alerts.recipients.endpoints import end_endpoint
from tracker.alerts.rules.policy import DEFAULT, Rule
from tracker.alerts.sweep.raising import raise_period
from tracker.alerts.telling.checking import Due
from tracker.alerts.words import Audience, Channel, Occasion, Why
from tracker.commands.items import (
    ConfirmCompletion,
    CorrectDeadline,
    ExtendDeadline,
    NoteProgress,
    RejectCompletion,
    ReportCompletion,
    Resume,
    Suspend,
    Transfer,
    Urge,
    VoidEvent,
    Withdraw,
)
from tracker.fold.words import ItemClass, Kind
from tracker.rights.words import Role

CD = Kind.DIRECTIVE


@pytest.fixture
def desk(staffed: Desk) -> Desk:
    """One directive for FIRST, due on 15 March; told by inbox alone."""
    staffed.ways = frozenset({Channel.INBOX})
    staffed.office.assign(CD, "CD-1", "2/1", due="15/3", unit=FIRST)
    return staffed


def due(desk: Desk, day: str | None = None) -> set[str]:
    """What is true of what waits: ``occasion level name``."""
    return {
        f"{one.occasion} {one.level} {desk.names[one.recipient]}" for one in desk.check(day).due
    }


def dropped(desk: Desk, day: str | None = None) -> dict[str, Why]:
    found = desk.check(day)
    names = {
        one.alert_id: f"{one.occasion} {one.level} {desk.names[one.recipient]}"
        for one in desk.pending()
    }
    assert {one.alert_id for one in found.due} | {no for no, _ in found.dropped} == set(names)
    return {names[no]: why for no, why in found.dropped}


# --- what a digest is told -----------------------------------------------------------------------


def test_what_is_true_says_all_that_a_digest_says(desk: Desk) -> None:
    desk.raise_("8/3")
    [found] = desk.check("10/3").due
    assert found == Due(
        alert_id=found.alert_id,
        occasion=Occasion.DUE_SOON,
        level=-7,
        kind=CD,
        ref="CD-1",
        title="Rà soát chữ ký số của cán bộ, công chức",
        unit=FIRST,
        about_on=md("15/3"),
        days=-5,
        item_class=ItemClass.OPEN_IN_TIME,
        channel=Channel.INBOX,
        recipient=found.recipient,
    )
    assert desk.names[found.recipient] == "vt.h57.31"


def test_days_are_those_of_today_not_of_the_level(desk: Desk) -> None:
    desk.raise_("18/3")
    assert {(one.level, one.days) for one in desk.check("20/3").due} == {(3, 5)}


def test_what_is_due_stands_as_a_digest_reads(desk: Desk) -> None:
    """By unit; overdue longest first, then what waits, then due soon nearest first."""
    rules = [
        Rule(occasion=occasion, audience=Audience.SUPERIOR)
        for occasion in (Occasion.DUE_SOON, Occasion.OVERDUE, Occasion.WAITING)
    ]
    rules.append(Rule(occasion=Occasion.PERIOD, audience=Audience.HEAD))
    desk.policy = DEFAULT.model_copy(update={"rules": tuple(rules)})
    rows = {
        "CD-2": (FIRST, "20/3"),
        "CD-3": (FIRST, "17/3"),
        "CD-4": (FIRST, "10/3"),
        "CD-5": (SECOND, "1/3"),
        "CD-6": (FIRST, "10/3"),
        "CD-7": (FIRST, "30/4"),
    }
    for ref, (unit, deadline) in rows.items():
        desk.office.assign(CD, ref, "2/1", due=deadline, unit=unit)
    desk.on("10/3")
    desk.office.act(ReportCompletion, CD, "CD-7", "10/3")
    desk.raise_("17/3")
    raise_quarter(desk, "17/3")
    order = [one.ref for one in desk.check().due if desk.names[one.recipient] == "ld.h57"]
    assert order == ["CD-4", "CD-6", "CD-1", "CD-7", "CD-3", "CD-2", "CD-5", None]


# --- the item ------------------------------------------------------------------------------------


def test_reported_meanwhile_it_is_closed(desk: Desk) -> None:
    desk.raise_("14/3")
    desk.office.act(ReportCompletion, CD, "CD-1", "14/3")
    assert dropped(desk) == {"due_soon -1 vt.h57.31": Why.CLOSED}


@pytest.mark.parametrize("command", [Suspend, Withdraw])
def test_suspended_or_out_meanwhile_it_is_closed(desk: Desk, command: type) -> None:
    desk.raise_("16/3")
    desk.office.act(command, CD, "CD-1", "16/3")
    assert set(dropped(desk).values()) == {Why.CLOSED}


def test_extended_meanwhile_it_is_moved(desk: Desk) -> None:
    desk.raise_("16/3")
    desk.office.act(ExtendDeadline, CD, "CD-1", "16/3", due_on="20/3")
    assert set(dropped(desk).values()) == {Why.MOVED}


def test_without_a_deadline_meanwhile_it_is_moved(desk: Desk) -> None:
    desk.raise_("16/3")
    desk.office.act(CorrectDeadline, CD, "CD-1", "16/3", due_on=None)
    assert set(dropped(desk).values()) == {Why.MOVED}


def test_a_later_level_overtakes_even_before_it_is_raised(desk: Desk) -> None:
    desk.raise_("8/3")
    assert dropped(desk, "12/3") == {"due_soon -7 vt.h57.31": Why.OVERTAKEN}
    assert dropped(desk, "16/3") == {"due_soon -7 vt.h57.31": Why.OVERTAKEN}


def test_each_overdue_level_is_overtaken_by_the_next(desk: Desk) -> None:
    desk.raise_("16/3")
    assert due(desk, "17/3") == {"overdue 1 vt.h57.31", "overdue 1 ld.h57.31"}
    assert set(dropped(desk, "18/3").values()) == {Why.OVERTAKEN}


def test_what_waits_is_true_until_somebody_decides(desk: Desk) -> None:
    desk.on("10/3")
    desk.office.act(ReportCompletion, CD, "CD-1", "10/3")
    desk.raise_("11/3")
    assert due(desk, "12/3") == {"waiting 1 xn.h57"}
    assert dropped(desk, "13/3") == {"waiting 1 xn.h57": Why.OVERTAKEN}
    desk.on("12/3")
    desk.office.act(ConfirmCompletion, CD, "CD-1", "12/3")
    assert dropped(desk) == {"waiting 1 xn.h57": Why.CLOSED}


def test_rejected_meanwhile_nobody_has_to_confirm(desk: Desk) -> None:
    desk.on("10/3")
    desk.office.act(ReportCompletion, CD, "CD-1", "10/3")
    desk.raise_("11/3")
    desk.office.act(RejectCompletion, CD, "CD-1", "11/3")
    assert dropped(desk) == {"waiting 1 xn.h57": Why.CLOSED}


def test_reported_anew_for_another_day_it_is_moved(desk: Desk) -> None:
    desk.on("10/3")
    desk.office.act(ReportCompletion, CD, "CD-1", "10/3")
    desk.raise_("11/3")
    desk.office.act(VoidEvent, CD, "CD-1", "11/3", event_no=2)
    desk.office.act(ReportCompletion, CD, "CD-1", "9/3")
    assert dropped(desk) == {"waiting 1 xn.h57": Why.MOVED}


def test_who_speaks_is_silent_no_more(desk: Desk) -> None:
    desk.raise_("22/3")
    assert "silent 7 ld.h57" in due(desk)
    desk.office.act(Urge, CD, "CD-1", "22/3")
    assert "silent 7 ld.h57" in due(desk)
    desk.office.act(NoteProgress, CD, "CD-1", "22/3")
    assert dropped(desk) == {"silent 7 ld.h57": Why.CLOSED}


def test_silence_is_overtaken_by_nothing_but_a_word(desk: Desk) -> None:
    desk.raise_("22/3")
    assert due(desk, "30/3") == {"silent 7 ld.h57"}


def test_an_item_that_is_not_there_is_void(desk: Desk) -> None:
    desk.raise_("16/3")
    [first, *_] = desk.all_of("CD-1")
    key = first._replace(subject="directive:CD-9", stream=first.recipient)
    add(desk.connection, [NewAlert(*key[1:10])], desk.now)
    assert {name: why for name, why in dropped(desk).items() if why is not Why.MOVED} == {
        f"overdue 1 {desk.names[first.recipient]}": Why.VOID
    }


def test_under_a_clock_that_was_set_back_it_is_not_true_yet(desk: Desk) -> None:
    desk.raise_("18/3")
    assert set(dropped(desk, "17/3").values()) == {Why.CLOSED}
    assert set(dropped(desk, "15/3").values()) == {Why.CLOSED}


# --- true again ----------------------------------------------------------------------------------


def settle_dropped(desk: Desk) -> None:
    found = desk.check()
    assert found.due == []
    desk.settle([], found.dropped)


def test_what_was_dropped_and_is_true_again_is_told_after_all(desk: Desk) -> None:
    desk.raise_("18/3")
    desk.office.act(Suspend, CD, "CD-1", "18/3")
    settle_dropped(desk)
    desk.on("19/3")
    desk.office.act(Resume, CD, "CD-1", "19/3")
    assert desk.raise_() == 2
    assert due(desk) == {"overdue 3 vt.h57.31", "overdue 3 ld.h57.31"}


def test_what_was_told_is_not_told_again_when_it_is_true_again(desk: Desk) -> None:
    desk.raise_("18/3")
    desk.settle([one.alert_id for one in desk.check().due], [])
    desk.office.act(Suspend, CD, "CD-1", "18/3")
    desk.office.act(Resume, CD, "CD-1", "18/3")
    assert desk.raise_("19/3") == 0


# --- the recipient -------------------------------------------------------------------------------


def test_who_is_not_responsible_any_more_is_not_told(desk: Desk) -> None:
    desk.raise_("16/3")
    desk.staff.revoke("vt.h57.31", Role.CLERK, FIRST)
    desk.staff.disable("ld.h57.31")
    assert dropped(desk) == {
        "overdue 1 vt.h57.31": Why.NOT_THEIRS,
        "overdue 1 ld.h57.31": Why.NOT_THEIRS,
    }


def test_when_another_unit_took_over_the_first_is_not_told(desk: Desk) -> None:
    desk.raise_("16/3")
    desk.office.act(Transfer, CD, "CD-1", "16/3", to_unit=SECOND)
    desk.raise_()
    assert due(desk) == {"overdue 1 vt.h57.32", "overdue 1 ld.h57.32"}
    assert set(dropped(desk)) == {"overdue 1 vt.h57.31", "overdue 1 ld.h57.31"}


def test_a_rule_that_was_taken_away_tells_nobody(desk: Desk) -> None:
    desk.raise_("16/3")
    clerks_only = (Rule(occasion=Occasion.OVERDUE, audience=Audience.CLERKS),)
    desk.policy = DEFAULT.model_copy(update={"rules": clerks_only})
    assert due(desk) == {"overdue 1 vt.h57.31"}
    assert dropped(desk) == {"overdue 1 ld.h57.31": Why.NOT_THEIRS}


def test_mail_that_is_wished_for_no_more_is_not_sent(desk: Desk) -> None:
    desk.ways = frozenset({Channel.EMAIL})
    desk.raise_("8/3")
    [alert] = desk.pending()
    desk.connection.execute(
        "insert into alert_unwanted values (%s, 'email', %s)", (alert.recipient, desk.now)
    )
    assert dropped(desk) == {"due_soon -7 vt.h57.31": Why.UNWANTED}


def test_a_program_that_was_ended_is_told_nothing(desk: Desk) -> None:
    desk.ways = frozenset({Channel.WEBHOOK})
    one = desk.endpoint("huyện", ROOT)
    desk.endpoint("phòng", FIRST)
    desk.raise_("16/3")
    assert len(due(desk)) == 2
    end_endpoint(desk.connection, one.endpoint_id, desk.now)
    desk.office.act(Transfer, CD, "CD-1", "16/3", to_unit=SECOND)
    assert dropped(desk) == {
        "overdue 1 huyện": Why.VOID,
        "overdue 1 phòng": Why.NOT_THEIRS,
    }


# --- periods -------------------------------------------------------------------------------------


def raise_quarter(desk: Desk, day: str) -> int:
    desk.on(day)
    return raise_period(
        desk.connection, "Quý I/2024", md("20/3"), desk.policy, desk.today, desk.now, desk.ways
    )


def test_a_period_is_told_while_it_can_be_met(desk: Desk) -> None:
    assert raise_quarter(desk, "16/3") == 0
    assert raise_quarter(desk, "17/3") == 7
    found = desk.check("20/3").due
    assert {desk.names[one.recipient] for one in found} == {
        "vt.tu.phap",
        *(f"{who}.{unit}".lower() for who in ("vt", "ld") for unit in (ROOT, FIRST, SECOND)),
    }
    [clerk] = [one for one in found if desk.names[one.recipient] == "vt.tu.phap"]
    assert clerk[1:9] == (
        Occasion.PERIOD,
        -3,
        None,
        None,
        "Quý I/2024",
        f"{FIRST}.CC1",
        md("20/3"),
        0,
    )
    assert set(dropped(desk, "21/3").values()) == {Why.CLOSED}


def test_a_later_reminder_overtakes_that_of_a_period(desk: Desk) -> None:
    desk.policy = DEFAULT.model_copy(update={"period_days": (3, 1)})
    raise_quarter(desk, "17/3")
    assert len(desk.check("18/3").due) == 7
    assert set(dropped(desk, "19/3").values()) == {Why.OVERTAKEN}


def test_of_a_period_who_lost_the_role_is_not_told(desk: Desk) -> None:
    raise_quarter(desk, "17/3")
    desk.staff.revoke("vt.h57.31", Role.CLERK, FIRST)
    desk.staff.disable("vt.h57.32")
    assert dropped(desk) == {
        "period -3 vt.h57.31": Why.NOT_THEIRS,
        "period -3 vt.h57.32": Why.NOT_THEIRS,
    }


def test_a_clerk_of_several_units_is_told_once_of_a_period(desk: Desk) -> None:
    desk.person("vt.h57.31", Role.CLERK, PROVINCE)
    desk.person("vt.h57.31", Role.CLERK, ROOT)
    raise_quarter(desk, "17/3")
    found = [one for one in desk.pending() if desk.names[one.recipient] == "vt.h57.31"]
    assert [one.unit for one in found] == [ROOT]
    desk.staff.revoke("vt.h57.31", Role.CLERK, ROOT)
    assert "period -3 vt.h57.31" in due(desk)


def test_nothing_to_check_is_nothing(desk: Desk) -> None:
    assert desk.check() == ([], [])


def test_many_items_are_looked_at_in_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.alerts.telling.checking._BATCH", 2)
    for number in range(2, 6):
        desk.office.assign(CD, f"CD-{number}", "2/1", due=md("15/3") - timedelta(number))
    desk.raise_("16/3")
    assert {one.ref for one in desk.check().due} == {f"CD-{number}" for number in range(1, 6)}


def test_an_item_that_cannot_be_read_keeps_no_digest_back(desk: Desk) -> None:
    desk.office.assign(CD, "CD-2", "2/1", due="15/3", unit=FIRST)
    desk.raise_("8/3")
    assert len(desk.check().due) == 2
    spoil(desk.owner, CD, "CD-2")
    found = desk.check()
    assert [one.ref for one in found.due] == ["CD-1"]
    assert [why for _, why in found.dropped] == [Why.VOID]
