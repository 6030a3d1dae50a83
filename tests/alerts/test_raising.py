"""What is raised: by the rules, for the people of today, once for each level of each deadline."""

import pytest

from tests.alerts.desk import PERSON, PROVINCE, Desk
from tests.support.scenario import FIRST, ROOT, SECOND, md
from tracker.alerts.rules.policy import DEFAULT, Rule
from tracker.alerts.words import Audience, Channel, Occasion
from tracker.commands.items import (
    ConfirmCompletion,
    ExtendDeadline,
    ReportCompletion,
    Suspend,
    Transfer,
    Withdraw,
)
from tracker.fold.words import Kind
from tracker.rights.words import Role

CD = Kind.DIRECTIVE


@pytest.fixture
def desk(staffed: Desk) -> Desk:
    """One directive for FIRST, due on 15 March."""
    staffed.office.assign(CD, "CD-1", "2/1", due="15/3", unit=FIRST)
    return staffed


# --- occasions and recipients --------------------------------------------------------------------


def test_what_is_due_soon_is_told_to_clerks_by_both_ways(desk: Desk) -> None:
    assert desk.raise_("7/3") == 0
    assert desk.raise_("8/3") == 2
    assert desk.told("CD-1") == {"due_soon -7 vt.h57.31 inbox", "due_soon -7 vt.h57.31 email"}


def test_coordinators_are_told_by_inbox(desk: Desk) -> None:
    about = {"coordinators": [SECOND, ROOT]}
    desk.office.assign(CD, "CD-2", "2/1", due="15/3", about=about)
    desk.raise_("8/3")
    assert desk.told("CD-2") - desk.told("CD-1") == {
        "due_soon -7 vt.h57.32 inbox",
        "due_soon -7 vt.h57 inbox",
    }


def test_a_finding_has_no_coordinators(desk: Desk) -> None:
    desk.office.assign(Kind.FINDING, "KL-1", "2/1", due="15/3")
    desk.raise_("8/3")
    assert desk.by_inbox("KL-1") == {"due_soon -7 vt.h57.31"}


def test_what_is_overdue_is_told_to_clerks_and_the_head(desk: Desk) -> None:
    desk.raise_("16/3")
    assert desk.by_inbox("CD-1") == {"overdue 1 vt.h57.31", "overdue 1 ld.h57.31"}


def test_what_waits_is_told_to_who_may_confirm_and_to_nobody_of_the_unit(desk: Desk) -> None:
    desk.on("10/3")
    desk.office.act(ReportCompletion, CD, "CD-1", "10/3")
    assert desk.raise_() == 0
    desk.raise_("11/3")
    assert desk.by_inbox("CD-1") == {"waiting 1 xn.h57"}


def test_silence_is_told_to_the_superior(desk: Desk) -> None:
    desk.raise_("22/3")
    assert desk.by_inbox("CD-1") == {
        "overdue 7 vt.h57.31",
        "overdue 7 ld.h57.31",
        "silent 7 ld.h57",
    }


def test_silence_of_one_deadline_is_escalated_once(desk: Desk) -> None:
    desk.raise_("22/3")
    desk.raise_("30/3")
    desk.raise_("15/4")
    assert sum(one.occasion is Occasion.SILENT for one in desk.all_of("CD-1")) == 2
    assert {one.level for one in desk.all_of("CD-1")} == {7, 15, 31}


def test_work_of_an_official_is_told_to_the_office_too(desk: Desk) -> None:
    desk.office.assign(CD, "CD-2", "2/1", due="15/3", unit=PERSON)
    desk.raise_("16/3")
    assert desk.by_inbox("CD-2") == {
        "overdue 1 vt.tu.phap",
        "overdue 1 vt.h57.31",
        "overdue 1 ld.h57.31",
    }


def test_work_of_the_top_goes_to_those_for_the_whole_installation(desk: Desk) -> None:
    desk.person("ld.chung", Role.LEADER, None)
    desk.person("xn.t93", Role.CONFIRMER, PROVINCE)
    desk.office.assign(CD, "CD-2", "2/1", due="15/3", unit=PROVINCE)
    desk.raise_("22/3")
    assert desk.by_inbox("CD-2") == {"silent 7 ld.chung"}
    desk.office.act(ReportCompletion, CD, "CD-2", "22/3")
    desk.raise_("23/3")
    assert desk.by_inbox("CD-2") == {"silent 7 ld.chung", "waiting 1 xn.t93"}


def test_somebody_in_two_audiences_is_told_once(desk: Desk) -> None:
    desk.person("vt.h57.31", Role.LEADER, FIRST)
    desk.raise_("16/3")
    assert len(desk.told("CD-1")) == len(desk.all_of("CD-1")) == 4


# --- quiet ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [Suspend, Withdraw])
def test_quiet_items_are_never_told_of(desk: Desk, command: type) -> None:
    desk.office.act(command, CD, "CD-1", "2/1")
    assert [desk.raise_(day) for day in ("8/3", "16/3", "22/3")] == [0, 0, 0]


def test_done_items_are_never_told_of(desk: Desk) -> None:
    desk.on("4/3")
    desk.office.act(ReportCompletion, CD, "CD-1", "4/3")
    desk.office.act(ConfirmCompletion, CD, "CD-1", "4/3")
    assert desk.raise_("16/3") == 0


# --- once ----------------------------------------------------------------------------------------


def test_a_level_is_raised_once_however_often_it_is_looked_at(desk: Desk) -> None:
    assert [desk.raise_("16/3") for _ in range(3)] == [4, 0, 0]
    assert desk.raise_("17/3") == 0
    assert desk.raise_("18/3") == 4


