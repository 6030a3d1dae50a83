"""Who is told: by today's grants and tree, and nobody who may not read the work."""

from uuid import UUID

import pytest

from tests.alerts.desk import BELOW, PERSON, PROVINCE, Desk
from tests.support.scenario import FIRST, ROOT, SECOND, md
from tracker.access.judging import may
from tracker.alerts.recipients.audience import Audiences, audiences, staffed_units
from tracker.alerts.words import Audience, Channel
from tracker.commands.units import DissolveUnit, MergeUnit, MoveUnit
from tracker.projections.projector import catch_up
from tracker.reading.cut import cut_at
from tracker.rights.granting import Caller, Grant
from tracker.rights.words import Act, Role


def asked(staffed: Desk, *units: str) -> Audiences:
    catch_up(staffed.url)
    return audiences(staffed.connection, units, staffed.today)


def told(staffed: Desk, audience: Audience, unit: str, *coordinators: str) -> set[str]:
    found = asked(staffed, unit, *coordinators).accounts(audience, unit, coordinators)
    return {staffed.names[account] for account in found}


# --- clerks and coordinators ---------------------------------------------------------------------


def test_clerks_are_those_of_the_unit_itself(staffed: Desk) -> None:
    assert told(staffed, Audience.CLERKS, FIRST) == {"vt.h57.31"}
    assert told(staffed, Audience.CLERKS, BELOW) == set()


def test_work_of_an_official_is_told_to_the_clerks_of_the_office_as_well(staffed: Desk) -> None:
    assert told(staffed, Audience.CLERKS, PERSON) == {"vt.tu.phap", "vt.h57.31"}


def test_a_clerk_for_everything_is_not_told_everything(staffed: Desk) -> None:
    staffed.person("vt.chung", Role.CLERK, None)
    assert told(staffed, Audience.CLERKS, FIRST) == {"vt.h57.31"}


def test_coordinators_are_the_clerks_of_the_units_named(staffed: Desk) -> None:
    assert told(staffed, Audience.COORDINATORS, FIRST, SECOND, ROOT) == {"vt.h57.32", "vt.h57"}
    assert told(staffed, Audience.COORDINATORS, FIRST) == set()


# --- who confirms --------------------------------------------------------------------------------


def test_confirmers_are_those_of_the_nearest_unit_above_that_has_any(staffed: Desk) -> None:
    assert told(staffed, Audience.CONFIRMERS, BELOW) == {"xn.h57"}
    staffed.person("xn.h57.32", Role.CONFIRMER, SECOND)
    assert told(staffed, Audience.CONFIRMERS, BELOW) == {"xn.h57.32"}
    assert told(staffed, Audience.CONFIRMERS, SECOND) == {"xn.h57"}


def test_nobody_confirms_the_work_of_his_own_unit_but_at_the_top(staffed: Desk) -> None:
    staffed.person("xn.t93", Role.CONFIRMER, PROVINCE)
    assert told(staffed, Audience.CONFIRMERS, ROOT) == {"xn.t93"}
    assert told(staffed, Audience.CONFIRMERS, PROVINCE) == {"xn.t93"}


def test_where_nobody_above_confirms_those_for_the_whole_installation_do(staffed: Desk) -> None:
    staffed.person("xn.chung", Role.CONFIRMER, None)
    assert told(staffed, Audience.CONFIRMERS, ROOT) == {"xn.chung"}
    assert told(staffed, Audience.CONFIRMERS, PROVINCE) == {"xn.chung"}
    assert told(staffed, Audience.CONFIRMERS, FIRST) == {"xn.h57"}


# --- heads and superiors -------------------------------------------------------------------------


def test_the_head_is_of_the_unit_and_the_superior_above_it(staffed: Desk) -> None:
    assert told(staffed, Audience.HEAD, FIRST) == {"ld.h57.31"}
    assert told(staffed, Audience.SUPERIOR, FIRST) == {"ld.h57"}
    assert told(staffed, Audience.HEAD, BELOW) == set()
    assert told(staffed, Audience.SUPERIOR, BELOW) == {"ld.h57.32"}


