"""API tokens: shown once, for their days, within what the account may do at the moment of use."""

from datetime import date, timedelta

import pytest

from tests.people.staff import ADMIN, AN, BINH, Staff
from tests.support.scenario import FIRST, ROOT, SECOND, Office
from tracker.commands.units import MoveUnit
from tracker.errors import (
    InvalidInputError,
    NotFoundError,
    RuleViolationError,
    UnauthenticatedError,
)
from tracker.people.tokens import PREFIX, revoke, tokens_of
from tracker.projections.projector import catch_up
from tracker.rights.words import Role


@pytest.fixture
def settled(staff: Staff, office: Office, database_url: str) -> Staff:
    """Somebody who leads the district, logs for an office and audits everything."""
    staff.register(AN)
    staff.grant(AN, Role.LEADER, ROOT)
    staff.grant(AN, Role.CLERK, FIRST)
    staff.grant(AN, Role.AUDITOR)
    catch_up(database_url)
    assert office.clock is staff.clock
    return staff


def grants(staff: Staff, secret: str) -> set[tuple[str, str | None]]:
    return {(grant.role.value, grant.unit) for grant in staff.token_caller(secret).grants}


def refused(staff: Staff, secret: str) -> str:
    with pytest.raises(UnauthenticatedError) as refusal:
        staff.token_caller(secret)
    assert refusal.value.details == {}
    return refusal.value.code


def test_a_token_asks_in_the_account_s_name_without_a_session(settled: Staff):
    issued = settled.issue(AN)

    caller = settled.token_caller(issued.secret)

    assert issued.secret.startswith(PREFIX)
    assert len(issued.secret) > 40
    assert (caller.name, caller.session, caller.csrf) == (AN, None, None)
    assert caller.asked_on == settled.today
    assert grants(settled, issued.secret) == {
        ("leader", ROOT),
        ("clerk", FIRST),
        ("auditor", None),
    }


NARROWED: list[tuple[tuple[Role, ...] | None, str | None, set[tuple[str, str | None]]]] = [
    ((Role.LEADER,), None, {("leader", ROOT)}),
    ((Role.AUDITOR, Role.CLERK), None, {("auditor", None), ("clerk", FIRST)}),
    (None, FIRST, {("leader", FIRST), ("clerk", FIRST), ("auditor", FIRST)}),
    (None, SECOND, {("leader", SECOND), ("auditor", SECOND)}),
    (None, ROOT, {("leader", ROOT), ("clerk", FIRST), ("auditor", ROOT)}),
    ((Role.LEADER,), SECOND, {("leader", SECOND)}),
]


def test_a_token_is_narrowed_to_roles_and_a_unit(settled: Staff):
    for roles, unit, left in NARROWED:
        assert grants(settled, settled.issue(AN, roles=roles, unit=unit).secret) == left


def test_no_token_is_made_for_what_is_not_held(settled: Staff):
    for roles, unit in (
        ((Role.ADMINISTRATOR,), None),
        ((Role.LEADER, Role.CONFIRMER), None),
        ((Role.CLERK,), SECOND),
        ((), None),
    ):
        with pytest.raises(RuleViolationError, match="token_scope_not_held"):
            settled.issue(AN, roles=roles, unit=unit)
    assert tokens_of(settled.people.pool, AN) == []


def test_what_the_account_loses_the_token_loses(settled: Staff):
    secret = settled.issue(AN, unit=SECOND).secret
    settled.revoke(AN, Role.LEADER, ROOT)
    assert grants(settled, secret) == {("auditor", SECOND)}

    settled.revoke(AN, Role.AUDITOR)
    assert grants(settled, secret) == set()


def test_what_the_account_is_given_a_wide_token_gets_too(settled: Staff):
    wide = settled.issue(AN).secret
    narrow = settled.issue(AN, unit=SECOND).secret

    settled.grant(AN, Role.CONFIRMER, SECOND)

    assert ("confirmer", SECOND) in grants(settled, wide) & grants(settled, narrow)


def test_a_unit_that_leaves_the_grant_leaves_the_token(
    settled: Staff, office: Office, database_url: str
):
    settled.register(BINH)
    settled.grant(BINH, Role.LEADER, ROOT)
    secret = settled.issue(BINH, unit=FIRST).secret
    assert grants(settled, secret) == {("leader", FIRST)}

    office.change(MoveUnit, FIRST, settled.today, parent=None)
    catch_up(database_url)

    assert grants(settled, secret) == set()