def test_after_an_outage_only_the_most_urgent_level_is_told(desk: Desk) -> None:
    desk.raise_("8/3")
    desk.raise_("20/3")
    alerts = desk.all_of("CD-1")
    assert {(one.occasion, one.level) for one in alerts} == {("due_soon", -7), ("overdue", 3)}
    assert {one.fired_on for one in alerts} == {md("8/3"), md("18/3")}


def test_another_deadline_arms_all_levels_again(desk: Desk) -> None:
    desk.raise_("14/3")
    desk.office.act(ExtendDeadline, CD, "CD-1", "14/3", due_on="20/3")
    assert desk.raise_("15/3") == 2
    assert {(one.level, one.about_on) for one in desk.all_of("CD-1")} == {
        (-1, md("15/3")),
        (-7, md("20/3")),
    }


def test_a_deadline_moved_back_is_not_told_twice(desk: Desk) -> None:
    desk.raise_("14/3")
    told = desk.all_of("CD-1")
    desk.office.act(ExtendDeadline, CD, "CD-1", "14/3", due_on="30/4")
    desk.raise_("14/3")
    desk.office.act(ExtendDeadline, CD, "CD-1", "14/3", due_on="15/3")
    assert desk.raise_("15/3") == 0
    assert desk.all_of("CD-1") == told
    assert desk.raise_("16/3") == 4


def test_who_takes_over_is_told_what_the_others_were_told(desk: Desk) -> None:
    desk.raise_("16/3")
    desk.on("17/3")
    desk.office.act(Transfer, CD, "CD-1", "17/3", to_unit=SECOND)
    assert desk.raise_() == 4
    later = [one for one in desk.all_of("CD-1") if one.unit == SECOND]
    assert {one.fired_on for one in later} == {md("17/3")}
    assert {desk.names[one.recipient] for one in later} == {"vt.h57.32", "ld.h57.32"}


# --- ways ----------------------------------------------------------------------------------------


def test_an_installation_without_mail_raises_none(desk: Desk) -> None:
    desk.ways -= {Channel.EMAIL}
    assert desk.raise_("8/3") == 1
    assert desk.told("CD-1") == {"due_soon -7 vt.h57.31 inbox"}


def test_mail_is_raised_for_who_has_an_address_and_wants_it(desk: Desk) -> None:
    desk.person("khong.thu", Role.CLERK, FIRST, mail=False)
    unwilling = desk.person("khong.muon", Role.CLERK, FIRST)
    desk.connection.execute(
        "insert into alert_unwanted values (%s, 'email', %s)", (unwilling, desk.now)
    )
    desk.raise_("8/3")
    told = desk.told("CD-1")
    assert {one for one in told if one.endswith("email")} == {"due_soon -7 vt.h57.31 email"}
    assert len(told) == 4


def test_who_lost_the_role_or_the_account_is_not_told(desk: Desk) -> None:
    desk.staff.revoke("vt.h57.31", Role.CLERK, FIRST)
    desk.staff.disable("ld.h57.31")
    assert desk.raise_("16/3") == 0


def test_programs_are_told_of_everything_but_escalations(desk: Desk) -> None:
    desk.endpoint("tỉnh", PROVINCE)
    desk.endpoint("tin nhắn", FIRST, Channel.TEXT)
    desk.endpoint("xã", SECOND)
    desk.policy = DEFAULT.model_copy(
        update={"rules": (Rule(occasion=Occasion.SILENT, audience=Audience.SUPERIOR),)}
    )
    for day in ("8/3", "16/3", "22/3"):
        desk.raise_(day)
    desk.office.act(ReportCompletion, CD, "CD-1", "22/3")
    desk.raise_("23/3")
    levels = ("due_soon -7", "overdue 1", "overdue 7", "waiting 1")
    assert desk.told("CD-1") == {
        *(f"{level} tỉnh webhook" for level in levels),
        *(f"{level} tin nhắn text" for level in levels),
        "silent 7 ld.h57 inbox",
        "silent 7 ld.h57 email",
    }


# --- rules ---------------------------------------------------------------------------------------


def rule(unit: str | None, audience: Audience) -> Rule:
    return Rule(occasion=Occasion.OVERDUE, audience=audience, channels=(Channel.INBOX,), unit=unit)


def test_the_rules_of_the_nearest_unit_hold_and_only_these(desk: Desk) -> None:
    for number, unit in enumerate((SECOND, ROOT, PROVINCE), 2):
        desk.office.assign(CD, f"CD-{number}", "2/1", due="15/3", unit=unit)
    rules = (
        rule(None, Audience.CLERKS),
        rule(ROOT, Audience.SUPERIOR),
        rule(FIRST, Audience.HEAD),
        rule(FIRST, Audience.CONFIRMERS),
    )
    desk.policy = DEFAULT.model_copy(update={"rules": rules})
    desk.person("vt.t93", Role.CLERK, PROVINCE)
    desk.raise_("16/3")
    assert desk.told("CD-1") == {"overdue 1 ld.h57.31 inbox", "overdue 1 xn.h57 inbox"}
    assert desk.told("CD-2") == {"overdue 1 ld.h57 inbox"}
    assert desk.told("CD-3") == set()
    assert desk.told("CD-4") == {"overdue 1 vt.t93 inbox"}


def test_an_occasion_without_rules_is_told_to_nobody(desk: Desk) -> None:
    desk.policy = DEFAULT.model_copy(update={"rules": ()})
    assert desk.raise_("16/3") == 0


def test_nothing_is_asked_where_nothing_is_to_be_told(desk: Desk) -> None:
    desk.on("1/3")
    assert desk.raise_() == 0
    assert desk.pending() == []
