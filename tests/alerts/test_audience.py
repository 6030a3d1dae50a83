"""Who is told: by today's grants and tree, and nobody who may not read the work."""

from uuid import UUID

import pytest

from tests.alerts.desk import BELOW, PERSON, PROVINCE, Desk
from tests.support.scenario import FIRST, ROOT, SECOND, md
from tracker.access.judging import may
from tracker.alerts.audience import Audiences, audiences, staffed_units
from tracker.alerts.words import Audience, Channel
from tracker.commands.units import DissolveUnit, MergeUnit, MoveUnit
from tracker.projections.projector import catch_up
from tracker.reading.cut import cut_at
from tracker.rights.granting import Caller, Grant
from tracker.rights.words import Act, Role


def asked(desk: Desk, *units: str) -> Audiences:
    catch_up(desk.url)
    return audiences(desk.connection, units, desk.today)


def told(desk: Desk, audience: Audience, unit: str, *coordinators: str) -> set[str]:
    found = asked(desk, unit, *coordinators).accounts(audience, unit, coordinators)
    return {desk.names[account] for account in found}


# --- clerks and coordinators ---------------------------------------------------------------------


def test_clerks_are_those_of_the_unit_itself(desk: Desk) -> None:
    assert told(desk, Audience.CLERKS, FIRST) == {"vt.h57.31"}
    assert told(desk, Audience.CLERKS, BELOW) == set()


def test_work_of_an_official_is_told_to_the_clerks_of_the_office_as_well(desk: Desk) -> None:
    assert told(desk, Audience.CLERKS, PERSON) == {"vt.tu.phap", "vt.h57.31"}


def test_a_clerk_for_everything_is_not_told_everything(desk: Desk) -> None:
    desk.person("vt.chung", Role.CLERK, None)
    assert told(desk, Audience.CLERKS, FIRST) == {"vt.h57.31"}


def test_coordinators_are_the_clerks_of_the_units_named(desk: Desk) -> None:
    assert told(desk, Audience.COORDINATORS, FIRST, SECOND, ROOT) == {"vt.h57.32", "vt.h57"}
    assert told(desk, Audience.COORDINATORS, FIRST) == set()


# --- who confirms --------------------------------------------------------------------------------


def test_confirmers_are_those_of_the_nearest_unit_above_that_has_any(desk: Desk) -> None:
    assert told(desk, Audience.CONFIRMERS, BELOW) == {"xn.h57"}
    desk.person("xn.h57.32", Role.CONFIRMER, SECOND)
    assert told(desk, Audience.CONFIRMERS, BELOW) == {"xn.h57.32"}
    assert told(desk, Audience.CONFIRMERS, SECOND) == {"xn.h57"}


def test_nobody_confirms_the_work_of_his_own_unit_but_at_the_top(desk: Desk) -> None:
    desk.person("xn.t93", Role.CONFIRMER, PROVINCE)
    assert told(desk, Audience.CONFIRMERS, ROOT) == {"xn.t93"}
    assert told(desk, Audience.CONFIRMERS, PROVINCE) == {"xn.t93"}


def test_where_nobody_above_confirms_those_for_the_whole_installation_do(desk: Desk) -> None:
    desk.person("xn.chung", Role.CONFIRMER, None)
    assert told(desk, Audience.CONFIRMERS, ROOT) == {"xn.chung"}
    assert told(desk, Audience.CONFIRMERS, PROVINCE) == {"xn.chung"}
    assert told(desk, Audience.CONFIRMERS, FIRST) == {"xn.h57"}


# --- heads and superiors -------------------------------------------------------------------------


def test_the_head_is_of_the_unit_and_the_superior_above_it(desk: Desk) -> None:
    assert told(desk, Audience.HEAD, FIRST) == {"ld.h57.31"}
    assert told(desk, Audience.SUPERIOR, FIRST) == {"ld.h57"}
    assert told(desk, Audience.HEAD, BELOW) == set()
    assert told(desk, Audience.SUPERIOR, BELOW) == {"ld.h57.32"}


def test_the_head_of_an_official_is_that_of_the_office_and_the_superior_above(
    desk: Desk,
) -> None:
    assert told(desk, Audience.HEAD, PERSON) == {"ld.h57.31"}
    assert told(desk, Audience.SUPERIOR, PERSON) == {"ld.h57"}