def test_the_head_of_an_official_is_that_of_the_office_and_the_superior_above(
    staffed: Desk,
) -> None:
    assert told(staffed, Audience.HEAD, PERSON) == {"ld.h57.31"}
    assert told(staffed, Audience.SUPERIOR, PERSON) == {"ld.h57"}


def test_above_the_top_stand_those_for_the_whole_installation(staffed: Desk) -> None:
    assert told(staffed, Audience.SUPERIOR, PROVINCE) == set()
    staffed.person("ld.chung", Role.LEADER, None)
    assert told(staffed, Audience.SUPERIOR, PROVINCE) == {"ld.chung"}
    assert told(staffed, Audience.SUPERIOR, ROOT) == {"ld.chung"}
    assert told(staffed, Audience.HEAD, PROVINCE) == set()


def test_the_superior_is_that_of_today(staffed: Desk) -> None:
    staffed.on("1/3")
    staffed.office.change(MoveUnit, FIRST, "1/3", parent=SECOND)
    assert told(staffed, Audience.SUPERIOR, FIRST) == {"ld.h57.32"}


# --- grants and accounts -------------------------------------------------------------------------


def test_a_grant_counts_from_its_first_day_to_its_last(staffed: Desk) -> None:
    staffed.staff.register("vt.tam")
    about = {"since": md("10/1"), "until": md("20/1")}
    staffed.staff.grant("vt.tam", Role.CLERK, FIRST, **about)
    staffed.names |= {UUID(int=0): "nobody"}
    found = {}
    for day in ("9/1", "10/1", "20/1", "21/1"):
        staffed.on(day)
        found[day] = len(asked(staffed, FIRST).accounts(Audience.CLERKS, FIRST))
    assert found == {"9/1": 1, "10/1": 2, "20/1": 2, "21/1": 1}


def test_a_revoked_grant_and_a_disabled_account_count_for_nothing(staffed: Desk) -> None:
    staffed.staff.revoke("vt.h57.31", Role.CLERK, FIRST)
    assert told(staffed, Audience.CLERKS, FIRST) == set()
    staffed.staff.disable("ld.h57.31")
    assert told(staffed, Audience.HEAD, FIRST) == set()
    staffed.staff.enable("ld.h57.31")
    assert told(staffed, Audience.HEAD, FIRST) == {"ld.h57.31"}


def test_mail_reaches_who_has_an_address_and_does_not_mind(staffed: Desk) -> None:
    silent = staffed.person("khong.thu", Role.CLERK, FIRST, mail=False)
    unwilling = staffed.person("khong.muon", Role.CLERK, FIRST)
    willing = staffed.person("muon", Role.CLERK, FIRST)
    staffed.connection.execute(
        "insert into alert_unwanted values (%s, 'email', %s)", (unwilling, staffed.now)
    )
    people = asked(staffed, FIRST)
    everybody = (silent, unwilling, willing)
    assert [people.wishes(one, Channel.EMAIL) for one in everybody] == [False, False, True]
    assert all(people.wishes(one, Channel.INBOX) for one in everybody)


def test_units_with_a_clerk_or_a_leader_are_staffed(staffed: Desk) -> None:
    one = staffed.person("xn.h57.32", Role.CONFIRMER, BELOW)
    two = staffed.person("vt.ap", Role.CLERK, BELOW)
    catch_up(staffed.url)
    assert staffed_units(staffed.connection, staffed.today) == [
        ROOT,
        FIRST,
        PERSON,
        SECOND,
        BELOW,
    ]
    assert staffed_units(staffed.connection, staffed.today, [one]) == []
    assert staffed_units(staffed.connection, staffed.today, [two]) == [BELOW]


# --- units that have ended -----------------------------------------------------------------------


def test_for_a_unit_that_has_ended_those_of_its_heir_are_told(staffed: Desk) -> None:
    staffed.on("1/3")
    staffed.office.change(MergeUnit, FIRST, "1/3", into=SECOND)
    people = asked(staffed, FIRST)
    assert people.units_upwards(FIRST) == [FIRST, SECOND, ROOT, PROVINCE]
    assert told(staffed, Audience.CLERKS, FIRST) == {"vt.h57.32"}
    assert told(staffed, Audience.HEAD, FIRST) == {"ld.h57.32"}
    assert told(staffed, Audience.CONFIRMERS, FIRST) == {"xn.h57"}