def test_a_token_is_good_to_its_last_day(settled: Staff):
    secret = settled.issue(AN, expires_on=settled.today + timedelta(days=1)).secret

    settled.later(days=1)
    assert settled.token_caller(secret)
    settled.later(hours=14)
    assert settled.token_caller(secret)
    settled.later(hours=1)
    assert refused(settled, secret) == "bad_token"


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "token_ended_already"), (367, "token_lasts_too_long")]
)
def test_days_that_no_token_may_have(settled: Staff, days: int, code: str):
    with pytest.raises(RuleViolationError) as refusal:
        settled.issue(AN, expires_on=settled.today + timedelta(days=days))
    assert refusal.value.code == code
    settled.issue(AN, expires_on=settled.today + timedelta(days=366))
    settled.issue(AN, expires_on=settled.today)


def test_what_a_token_must_say(settled: Staff):
    with pytest.raises(InvalidInputError, match="empty_text"):
        settled.issue(AN, label="")
    with pytest.raises(NotFoundError, match="unknown_unit"):
        settled.issue(AN, unit="H99")
    with pytest.raises(NotFoundError, match="unknown_account"):
        settled.issue("khong.ai.ca")


def test_a_token_is_told_once(settled: Staff):
    first = settled.issue(AN, command_id="t-1")

    with pytest.raises(RuleViolationError, match="token_issued_already"):
        settled.issue(AN, command_id="t-1")

    assert settled.token_caller(first.secret)
    assert len(tokens_of(settled.people.pool, AN)) == 1


def test_a_revoked_token_ends_at_once_and_cannot_be_revoked_again(settled: Staff):
    kept, ended = settled.issue(AN, label="giữ"), settled.issue(AN, label="bỏ")

    revoke(settled.people, AN, ended.token_id, ADMIN, settled.clock)

    assert refused(settled, ended.secret) == "bad_token"
    assert settled.token_caller(kept.secret)
    for name, token in ((AN, ended.token_id), (AN, "khong-co"), (AN, "\x00")):
        with pytest.raises(NotFoundError, match="unknown_token"):
            revoke(settled.people, name, token, ADMIN, settled.clock)


def test_nobody_revokes_another_s_token_under_one_s_own_name(settled: Staff):
    settled.register(BINH)
    issued = settled.issue(AN)

    with pytest.raises(NotFoundError, match="unknown_token"):
        revoke(settled.people, BINH, issued.token_id, BINH, settled.clock)
    assert settled.token_caller(issued.secret)


def test_tokens_die_with_the_account(settled: Staff):
    secret = settled.issue(AN).secret
    settled.disable(AN)

    assert refused(settled, secret) == "bad_token"
    with pytest.raises(RuleViolationError, match="account_is_disabled"):
        settled.issue(AN)
    settled.enable(AN)
    assert refused(settled, secret) == "bad_token"
    assert tokens_of(settled.people.pool, AN) == []


def test_what_is_no_token_lets_nobody_in(staff: Staff):
    for secret in ("", PREFIX, f"{PREFIX}khong-co", "\x00\ud800"):
        assert refused(staff, secret) == "bad_token"


def test_tokens_are_listed_without_their_secret_and_when_they_were_used(settled: Staff):
    settled.issue(AN, label="cũ", roles=(Role.CLERK,), unit=FIRST)
    settled.later(days=1)
    new = settled.issue(AN, label="mới", expires_on=date(2024, 12, 31))
    settled.token_caller(new.secret)
    used_at = settled.clock.now()
    settled.later(seconds=59)
    settled.token_caller(new.secret)

    first, second = tokens_of(settled.people.pool, AN.upper())

    assert (first.label, first.roles, first.unit) == ("mới", None, None)
    assert (first.token_id, first.used_at) == (new.token_id, used_at)
    assert first.expires_on == date(2024, 12, 31)
    assert (second.label, second.roles, second.unit) == ("cũ", (Role.CLERK,), FIRST)
    assert second.used_at is None
    settled.later(seconds=1)
    settled.token_caller(new.secret)
    assert tokens_of(settled.people.pool, AN)[0].used_at == used_at + timedelta(minutes=1)