def test_above_the_top_stand_those_for_the_whole_installation(desk: Desk) -> None:
    assert told(desk, Audience.SUPERIOR, PROVINCE) == set()
    desk.person("ld.chung", Role.LEADER, None)
    assert told(desk, Audience.SUPERIOR, PROVINCE) == {"ld.chung"}
    assert told(desk, Audience.SUPERIOR, ROOT) == {"ld.chung"}
    assert told(desk, Audience.HEAD, PROVINCE) == set()


def test_the_superior_is_that_of_today(desk: Desk) -> None:
    desk.on("1/3")
    desk.office.change(MoveUnit, FIRST, "1/3", parent=SECOND)
    assert told(desk, Audience.SUPERIOR, FIRST) == {"ld.h57.32"}


# --- grants and accounts -------------------------------------------------------------------------


def test_a_grant_counts_from_its_first_day_to_its_last(desk: Desk) -> None:
    desk.staff.register("vt.tam")
    about = {"since": md("10/1"), "until": md("20/1")}
    desk.staff.grant("vt.tam", Role.CLERK, FIRST, **about)
    desk.names |= {UUID(int=0): "nobody"}
    found = {}
    for day in ("9/1", "10/1", "20/1", "21/1"):
        desk.on(day)
        found[day] = len(asked(desk, FIRST).accounts(Audience.CLERKS, FIRST))
    assert found == {"9/1": 1, "10/1": 2, "20/1": 2, "21/1": 1}


def test_a_revoked_grant_and_a_disabled_account_count_for_nothing(desk: Desk) -> None:
    desk.staff.revoke("vt.h57.31", Role.CLERK, FIRST)
    assert told(desk, Audience.CLERKS, FIRST) == set()
    desk.staff.disable("ld.h57.31")
    assert told(desk, Audience.HEAD, FIRST) == set()
    desk.staff.enable("ld.h57.31")
    assert told(desk, Audience.HEAD, FIRST) == {"ld.h57.31"}


def test_mail_reaches_who_has_an_address_and_does_not_mind(desk: Desk) -> None:
    silent = desk.person("khong.thu", Role.CLERK, FIRST, mail=False)
    unwilling = desk.person("khong.muon", Role.CLERK, FIRST)
    willing = desk.person("muon", Role.CLERK, FIRST)
    desk.connection.execute(
        "insert into alert_unwanted values (%s, 'email', %s)", (unwilling, desk.now)
    )
    people = asked(desk, FIRST)
    everybody = (silent, unwilling, willing)
    assert [people.wishes(one, Channel.EMAIL) for one in everybody] == [False, False, True]
    assert all(people.wishes(one, Channel.INBOX) for one in everybody)


def test_units_with_a_clerk_or_a_leader_are_staffed(desk: Desk) -> None:
    one = desk.person("xn.h57.32", Role.CONFIRMER, BELOW)
    two = desk.person("vt.ap", Role.CLERK, BELOW)
    catch_up(desk.url)
    assert staffed_units(desk.connection, desk.today) == [
        ROOT,
        FIRST,
        PERSON,
        SECOND,
        BELOW,
    ]
    assert staffed_units(desk.connection, desk.today, [one]) == []
    assert staffed_units(desk.connection, desk.today, [two]) == [BELOW]


# --- units that have ended -----------------------------------------------------------------------


def test_for_a_unit_that_has_ended_those_of_its_heir_are_told(desk: Desk) -> None:
    desk.on("1/3")
    desk.office.change(MergeUnit, FIRST, "1/3", into=SECOND)
    people = asked(desk, FIRST)
    assert people.units_upwards(FIRST) == [FIRST, SECOND, ROOT, PROVINCE]
    assert told(desk, Audience.CLERKS, FIRST) == {"vt.h57.32"}
    assert told(desk, Audience.HEAD, FIRST) == {"ld.h57.32"}
    assert told(desk, Audience.CONFIRMERS, FIRST) == {"xn.h57"}


