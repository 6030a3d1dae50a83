"""The delay that grows with failed attempts, of names and of addresses, over all processes."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from tests.people.staff import AN, BINH, HERE, PASSWORD, THERE, WRONG, Staff
from tests.support.waiting import Aside
from tracker.database.connect import open_pool
from tracker.errors import InvalidInputError, TooManyError, UnauthenticatedError
from tracker.people.counting import FREE, Attempts, delay_after
from tracker.people.passwords import change_password
from tracker.people.people import People

NOBODY = "khong.ai.ca"
FAILED = "select count(*) from account_event where topic = 'account.sign_in_failed'"


def seconds(staff: Staff, name: str, password: str = WRONG, address: str = HERE) -> int:
    """How long an attempt is told to wait; 0: it was checked and refused."""
    with pytest.raises((TooManyError, UnauthenticatedError)) as refused:
        staff.sign_in(name, password, address=address)
    if refused.value.code == "sign_in_refused":
        return 0
    assert refused.value.code == "sign_in_too_many"
    assert set(refused.value.details) == {"seconds"}
    return int(str(refused.value.details["seconds"]))


def test_the_delay_doubles_from_a_minute_to_an_hour():
    minutes = [delay_after(failures, 5) / timedelta(minutes=1) for failures in range(14)]

    assert minutes == [0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]
    assert delay_after(10**6, 5) == timedelta(hours=1)


@pytest.mark.parametrize("name", [AN, NOBODY])
def test_known_and_unknown_names_wait_alike(staff: Staff, owner: Connection[Any], name: str):
    staff.settle(AN)
    # Each from another address, so that only the name counts.
    told = []
    for attempt in range(12):
        wait = seconds(staff, name, address=f"10.0.0.{attempt}")
        told.append(wait)
        if wait:
            staff.later(seconds=wait - 1)
            assert seconds(staff, name, address=f"10.0.1.{attempt}") == 1
            staff.later(seconds=1)

    assert told == [0, 0, 0, 0, 0, 0, 60, 0, 120, 0, 240, 0]
    # What was refused by the delay was not checked, and fills no log.
    assert owner.execute(FAILED).fetchone() == ((9,) if name == AN else (0,))


def test_even_the_right_password_waits_and_then_resets_the_count(staff: Staff):
    staff.settle(AN)
    for _ in range(FREE["name"] + 1):
        assert seconds(staff, AN) == 0

    assert seconds(staff, AN, PASSWORD) == 60
    staff.later(seconds=60)
    staff.sign_in(AN)

    for _ in range(FREE["name"] + 1):
        assert seconds(staff, AN) == 0
    assert seconds(staff, AN) == 60


def test_after_half_a_day_without_any_failures_are_forgotten(staff: Staff):
    for _ in range(FREE["name"] + 1):
        seconds(staff, NOBODY)
    staff.later(hours=12, seconds=1)

    assert [seconds(staff, NOBODY) for _ in range(7)] == [0, 0, 0, 0, 0, 0, 60]


def test_an_address_that_tries_many_names_waits_and_others_do_not(staff: Staff):
    staff.settle(AN)
    for attempt in range(FREE["address"] + 1):
        assert seconds(staff, f"{NOBODY}{attempt}") == 0

    assert seconds(staff, AN, PASSWORD) == 60
    assert staff.sign_in(AN, address=THERE)
    # A success elsewhere or of one's own account clears no address.
    staff.later(seconds=60)
    assert staff.sign_in(AN)
    assert seconds(staff, NOBODY) == 0
    assert seconds(staff, BINH) == 120


def test_who_signs_in_again_and_again_is_no_failure(staff: Staff, owner: Connection[Any]):
    staff.settle(AN)
    for _ in range(3):
        staff.sign_in(AN)

    counts = owner.execute("select sort, failures, blocked_until from sign_in_count").fetchall()
    assert counts == [("address", 0, None)]


def test_of_twenty_wrong_ones_at_once_six_are_checked(
    staff: Staff, database_url: str, owner: Connection[Any]
):
    staff.settle(AN)
    with open_pool(database_url, size=10) as pool:
        processes = [People(pool, passwords=staff.people.passwords) for _ in range(2)]
        staffs = [Staff(people, staff.tracker, staff.clock) for people in processes]
        asides = [Aside(lambda no=no: seconds(staffs[no % 2], AN)) for no in range(20)]
        waits = sorted(aside.result() for aside in asides)

    assert waits == [0] * 6 + [60] * 14
    assert owner.execute(FAILED).fetchone() == (6,)
    failures = owner.execute("select failures from sign_in_count order by sort").fetchall()
    assert failures == [(6,), (6,)]


def test_wrong_old_passwords_count_for_the_name_too(staff: Staff):
    staff.settle(AN)
    for _ in range(FREE["name"] + 1):
        with pytest.raises(InvalidInputError, match="password_wrong"):
            change_password(staff.people, AN, WRONG, PASSWORD, None, staff.clock)

    assert seconds(staff, AN, PASSWORD) == 60


def test_a_link_lets_in_whom_others_have_locked_out(staff: Staff):
    staff.settle(AN)
    for _ in range(FREE["name"] + 1):
        seconds(staff, AN)

    staff.accept(staff.link(AN))

    assert staff.sign_in(AN)


def test_neither_names_nor_addresses_are_kept_as_typed(staff: Staff, owner: Connection[Any]):
    Attempts(staff.people.pool, staff.clock.now(), name="MatKhau!2024", address=HERE).begin()

    (told,) = owner.execute("select string_agg(c::text, ' ') from sign_in_count c").fetchone() or ""
    assert "MatKhau" not in told
    assert HERE not in told
