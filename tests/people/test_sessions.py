"""Sessions end unused and in any case; seeing them is written at most once a minute."""

from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from psycopg import Connection
from pydantic import SecretStr

from scheduler import jobs
from tests.people.staff import AN, BINH, HERE, OTHER, PASSWORD, THERE, WRONG, Staff
from tracker.bootstrap import opened
from tracker.errors import InvalidInputError, UnauthenticatedError
from tracker.people.cleaning import clean
from tracker.people.listing import sessions_of
from tracker.people.passwords import change_password
from tracker.people.people import SessionLimits
from tracker.people.second_factor import begin
from tracker.settings import Settings


@pytest.fixture
def signed_in(staff: Staff) -> str:
    staff.settle(AN)
    return staff.sign_in(AN).cookie


def ended(staff: Staff, cookie: str) -> str | None:
    try:
        staff.caller(cookie)
    except UnauthenticatedError as error:
        return error.code
    return None


def test_a_session_unused_for_half_an_hour_has_ended(staff: Staff, signed_in: str):
    staff.later(minutes=29)
    assert ended(staff, signed_in) is None
    staff.later(minutes=29)
    assert ended(staff, signed_in) is None
    staff.later(minutes=30)
    assert ended(staff, signed_in) == "session_expired"
    assert sessions_of(staff.people.pool, AN, staff.clock.now()) == []


def test_a_session_in_use_ends_after_twelve_hours(staff: Staff):
    staff.settle(AN)
    signed_in = staff.sign_in(AN)
    assert signed_in.expires_at == staff.clock.now() + timedelta(hours=12)

    for _ in range(35):
        staff.later(minutes=20)
        assert ended(staff, signed_in.cookie) is None
    staff.later(minutes=20)
    assert ended(staff, signed_in.cookie) == "session_expired"


def test_the_limits_are_those_of_its_beginning(staff: Staff, signed_in: str):
    staff.people.limits = SessionLimits(timedelta(minutes=1), timedelta(minutes=2))
    short = staff.sign_in(AN).cookie
    staff.later(minutes=5)

    assert ended(staff, signed_in) is None
    assert ended(staff, short) == "session_expired"


def test_a_cookie_that_is_nobody_s_lets_nobody_in(staff: Staff, signed_in: str):
    for cookie in ("", "khong-co-phien-nay", "\x00\ud800"):
        assert ended(staff, cookie) == "not_signed_in"
    assert ended(staff, signed_in) is None


def test_being_seen_is_written_once_a_minute(staff: Staff, signed_in: str):
    def seen() -> Any:
        (session,) = sessions_of(staff.people.pool, AN, staff.clock.now())
        return session.seen_at

    first = staff.clock.now()
    staff.later(seconds=59)
    staff.caller(signed_in)
    assert seen() == first
    staff.later(seconds=1)
    staff.caller(signed_in)
    assert seen() == first + timedelta(minutes=1)


def test_a_person_sees_where_the_account_is_signed_in(staff: Staff, signed_in: str):
    staff.later(minutes=2)
    there = staff.sign_in(AN, address=THERE)
    staff.later(minutes=2)
    staff.caller(signed_in)

    listed = sessions_of(staff.people.pool, AN, staff.clock.now())

    assert [one.address for one in listed] == [HERE, THERE]
    assert (listed[1].session_id, listed[1].agent) == (there.session_id, "Firefox")
    assert listed[1].signed_in_by == "password"


# --- a changed password -------------------------------------------------------------------------


def test_a_changed_password_ends_all_sessions_but_this(staff: Staff, signed_in: str):
    kept = staff.caller(signed_in).session
    elsewhere = staff.sign_in(AN).cookie

    change_password(staff.people, AN, PASSWORD, OTHER, kept, staff.clock)

    assert ended(staff, signed_in) is None
    assert ended(staff, elsewhere) == "not_signed_in"
    assert staff.topics(AN)[-1] == "password_changed"
    assert staff.sign_in(AN, OTHER)
    with pytest.raises(UnauthenticatedError):
        staff.sign_in(AN, PASSWORD)


def test_a_link_made_before_does_not_outlive_a_changed_password(staff: Staff):
    staff.settle(AN)
    link = staff.link(AN)

    change_password(staff.people, AN, PASSWORD, OTHER, None, staff.clock)

    with pytest.raises(UnauthenticatedError, match="link_refused"):
        staff.accept(link)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (WRONG, OTHER, ("password_wrong", "old")),
        (PASSWORD, "quá ngắn", ("password_too_short", "password")),
    ],
)
def test_a_password_that_is_not_changed_ends_nothing(
    staff: Staff, signed_in: str, old: str, new: str, why: tuple[str, str]
):
    with pytest.raises(InvalidInputError) as refused:
        change_password(staff.people, AN, old, new, None, staff.clock)

    assert (refused.value.code, refused.value.details["field"]) == why
    assert ended(staff, signed_in) is None
    assert staff.sign_in(AN, PASSWORD)


# --- cleaning -----------------------------------------------------------------------------------


def rows(owner: Connection[Any]) -> dict[str, Any]:
    tables = ("session", "link", "token", "second_factor")
    counted = {
        table: owner.execute(f"select count(*) from account_{table}".encode()).fetchone()
        for table in tables
    }
    counted["count"] = owner.execute("select count(*) from sign_in_count").fetchone()
    return {table: row[0] for table, row in counted.items() if row}


def test_cleaning_throws_away_what_has_ended_and_nothing_else(
    staff: Staff, owner: Connection[Any], database_url: str
):
    staff.settle(AN)
    staff.settle(BINH)
    staff.sign_in(AN)
    staff.link(AN)
    begin(staff.people, AN, staff.clock)
    staff.issue(AN, expires_on=staff.today)
    with pytest.raises(UnauthenticatedError):
        staff.sign_in("khong.ai.ca", WRONG)
    all_of_them = {"session": 1, "link": 1, "token": 1, "second_factor": 1, "count": 2}
    assert rows(owner) == all_of_them
    assert clean(staff.people.pool, staff.clock.now()) == 0
    assert rows(owner) == all_of_them

    staff.later(hours=73)
    staff.sign_in(BINH)
    staff.link(BINH)
    staff.issue(BINH, expires_on=staff.today)
    staff.later(seconds=1)

    with opened(Settings(database_url=SecretStr(database_url)), clock=staff.clock) as found:
        assert jobs.forget_sessions(found, Event()).told == {"forgotten": 5}
    assert rows(owner) == {"session": 1, "link": 1, "token": 1, "second_factor": 0, "count": 1}