def test_the_heir_of_an_heir_is_told(desk: Desk) -> None:
    desk.on("1/3")
    desk.office.change(MergeUnit, BELOW, "1/3", into=FIRST)
    desk.on("1/4")
    desk.office.change(MergeUnit, PERSON, "1/4", into=SECOND)
    desk.office.change(MergeUnit, FIRST, "1/4", into=SECOND)
    assert told(desk, Audience.HEAD, BELOW) == {"ld.h57.32"}


def test_a_unit_that_ended_without_an_heir_stands_where_it_stood(desk: Desk) -> None:
    desk.on("1/3")
    desk.office.change(DissolveUnit, BELOW, "1/3")
    assert asked(desk, BELOW).units_upwards(BELOW) == [BELOW, SECOND, ROOT, PROVINCE]
    assert told(desk, Audience.SUPERIOR, BELOW) == {"ld.h57.32"}


def test_where_the_superior_unit_ended_as_well_its_heir_takes_its_place(desk: Desk) -> None:
    desk.on("1/3")
    desk.office.change(DissolveUnit, BELOW, "1/3")
    desk.on("1/4")
    desk.office.change(MergeUnit, SECOND, "1/4", into=FIRST)
    assert asked(desk, BELOW).units_upwards(BELOW) == [BELOW, FIRST, ROOT, PROVINCE]
    assert told(desk, Audience.SUPERIOR, BELOW) == {"ld.h57.31"}


def test_a_unit_that_nobody_knows_stands_alone(desk: Desk) -> None:
    people = asked(desk, "H99")
    assert people.units_upwards("H99") == ["H99"]
    assert people.accounts(Audience.CLERKS, "H99") == frozenset()


# --- programs ------------------------------------------------------------------------------------


def test_programs_are_told_of_their_unit_and_those_below(desk: Desk) -> None:
    everywhere = desk.endpoint("tất cả", None)
    district = desk.endpoint("huyện", ROOT)
    office = desk.endpoint("phòng", FIRST, Channel.TEXT)
    people = asked(desk, FIRST, SECOND, PROVINCE)
    assert {one.endpoint_id for one in people.endpoints(FIRST)} == {
        everywhere.endpoint_id,
        district.endpoint_id,
        office.endpoint_id,
    }
    assert len(people.endpoints(SECOND)) == 2
    assert len(people.endpoints(PROVINCE)) == 1
    assert people.has_program(office.endpoint_id)
    assert not people.has_program(UUID(int=1))


# --- and the rights ------------------------------------------------------------------------------

TELLS = [one for one in Audience if one is not Audience.COORDINATORS]


@pytest.mark.parametrize("story", ["as it is", "moved", "merged", "dissolved"])
def test_nobody_is_told_of_work_that_he_may_not_read(desk: Desk, story: str) -> None:
    """But coordinators: they are told because the assignment itself names their unit."""
    units = (ROOT, FIRST, SECOND, BELOW, PERSON, PROVINCE)
    for role in (Role.CONFIRMER, Role.LEADER):
        for number, unit in enumerate([*units, None]):
            desk.person(f"{role}.{number}", role, unit)
    desk.on("1/3")
    match story:
        case "moved":
            desk.office.change(MoveUnit, FIRST, "1/3", parent=BELOW)
        case "merged":
            desk.office.change(MergeUnit, BELOW, "1/3", into=PERSON)
            desk.office.change(MergeUnit, SECOND, "1/3", into=FIRST)
        case "dissolved":
            desk.office.change(DissolveUnit, BELOW, "1/3")
            desk.office.change(MergeUnit, SECOND, "1/3", into=PROVINCE)
    people = asked(desk, *units)
    cut = cut_at(desk.connection, desk.today, None, desk.now)
    count = 0
    for unit in units:
        for audience in TELLS:
            for account in people.accounts(audience, unit):
                caller = caller_of(desk, account)
                assert may(desk.connection, caller, Act.READ, unit, cut), (unit, audience)
                count += 1
    assert count > len(units) * 2


def caller_of(desk: Desk, account: UUID) -> Caller:
    query = "select role, unit, since, until from account_grant where account_id = %s"
    rows = desk.connection.execute(query, (account,)).fetchall()
    grants = tuple(Grant(Role(role), *rest) for role, *rest in rows)
    return Caller(account, desk.names[account], grants, desk.today)
