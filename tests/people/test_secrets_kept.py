"""No secret stands in an event, a log, a repr or a refusal; of ours, only hashes stand at all."""

import logging
from typing import Any

import pytest
from psycopg import Connection
from pyotp import TOTP

from tests.people.staff import AN, OTHER, PASSWORD, WRONG, Staff
from tracker.errors import TrackerError, UnauthenticatedError
from tracker.people.links import invite
from tracker.people.passwords import change_password
from tracker.people.second_factor import begin, confirm
from tracker.people.signing_in import Attempt

TABLES = "select tablename from pg_tables where schemaname = 'tracker'"


def stored(owner: Connection[Any]) -> dict[str, str]:
    """Every table as text, bytes decoded."""
    names = [name for (name,) in owner.execute(TABLES).fetchall()]
    found = {}
    for name in names:
        rows = owner.execute(f"select * from tracker.{name}".encode()).fetchall()
        found[name] = " ".join(
            cell.decode("latin-1") if isinstance(cell, bytes) else str(cell)
            for row in rows
            for cell in row
        )
    return found


def test_no_secret_is_kept_as_it_is_told(
    staff: Staff, owner: Connection[Any], caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    staff.register(AN)
    invitation = invite(staff.people, AN, AN, staff.clock)
    staff.accept(invitation.secret)
    second = invite(staff.people, AN, AN, staff.clock)
    signed_in = staff.sign_in(AN)
    change_password(staff.people, AN, PASSWORD, OTHER, signed_in.session_id, staff.clock)
    token = staff.issue(AN)
    enrolment = begin(staff.people, AN, staff.clock)
    code = TOTP(enrolment.secret).at(staff.clock.now())
    confirm(staff.people, AN, code, staff.clock)
    for password, told in ((WRONG, None), (OTHER, "000000")):
        with pytest.raises(UnauthenticatedError):
            staff.sign_in(AN, password, code=told)

    kept = stored(owner)
    secrets = {
        PASSWORD,
        OTHER,
        WRONG,
        invitation.secret,
        second.secret,
        signed_in.cookie,
        signed_in.csrf,
        token.secret,
        token.secret.removeprefix("trk_"),
    }
    assert len(kept) >= 12
    for table, text in kept.items():
        assert not [secret for secret in secrets if secret in text], table
        # The one that both sides must know.
        assert (enrolment.secret in text) == (table == "account_second_factor")
        assert ("argon2" in text) == (table == "account_password")
    said = [invitation, signed_in, token, enrolment, staff.people, *caplog.records]
    told = " ".join(f"{one!r} {one}" for one in said) + caplog.text
    assert not [secret for secret in (*secrets, enrolment.secret, code) if secret in told]


def test_an_attempt_does_not_tell_what_was_typed():
    attempt = Attempt(AN, PASSWORD, "123456", "10.0.0.1", "Firefox")

    assert PASSWORD not in repr(attempt)
    assert "123456" not in repr(attempt)


@pytest.mark.parametrize("code", [None, "000000"])
def test_a_refusal_does_not_repeat_it_either(staff: Staff, code: str | None):
    staff.settle(AN)
    for name, password in ((AN, WRONG), ("khong.ai.ca", WRONG)):
        with pytest.raises(TrackerError) as refused:
            staff.sign_in(name, password, code=code)
        assert WRONG not in str(refused.value)
        assert name not in str(refused.value)
