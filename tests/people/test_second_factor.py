"""Codes from a telephone: set with one, asked for ever after, none taken twice."""

import pytest
from pyotp import TOTP, parse_uri

from tests.people.staff import ADMIN, AN, PASSWORD, WRONG, Staff
from tests.support.waiting import Aside
from tracker.errors import (
    InvalidInputError,
    NotFoundError,
    RuleViolationError,
    TooManyError,
    UnauthenticatedError,
)
from tracker.people.codes import step_of
from tracker.people.counting import FREE
from tracker.people.listing import person
from tracker.people.second_factor import begin, confirm, remove, reset

HALF_MINUTE = 30


def code(staff: Staff, secret: str, *, off: int = 0) -> str:
    """What the telephone shows, its clock being ``off`` half-minutes ahead."""
    return TOTP(secret).at(staff.clock.now(), counter_offset=off)


@pytest.fixture
def secret(staff: Staff) -> str:
    """Of an account whose second factor is set."""
    staff.settle(AN)
    enrolment = begin(staff.people, AN, staff.clock)
    confirm(staff.people, AN, code(staff, enrolment.secret), staff.clock)
    staff.later(seconds=HALF_MINUTE)
    return enrolment.secret


def refused(staff: Staff, password: str = PASSWORD, *, told: str | None = None) -> str:
    with pytest.raises(UnauthenticatedError) as refusal:
        staff.sign_in(AN, password, code=told)
    return refusal.value.code


def test_the_code_for_the_telephone_says_whose_it_is(staff: Staff):
    staff.settle(AN)
    enrolment = begin(staff.people, AN.upper(), staff.clock)

    read = parse_uri(enrolment.uri)

    assert (read.secret, read.name, read.issuer) == (enrolment.secret, AN, "Reform Tracker")
    assert len(enrolment.secret) == 32


def test_it_is_asked_for_once_confirmed_and_only_after_the_right_password(
    staff: Staff, secret: str
):
    assert person(staff.people.pool, AN).second_factor
    assert refused(staff) == "second_factor_needed"
    assert refused(staff, told="") == "second_factor_needed"
    assert refused(staff, WRONG) == "sign_in_refused"
    assert refused(staff, WRONG, told=code(staff, secret)) == "sign_in_refused"
    assert staff.sign_in(AN, code=code(staff, secret)).caller.name == AN
    assert staff.topics(AN).count("second_factor_set") == 1


def test_clocks_may_differ_by_half_a_minute_and_not_by_more(staff: Staff, secret: str):
    for off in (-1, 0, 1):
        staff.later(minutes=5)
        told = code(staff, secret, off=off)
        assert staff.sign_in(AN, code=f" {told[:3]} {told[3:]}\n")
    for off in (-2, 2):
        staff.later(minutes=5)
        assert refused(staff, told=code(staff, secret, off=off)) == "second_factor_refused"


def test_what_is_no_code_is_refused(staff: Staff, secret: str):
    for told in ("12345", "1234567", "abcdef", "\uff11" * 6, "\u0661" * 6, "\ud800", "0" * 9999):
        assert step_of(secret, told, staff.clock.now()) is None
        assert refused(staff, told=told) == "second_factor_refused"
        assert staff.topics(AN)[-1] == "sign_in_failed"
        staff.later(hours=2)


def test_no_code_is_taken_twice_nor_an_older_one_after_it(staff: Staff, secret: str):
    staff.later(minutes=5)
    older, used = code(staff, secret, off=-1), code(staff, secret)
    staff.sign_in(AN, code=used)

    assert refused(staff, told=used) == "second_factor_refused"
    assert refused(staff, told=older) == "second_factor_refused"
    staff.later(seconds=HALF_MINUTE)
    assert staff.sign_in(AN, code=code(staff, secret))


def test_the_code_that_confirmed_lets_nobody_in(staff: Staff):
    staff.settle(AN)
    enrolment = begin(staff.people, AN, staff.clock)
    told = code(staff, enrolment.secret)
    confirm(staff.people, AN, told, staff.clock)

    assert refused(staff, told=told) == "second_factor_refused"


def test_of_two_at_once_with_one_code_one_gets_in(staff: Staff, secret: str):
    told = code(staff, secret)
    asides = [Aside(lambda: staff.sign_in(AN, code=told).caller.name) for _ in range(2)]
    outcomes = []
    for aside in asides:
        try:
            outcomes.append(aside.result())
        except UnauthenticatedError as error:
            outcomes.append(error.code)

    assert sorted(outcomes) == [AN, "second_factor_refused"]


def test_who_guesses_codes_waits_though_the_password_is_right(staff: Staff, secret: str):
    for _ in range(3 * FREE["name"]):
        assert refused(staff) == "second_factor_needed"  # asked for, it is no failure
    for _ in range(FREE["name"] + 1):
        assert refused(staff, told="000000") == "second_factor_refused"

    with pytest.raises(TooManyError):
        staff.sign_in(AN, code=code(staff, secret))


# --- setting and removing -----------------------------------------------------------------------


def test_it_is_confirmed_with_a_code_of_the_last_secret_within_the_hour(staff: Staff):
    staff.settle(AN)
    with pytest.raises(RuleViolationError, match="second_factor_not_begun"):
        confirm(staff.people, AN, "000000", staff.clock)
    first = begin(staff.people, AN, staff.clock).secret
    second = begin(staff.people, AN, staff.clock).secret
    with pytest.raises(InvalidInputError, match="second_factor_code_wrong"):
        confirm(staff.people, AN, code(staff, first), staff.clock)
    assert staff.sign_in(AN)

    staff.later(hours=1)
    with pytest.raises(RuleViolationError, match="second_factor_not_begun"):
        confirm(staff.people, AN, code(staff, second), staff.clock)


def test_once_set_it_is_neither_begun_nor_confirmed_again(staff: Staff, secret: str):
    for deed in (
        lambda: begin(staff.people, AN, staff.clock),
        lambda: confirm(staff.people, AN, code(staff, secret), staff.clock),
    ):
        with pytest.raises(RuleViolationError, match="second_factor_set_already"):
            deed()
    with pytest.raises(NotFoundError):
        begin(staff.people, "khong.ai.ca", staff.clock)


def test_the_person_removes_it_with_the_password(staff: Staff, secret: str):
    with pytest.raises(InvalidInputError, match="password_wrong"):
        remove(staff.people, AN, WRONG, staff.clock)
    assert refused(staff) == "second_factor_needed"

    remove(staff.people, AN, PASSWORD, staff.clock)

    assert staff.sign_in(AN)
    assert not person(staff.people.pool, AN).second_factor
    with pytest.raises(RuleViolationError, match="second_factor_not_set"):
        remove(staff.people, AN, PASSWORD, staff.clock)
    assert begin(staff.people, AN, staff.clock).secret != secret


@pytest.mark.usefixtures("secret")
def test_an_administrator_resets_it_and_that_is_recorded(staff: Staff):
    reset(staff.people, AN, ADMIN, "Mất điện thoại", staff.clock)

    assert staff.sign_in(AN)
    *_, removed = staff.people.account(AN).happenings
    assert (removed.TOPIC, removed.actor, removed.reason) == (
        "account.second_factor_removed",
        ADMIN,
        "Mất điện thoại",
    )
    with pytest.raises(RuleViolationError, match="second_factor_not_set"):
        reset(staff.people, AN, ADMIN, None, staff.clock)


@pytest.mark.usefixtures("secret")
def test_a_new_password_leaves_the_second_factor(staff: Staff):
    staff.accept(staff.link(AN))

    assert refused(staff) == "second_factor_needed"
