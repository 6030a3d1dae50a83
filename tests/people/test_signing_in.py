"""Signing in: one answer for all that is wrong, recorded for known names, nothing for others."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.people.staff import ADMIN, AN, BINH, HERE, OTHER, PASSWORD, THERE, WRONG, Staff
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.errors import NotFoundError, UnauthenticatedError
from tracker.people.hashing import Match, PasswordHasher
from tracker.people.listing import history, sessions_of
from tracker.people.passwords import change_password
from tracker.people.people import People
from tracker.people.signing_in import sign_in_as, sign_out, sign_out_everywhere
from tracker.rights.granting import Grant
from tracker.rights.words import Role


def refusal(staff: Staff, name: str, password: str = PASSWORD, **given: Any) -> str:
    with pytest.raises(UnauthenticatedError) as refused:
        staff.sign_in(name, password, **given)
    assert refused.value.details == {}
    return refused.value.code


def log(owner: Connection[Any]) -> list[tuple[Any, ...]]:
    query = "select topic, state from account_event order by position"
    return owner.execute(query).fetchall()


def test_who_signs_in_is_known_by_the_cookie_with_the_grants_of_the_day(staff: Staff):
    staff.settle(AN)
    staff.grant(AN, Role.CLERK)
    staff.grant(AN, Role.LEADER, since=staff.today.replace(day=20))
    staff.grant(AN, Role.AUDITOR, until=staff.today)

    signed_in = staff.sign_in(" Nguyen.Van.AN")
    caller = staff.caller(signed_in.cookie)

    assert caller == signed_in.caller
    assert (caller.name, caller.session, caller.csrf) == (
        AN,
        signed_in.session_id,
        signed_in.csrf,
    )
    assert caller.asked_on == staff.today
    assert caller.grants == (
        Grant(Role.CLERK, None, staff.today),
        Grant(Role.AUDITOR, None, staff.today, staff.today),
    )


def test_a_grant_counts_and_a_revoked_one_no_longer_from_the_next_request_on(staff: Staff):
    staff.settle(AN)
    cookie = staff.sign_in(AN).cookie

    staff.grant(AN, Role.CLERK)
    assert [grant.role for grant in staff.caller(cookie).grants] == [Role.CLERK]
    staff.revoke(AN, Role.CLERK)
    assert staff.caller(cookie).grants == ()


def test_whatever_is_wrong_the_answer_is_the_same(staff: Staff):
    staff.settle(AN)
    staff.settle(BINH)
    staff.disable(BINH)
    staff.register("chua.co.mat.khau")

    answers = {
        refusal(staff, AN, WRONG),
        refusal(staff, BINH, PASSWORD),
        refusal(staff, BINH, WRONG),
        refusal(staff, "chua.co.mat.khau", ""),
        refusal(staff, "khong.ai.ca"),
        refusal(staff, "Nguyễn Văn \x00 \ud800" * 90),
        refusal(staff, "-"),
        refusal(staff, AN, "\ud800\x00" * 5_000),
    }

    assert answers == {"sign_in_refused"}


def test_failures_and_successes_of_known_names_are_recorded_with_their_address(staff: Staff):
    staff.settle(AN)
    refusal(staff, AN, WRONG, address=THERE)
    staff.sign_in(AN)
    staff.disable(AN)
    refusal(staff, AN)

    *_, failed, signed_in, disabled, failed_again = history(staff.people.pool, AN)

    assert (failed.topic, failed.facts) == (
        "account.sign_in_failed",
        {"address": THERE, "why": "password"},
    )
    assert (signed_in.topic, signed_in.facts) == (
        "account.signed_in",
        {"address": HERE, "by": "password"},
    )
    assert disabled.topic == "account.disabled"
    assert failed_again.facts == {"address": HERE, "why": "disabled"}
    assert {failed.actor, signed_in.actor} == {AN}


def test_nothing_is_recorded_of_an_unknown_name(staff: Staff, owner: Connection[Any]):
    staff.settle(AN)
    before = log(owner)

    refusal(staff, "khong.ai.ca", "mật khẩu gõ nhầm ô")

    assert log(owner) == before


def test_signing_in_touches_nothing_of_the_work(staff: Staff, owner: Connection[Any]):
    staff.settle(AN)
    staff.sign_in(AN)

    assert owner.execute("select count(*) from event").fetchone() == (0,)


def test_a_session_begun_ends_the_one_that_the_browser_had(staff: Staff):
    staff.settle(AN)
    first, elsewhere = staff.sign_in(AN), staff.sign_in(AN)

    second = staff.sign_in(AN, replaces=first.session_id)

    assert len({first.cookie, second.cookie, first.csrf, second.csrf}) == 4
    with pytest.raises(UnauthenticatedError, match="not_signed_in"):
        staff.caller(first.cookie)
    assert staff.caller(elsewhere.cookie).name == staff.caller(second.cookie).name == AN


def test_a_weaker_hash_is_replaced_when_the_password_is_told(staff: Staff, owner: Connection[Any]):
    staff.settle(AN)
    query = "select hash from account_password"
    ((weak,),) = owner.execute(query).fetchall()
    staff.people.passwords = PasswordHasher(memory_kib=16, passes=2)

    staff.sign_in(AN)
    ((strong,),) = owner.execute(query).fetchall()
    staff.sign_in(AN)

    assert "m=8,t=1" in weak
    assert "m=16,t=2" in strong
    assert owner.execute(query).fetchall() == [(strong,)]


class Interrupted(PasswordHasher):
    """Something happens while a password is being compared, which takes its time."""

    def __init__(self, staff: Staff, happening: str) -> None:
        super().__init__(memory_kib=8, passes=1)
        self.staff, self.happening = staff, happening

    def matches(self, password: str, kept: str | None) -> Match:
        found = super().matches(password, kept)
        self.staff.people.passwords = PasswordHasher(memory_kib=8, passes=1)
        if self.happening == "disabled":
            self.staff.disable(AN)
        else:
            change_password(self.staff.people, AN, PASSWORD, OTHER, None, self.staff.clock)
        return found


@pytest.mark.parametrize("happening", ["disabled", "password changed"])
def test_what_changed_while_the_password_was_compared_counts(staff: Staff, happening: str):
    staff.settle(AN)
    staff.people.passwords = Interrupted(staff, happening)

    assert refusal(staff, AN) == "sign_in_refused"
    assert sessions_of(staff.people.pool, AN, staff.clock.now()) == []
    assert "signed_in" not in staff.topics(AN)


# --- vouched for ----------------------------------------------------------------------------------


def vouched(staff: Staff, name: str) -> Any:
    return sign_in_as(staff.people, name, "oidc", HERE, "Firefox", staff.clock)


def test_whom_a_provider_vouches_for_needs_no_password(staff: Staff):
    staff.register(AN)

    signed_in = vouched(staff, AN)

    assert staff.caller(signed_in.cookie).name == AN
    *_, last = history(staff.people.pool, AN)
    assert last.facts == {"address": HERE, "by": "oidc"}


def test_nobody_is_vouched_for_who_is_unknown_or_disabled(staff: Staff):
    staff.register(AN)
    staff.disable(AN)

    for name in (AN, "khong.ai.ca"):
        with pytest.raises(UnauthenticatedError, match="sign_in_refused"):
            vouched(staff, name)
    assert staff.topics(AN)[-1] == "sign_in_failed"


# --- signing out ----------------------------------------------------------------------------------


def test_signing_out_ends_one_session_and_again_none(staff: Staff):
    staff.settle(AN)
    here, there = staff.sign_in(AN), staff.sign_in(AN, address=THERE)

    for _ in range(2):
        sign_out(staff.people, here.session_id, staff.clock)

    with pytest.raises(UnauthenticatedError, match="not_signed_in"):
        staff.caller(here.cookie)
    assert staff.caller(there.cookie).name == AN


def test_signing_out_everywhere_ends_all_of_one_account(staff: Staff):
    for name in (AN, BINH):
        staff.settle(name)
    mine = [staff.sign_in(AN).cookie for _ in range(3)]
    theirs = staff.sign_in(BINH).cookie

    assert sign_out_everywhere(staff.people, AN, ADMIN, staff.clock) == 3
    assert sign_out_everywhere(staff.people, AN, AN, staff.clock) == 0

    for cookie in mine:
        with pytest.raises(UnauthenticatedError):
            staff.caller(cookie)
    assert staff.caller(theirs).name == BINH
    assert staff.topics(AN).count("signed_out_everywhere") == 2
    with pytest.raises(NotFoundError, match="unknown_account"):
        sign_out_everywhere(staff.people, "khong.ai.ca", ADMIN, staff.clock)


def test_disabling_ends_sessions_at_once_and_enabling_brings_none_back(
    staff: Staff, pool: ConnectionPool[Connection[Any]], tracker_app: Tracker, clock: FixedClock
):
    staff.settle(AN)
    cookie = staff.sign_in(AN).cookie
    another = Staff(People(pool), tracker_app, clock, staff.numbers)

    another.disable(AN)
    with pytest.raises(UnauthenticatedError, match="not_signed_in"):
        staff.caller(cookie)

    another.enable(AN)
    with pytest.raises(UnauthenticatedError, match="not_signed_in"):
        staff.caller(cookie)
    assert staff.sign_in(AN)