def test_the_heir_of_an_heir_is_told(staffed: Desk) -> None:
    staffed.on("1/3")
    staffed.office.change(MergeUnit, BELOW, "1/3", into=FIRST)
    staffed.on("1/4")
    staffed.office.change(MergeUnit, PERSON, "1/4", into=SECOND)
    staffed.office.change(MergeUnit, FIRST, "1/4", into=SECOND)
    assert told(staffed, Audience.HEAD, BELOW) == {"ld.h57.32"}


def test_a_unit_that_ended_without_an_heir_stands_where_it_stood(staffed: Desk) -> None:
    staffed.on("1/3")
    staffed.office.change(DissolveUnit, BELOW, "1/3")
    assert asked(staffed, BELOW).units_upwards(BELOW) == [BELOW, SECOND, ROOT, PROVINCE]
    assert told(staffed, Audience.SUPERIOR, BELOW) == {"ld.h57.32"}


def test_where_the_superior_unit_ended_as_well_its_heir_takes_its_place(staffed: Desk) -> None:
    staffed.on("1/3")
    staffed.office.change(DissolveUnit, BELOW, "1/3")
    staffed.on("1/4")
    staffed.office.change(MergeUnit, SECOND, "1/4", into=FIRST)
    assert asked(staffed, BELOW).units_upwards(BELOW) == [BELOW, FIRST, ROOT, PROVINCE]
    assert told(staffed, Audience.SUPERIOR, BELOW) == {"ld.h57.31"}


def test_a_unit_that_nobody_knows_stands_alone(staffed: Desk) -> None:
    people = asked(staffed, "H99")
    assert people.units_upwards("H99") == ["H99"]
    assert people.accounts(Audience.CLERKS, "H99") == frozenset()


# --- programs ------------------------------------------------------------------------------------


def test_programs_are_told_of_their_unit_and_those_below(staffed: Desk) -> None:
    everywhere = staffed.endpoint("tất cả", None)
    district = staffed.endpoint("huyện", ROOT)
    office = staffed.endpoint("phòng", FIRST, Channel.TEXT)
    people = asked(staffed, FIRST, SECOND, PROVINCE)
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
def test_nobody_is_told_of_work_that_he_may_not_read(staffed: Desk, story: str) -> None:
    """But coordinators: they are told because the assignment itself names their unit."""
    units = (ROOT, FIRST, SECOND, BELOW, PERSON, PROVINCE)
    for role in (Role.CONFIRMER, Role.LEADER):
        for number, unit in enumerate([*units, None]):
            staffed.person(f"{role}.{number}", role, unit)
    staffed.on("1/3")
    match story:
        case "moved":
            staffed.office.change(MoveUnit, FIRST, "1/3", parent=BELOW)
        case "merged":
            staffed.office.change(MergeUnit, BELOW, "1/3", into=PERSON)
            staffed.office.change(MergeUnit, SECOND, "1/3", into=FIRST)
        case "dissolved":
            staffed.office.change(DissolveUnit, BELOW, "1/3")
            staffed.office.change(MergeUnit, SECOND, "1/3", into=PROVINCE)
    people = asked(staffed, *units)
    cut = cut_at(staffed.connection, staffed.today, None, staffed.now)
    count = 0
    for unit in units:
        for audience in TELLS:
            for account in people.accounts(audience, unit):
                caller = caller_of(staffed, account)
                assert may(staffed.connection, caller, Act.READ, unit, cut), (unit, audience)
                count += 1
    assert count > len(units) * 2


def caller_of(staffed: Desk, account: UUID) -> Caller:
    query = "select role, unit, since, until from account_grant where account_id = %s"
    rows = staffed.connection.execute(query, (account,)).fetchall()
    grants = tuple(Grant(Role(role), *rest) for role, *rest in rows)
    return Caller(account, staffed.names[account], grants, staffed.today)
