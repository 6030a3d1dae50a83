"""Who held which role on a past day, against a simulation that looks at every moment."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.people.staff import AN, BINH, Staff
from tests.support.properties import costly_examples
from tests.support.scenario import FIRST, ROOT, SECOND, Office
from tracker.commands.units import MoveUnit
from tracker.days import LOCAL_ZONE
from tracker.errors import NotFoundError, RuleViolationError
from tracker.people.listing import rights_on
from tracker.people.readmodel import rebuild
from tracker.projections.projector import catch_up
from tracker.rights.words import Role

ROLES = (Role.CLERK, Role.LEADER)
DAYS = 6
BEGINNING = datetime(2024, 6, 3, 9, tzinfo=LOCAL_ZONE)
_NUMBERS = count(1)


class Deed(NamedTuple):
    """Something an administrator tries; ``since`` and ``until`` in days from today."""

    word: str
    role: Role
    since: int
    until: int | None


DEEDS = st.lists(
    st.one_of(
        st.just(None),  # a night passes
        st.builds(
            Deed,
            st.sampled_from(["grant", "grant", "revoke", "disable", "enable"]),
            st.sampled_from(ROLES),
            st.integers(0, 2),
            st.none() | st.integers(0, 4),
        ),
    ),
    max_size=14,
)


class Simulation:
    """What is in force at every moment, looked at after each deed and at each midnight."""

    def __init__(self, staff: Staff, name: str) -> None:
        self.staff, self.name = staff, name
        self.live: list[tuple[Role, date, date]] = []
        self.disabled = False
        self.held: dict[date, set[Role]] = {}

    def look(self) -> None:
        today = self.staff.today
        in_force = {role for role, since, until in self.live if since <= today <= until}
        self.held.setdefault(today, set()).update(set() if self.disabled else in_force)

    def attempt(self, deed: Deed) -> None:
        today = self.staff.today
        since = today + timedelta(days=deed.since)
        until = None if deed.until is None else today + timedelta(days=deed.until)
        try:
            match deed.word:
                case "grant":
                    self.staff.grant(self.name, deed.role, since=since, until=until)
                    self.live.append((deed.role, since, until or date.max))
                case "revoke":
                    self.staff.revoke(self.name, deed.role)
                    self.live = [one for one in self.live if one[0] != deed.role]
                case "disable":
                    self.staff.disable(self.name)
                    self.disabled = True
                case _:
                    self.staff.enable(self.name)
                    self.disabled = False
        except RuleViolationError:
            return
        self.look()

    def night(self) -> None:
        self.staff.later(days=1)
        self.look()


def rows(staff: Staff) -> list[list[tuple[Any, ...]]]:
    """What accounts come to."""
    tables = (
        "select * from account order by account_id",
        "select * from account_grant order by account_id, grant_no",
        "select * from account_disabling order by account_id, disabled_no",
    )
    with staff.people.pool.connection() as connection:
        return [connection.execute(table).fetchall() for table in tables]


@costly_examples(0.2)
@given(deeds=DEEDS)
def test_rights_on_a_day_are_what_was_in_force_at_a_moment_of_it(
    staff: Staff, database_url: str, deeds: list[Deed | None]
):
    name = f"nguoi.{next(_NUMBERS)}"
    staff.clock.moment = BEGINNING  # or many examples would come to days ahead of the server's
    staff.register(name)
    first = staff.today
    simulation = Simulation(staff, name)
    for deed in deeds:
        simulation.night() if deed is None else simulation.attempt(deed)
    while staff.today < first + timedelta(days=DAYS):
        simulation.night()

    for day, roles in simulation.held.items():
        found = rights_on(staff.people.pool, day, name)
        assert {one.grant.role for one in found} == roles, day

    # The rows that were written one by one are those that the events give.
    inline = rows(staff)
    rebuild(database_url)
    assert rows(staff) == inline
    account = staff.people.account(name)
    in_rows = [(row[2], row[4], row[5], row[6]) for row in inline[1] if row[0] == account.id]
    assert in_rows == [(one.role, one.since, one.until, one.revoked_on) for one in account.holdings]
    ((version, disabled),) = [(row[4], row[5]) for row in inline[0] if row[0] == account.id]
    assert (version, disabled) == (account.version, account.disabled)


def test_the_day_of_revoking_counts_and_the_next_does_not(staff: Staff):
    staff.register(AN)
    staff.grant(AN, Role.CLERK)
    staff.later(days=2)
    staff.revoke(AN, Role.CLERK)

    held = [
        len(rights_on(staff.people.pool, staff.today + timedelta(days=offset)))
        for offset in range(-3, 2)
    ]

    assert held == [0, 1, 1, 1, 0]


def test_what_is_revoked_while_disabled_does_not_count_by_being_enabled_that_day(staff: Staff):
    staff.register(AN)
    staff.grant(AN, Role.CLERK)
    staff.disable(AN)
    staff.later(days=1)
    staff.revoke(AN, Role.CLERK)
    staff.enable(AN)

    assert rights_on(staff.people.pool, staff.today) == []
    assert len(rights_on(staff.people.pool, staff.today - timedelta(days=1))) == 1


def test_who_reaches_a_unit_holds_a_role_there_above_or_everywhere(
    staff: Staff, office: Office, database_url: str
):
    for name in (AN, BINH):
        staff.register(name)
    staff.grant(AN, Role.CLERK, FIRST)
    staff.grant(AN, Role.AUDITOR)
    staff.grant(BINH, Role.LEADER, ROOT)
    staff.grant(BINH, Role.CLERK, SECOND)
    catch_up(database_url)

    def reaching(unit: str) -> set[tuple[str, str | None]]:
        held = rights_on(staff.people.pool, staff.today, unit=unit)
        return {(one.grant.role.value, one.grant.unit) for one in held}

    assert reaching(FIRST) == {("clerk", FIRST), ("auditor", None), ("leader", ROOT)}
    assert reaching(ROOT) == {("auditor", None), ("leader", ROOT)}
    with pytest.raises(NotFoundError, match="unknown_unit"):
        reaching("H99")
    with pytest.raises(NotFoundError, match="unknown_account"):
        rights_on(staff.people.pool, staff.today, "nobody")
    assert office.clock is staff.clock


def test_above_means_above_in_the_tree_of_the_day(staff: Staff, office: Office, database_url: str):
    staff.register(AN)
    staff.grant(AN, Role.LEADER, SECOND)
    before = staff.today
    staff.later(days=1)
    office.change(MoveUnit, FIRST, staff.today, parent=SECOND)
    catch_up(database_url)

    held = [rights_on(staff.people.pool, day, unit=FIRST) for day in (before, staff.today)]

    assert [len(one) for one in held] == [0, 1]
