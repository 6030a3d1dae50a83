"""People get accounts and roles; names are theirs for ever, and somebody always administers."""

import pytest

from tests.people.staff import ADMIN, AN, BINH, CHI, Staff
from tests.support.scenario import FIRST, Office
from tests.support.waiting import Aside
from tracker.errors import (
    InvalidInputError,
    NotFoundError,
    RuleViolationError,
    StaleVersionError,
    TrackerError,
)
from tracker.people.listing import people, person
from tracker.people.registering import RenamePerson, rename
from tracker.rights.words import Role

EVERYTHING = Role.ADMINISTRATOR


def refused_by(kind: type[TrackerError], deed: object, *args: object, **given: object) -> str:
    with pytest.raises(kind) as refused:
        deed(*args, **given)  # type: ignore[operator]
    return refused.value.code


# --- names --------------------------------------------------------------------------------------


def test_a_name_is_folded_however_it_is_typed(staff: Staff):
    staff.register("  Nguyen.Van.AN ", full_name="Nguyễn Văn Ân")

    found = person(staff.people.pool, "NGUYEN.van.an")

    assert (found.name, found.full_name) == (AN, "Nguyễn Văn Ân")
    assert staff.people.account("Nguyen.Van.An").name == AN


NO_NAMES = ["nguyễn.văn.an", "đan", "a", "a" * 61, ".an", "an-", "an nguyen", "an@xa", "", "an\0b"]


def test_a_name_with_accents_or_other_signs_is_refused(staff: Staff):
    for name in NO_NAMES:
        with pytest.raises(InvalidInputError) as refused:
            staff.register(name)
        assert refused.value.code == "expected_account_name"
        assert refused.value.details["field"] == "name"
        assert refused_by(NotFoundError, person, staff.people.pool, name) == "unknown_account"


def test_letters_digits_and_three_signs_make_a_name(staff: Staff):
    for name in ("an", "a1", "0.an_b-c9", "a" * 60):
        staff.register(name)
        assert person(staff.people.pool, name).name == name


def test_a_name_is_never_given_to_a_second_person(staff: Staff):
    staff.register(AN)
    staff.disable(AN)

    assert refused_by(RuleViolationError, staff.register, AN.upper()) == "account_name_taken"
    assert person(staff.people.pool, AN).version == 2


def test_nobody_goes_by_the_name_under_which_the_scheduler_records(staff: Staff):
    for name in ("scheduler", "Scheduler"):
        assert refused_by(RuleViolationError, staff.register, name) == "account_name_taken"


def test_of_two_who_register_a_name_at_once_one_gets_it(staff: Staff):
    asides = [Aside(lambda: staff.register(AN)) for _ in range(2)]
    outcomes = []
    for aside in asides:
        try:
            outcomes.append(aside.result().version)
        except RuleViolationError as error:
            outcomes.append(error.code)

    assert sorted(outcomes, key=str) == [1, "account_name_taken"]


def test_a_command_sent_again_is_recorded_once(staff: Staff):
    for _ in range(2):
        staff.register(AN, command_id="r-1")
        staff.grant(AN, Role.CLERK, command_id="g-1", expected_version=1)
        staff.disable(AN, command_id="d-1", expected_version=2)

    assert staff.topics(AN) == ["registered", "role_granted", "disabled"]


def test_full_names_are_composed_and_may_change(staff: Staff):
    staff.register(AN, full_name="Nguye\u0302\u0303n Va\u0306n An", email="nva@hue.gov.vn")
    assert person(staff.people.pool, AN).full_name == "Nguyễn Văn An"

    told = staff.about(AN, {"full_name": "Nguyễn Thị An", "expected_version": 1})
    rename(RenamePerson(**told), staff.people, staff.clock)

    found = person(staff.people.pool, AN)
    assert (found.full_name, found.email, found.version) == ("Nguyễn Thị An", None, 2)


def test_an_address_must_look_like_one(staff: Staff):
    for email in ("nva", "nva@", "@hue.gov.vn", "a b@hue.gov.vn", "a@hue", "a@b.vn\n"):
        assert refused_by(InvalidInputError, staff.register, AN, email=email) == "expected_email"


