"""One-time links: for three days, once, the newest only; of two at once one wins."""

from typing import Any

import pytest
from psycopg import Connection

from tests.people.staff import ADMIN, AN, BINH, HERE, OTHER, PASSWORD, THERE, Staff
from tests.support.waiting import Aside
from tracker.errors import (
    InvalidInputError,
    NotFoundError,
    RuleViolationError,
    TooManyError,
    UnauthenticatedError,
)
from tracker.people.counting import FREE
from tracker.people.links import LIFETIME, invite
from tracker.rights.words import Role


def refused(staff: Staff, secret: str) -> str:
    with pytest.raises(UnauthenticatedError) as refusal:
        staff.accept(secret)
    assert refusal.value.details == {}
    return refusal.value.code


def test_a_link_sets_the_password_and_says_whose(staff: Staff):
    staff.register(AN)
    invitation = invite(staff.people, AN.upper(), ADMIN, staff.clock)

    assert invitation.expires_at == staff.clock.now() + LIFETIME
    assert staff.accept(invitation.secret) == AN
    assert staff.sign_in(AN).caller.name == AN
    assert staff.topics(AN) == ["registered", "invited", "password_changed", "signed_in"]
    assert staff.people.account(AN).happenings[-1].actor == AN


def test_a_link_works_once(staff: Staff):
    staff.register(AN)
    link = staff.link(AN)
    staff.accept(link)

    assert refused(staff, link) == "link_refused"
    assert staff.sign_in(AN)


def test_a_new_link_takes_the_place_of_the_old(staff: Staff):
    staff.register(AN)
    old, new = staff.link(AN), staff.link(AN)

    assert refused(staff, old) == "link_refused"
    assert staff.accept(new) == AN


def test_a_link_works_for_three_days(staff: Staff):
    for name in (AN, BINH):
        staff.register(name)
    links = [staff.link(name) for name in (AN, BINH)]
    staff.later(hours=72, seconds=-1)
    assert staff.accept(links[0]) == AN
    staff.later(seconds=1)
    assert refused(staff, links[1]) == "link_refused"


def test_what_is_no_link_opens_nothing(staff: Staff):
    for secret in ("", "khong-co", "\x00", "\ud800", "a" * 100_000):
        assert refused(staff, secret) == "link_refused"


def test_a_weak_password_leaves_the_link_as_it_is(staff: Staff, owner: Connection[Any]):
    staff.register(AN)
    link = staff.link(AN)

    for _ in range(3):
        with pytest.raises(InvalidInputError, match="password_has_name"):
            staff.accept(link, f"{AN} rất dài")

    assert staff.accept(link) == AN
    assert owner.execute("select failures from sign_in_count").fetchall() == [(0,)]


def test_who_guesses_links_waits(staff: Staff):
    staff.register(AN)
    link = staff.link(AN)
    for guess in range(FREE["address"] + 1):
        assert refused(staff, f"{guess}") == "link_refused"

    with pytest.raises(TooManyError):
        staff.accept(link)
    assert staff.accept(link, address=THERE) == AN


def test_a_link_ends_earlier_sessions(staff: Staff):
    staff.settle(AN)
    cookie = staff.sign_in(AN).cookie

    staff.accept(staff.link(AN), OTHER)

    with pytest.raises(UnauthenticatedError, match="not_signed_in"):
        staff.caller(cookie)
    assert staff.sign_in(AN, OTHER)


def test_a_link_ends_earlier_tokens(staff: Staff):
    """Else whoever had the account before would share what it is given from now on."""
    staff.settle(AN)
    token = staff.issue(AN).secret
    assert staff.token_caller(token).name == AN

    staff.accept(staff.link(AN), OTHER)

    with pytest.raises(UnauthenticatedError, match="bad_token"):
        staff.token_caller(token)
    assert staff.topics(AN)[-2:] == ["token_revoked", "password_changed"]
    assert staff.people.account(AN).tokens == set()


def test_a_link_does_not_open_what_another_grants_later(staff: Staff):
    """Who made it has seen it, and may not be meant to hold the role."""
    staff.register(AN)
    link = staff.link(AN)
    staff.grant(AN, Role.CLERK)
    assert staff.people.account(AN).link_maker == ADMIN
    staff.grant(AN, Role.ADMINISTRATOR, actor="nguoi.khac")
    assert refused(staff, link) == "link_refused"

    own = staff.link(AN)
    staff.grant(AN, Role.LEADER)
    assert staff.accept(own) == AN
    assert staff.people.account(AN).link_maker is None


def test_a_disabled_account_has_no_link(staff: Staff):
    staff.register(AN)
    link = staff.link(AN)
    staff.disable(AN)

    with pytest.raises(RuleViolationError, match="account_is_disabled"):
        staff.link(AN)
    assert refused(staff, link) == "link_refused"
    staff.enable(AN)
    assert refused(staff, link) == "link_refused"


def test_nobody_unknown_is_invited(staff: Staff):
    with pytest.raises(NotFoundError, match="unknown_account"):
        invite(staff.people, "khong.ai.ca", ADMIN, staff.clock)


def test_of_two_who_use_a_link_at_once_one_wins(staff: Staff):
    staff.register(AN)
    link = staff.link(AN)

    asides = {
        password: Aside(lambda password=password: staff.accept(link, password))
        for password in (PASSWORD, OTHER)
    }
    outcomes = {}
    for password, aside in asides.items():
        try:
            outcomes[aside.result()] = password
        except UnauthenticatedError as error:
            outcomes[error.code] = password

    assert outcomes.keys() == {AN, "link_refused"}
    assert staff.sign_in(AN, outcomes[AN], address=HERE)
    with pytest.raises(UnauthenticatedError):
        staff.sign_in(AN, outcomes["link_refused"])
    assert staff.topics(AN).count("password_changed") == 1