def test_accounts_are_listed_by_name_a_page_at_a_time(staff: Staff):
    for name in (CHI, AN, BINH):
        staff.register(name)
    staff.grant(BINH, Role.CLERK, until=staff.today)
    pool = staff.people.pool

    first = people(pool, staff.today, limit=2)
    second = people(pool, staff.today, limit=2, after=first[-1].name)
    staff.later(days=1)
    tomorrow = people(pool, staff.today)

    assert [one.name for one in (*first, *second)] == [BINH, AN, CHI]
    assert [grant.role for grant in first[0].grants] == [Role.CLERK]
    assert tomorrow[0].grants == ()
    assert len(person(pool, BINH).grants) == 1


# --- versions and units -------------------------------------------------------------------------


def test_who_saw_an_older_version_is_refused(staff: Staff):
    staff.register(AN)
    staff.grant(AN, Role.CLERK)

    for deed in (staff.disable, staff.enable):
        assert refused_by(StaleVersionError, deed, AN, expected_version=1) == "stale_version"
    staff.disable(AN, expected_version=2)


def test_signing_in_makes_no_form_about_the_account_stale(staff: Staff):
    staff.settle(AN)
    version = person(staff.people.pool, AN).version

    staff.sign_in(AN)

    staff.grant(AN, Role.CLERK, expected_version=version)
    assert staff.topics(AN)[-2:] == ["signed_in", "role_granted"]


def test_commands_at_once_that_name_no_version_are_all_recorded(staff: Staff):
    staff.register(AN)

    asides = [Aside(lambda role=role: staff.grant(AN, role)) for role in (Role.CLERK, Role.AUDITOR)]
    for aside in asides:
        aside.result()

    assert {one.role for one in person(staff.people.pool, AN).grants} == {
        Role.CLERK,
        Role.AUDITOR,
    }


def test_a_role_is_for_a_unit_that_is_known(staff: Staff, office: Office):
    staff.register(AN)

    assert refused_by(NotFoundError, staff.grant, AN, Role.CLERK, "H99") == "unknown_unit"
    assert refused_by(NotFoundError, staff.grant, BINH, Role.CLERK, FIRST) == "unknown_account"
    staff.grant(AN, Role.CLERK, FIRST)
    assert office.clock is staff.clock


# --- somebody administers -----------------------------------------------------------------------


@pytest.fixture
def administrators(staff: Staff) -> Staff:
    """Two of them, and one of a later day."""
    for name in (AN, BINH, CHI):
        staff.register(name)
    staff.grant(AN, EVERYTHING)
    staff.grant(BINH, EVERYTHING)
    staff.grant(CHI, EVERYTHING, since=staff.today.replace(day=30))
    return staff


@pytest.mark.parametrize("deed", ["disable", "revoke"])
def test_the_last_administrator_stays(administrators: Staff, deed: str):
    def end(name: str) -> None:
        if deed == "disable":
            administrators.disable(name)
        else:
            administrators.revoke(name, EVERYTHING)

    end(AN)
    assert refused_by(RuleViolationError, end, BINH) == "last_administrator"

    administrators.later(days=30)
    end(BINH)
    assert refused_by(RuleViolationError, end, CHI) == "last_administrator"


def test_one_that_is_disabled_is_no_other_administrator(administrators: Staff):
    administrators.disable(AN)
    administrators.enable(AN)
    administrators.revoke(BINH, EVERYTHING)
    administrators.disable(CHI)

    assert refused_by(RuleViolationError, administrators.disable, AN) == "last_administrator"


def test_two_who_take_each_other_away_leave_one(administrators: Staff):
    asides = [
        Aside(lambda: administrators.disable(AN, actor=BINH)),
        Aside(lambda: administrators.revoke(BINH, EVERYTHING, actor=AN)),
    ]
    outcomes = []
    for aside in asides:
        try:
            outcomes.append(aside.result().version)
        except RuleViolationError as error:
            outcomes.append(error.code)

    assert outcomes.count("last_administrator") == 1


def test_an_administrator_of_a_unit_may_always_go(administrators: Staff, office: Office):
    administrators.grant(CHI, EVERYTHING, FIRST)

    administrators.revoke(CHI, EVERYTHING, FIRST)

    assert office.tracker.unit(FIRST)
    assert administrators.people.account(CHI).holdings[-1].revoked_on == administrators.today


def test_who_does_it_and_why_is_kept(staff: Staff):
    staff.register(AN, actor=ADMIN, reason="Theo Quyết định 12/QĐ-UBND")

    registered, *_ = staff.people.account(AN).happenings

    assert (registered.actor, registered.reason) == (ADMIN, "Theo Quyết định 12/QĐ-UBND")
    assert registered.effective_on == staff.today
