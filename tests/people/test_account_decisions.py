"""What an account alone decides: which grants may be given and taken, and who administers."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tracker.aggregates.account import Account
from tracker.days import LOCAL_ZONE
from tracker.errors import RuleViolationError
from tracker.rights.words import Role

TODAY = date(2024, 6, 3)
NOON = datetime(2024, 6, 3, 12, tzinfo=LOCAL_ZONE)
HUONG_HUU = "H57.31.05"


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def about(on: date = TODAY) -> dict[str, Any]:
    return {"actor": "quan.tri", "effective_on": on, "recorded_at": NOON, "command_id": None}


@pytest.fixture
def account() -> Account:
    return Account.register(name="nguyen.van.an", full_name="Nguyễn Văn An", **about())


def held(account: Account) -> list[tuple[Any, ...]]:
    return [(one.role, one.since, one.until, one.revoked_on) for one in account.holdings]


@pytest.mark.parametrize("since", [0, 1, 30])
def test_a_role_is_granted_from_today_or_later(account: Account, since: int):
    account.grant(Role.CLERK, HUONG_HUU, day(since), None, **about())

    assert held(account) == [("clerk", day(since), None, None)]


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [(-1, None, "grant_dated_back"), (3, 2, "grant_ends_before_it_begins")],
)
def test_what_cannot_have_been_is_not_granted(
    account: Account, since: int, until: int | None, code: str
):
    last = None if until is None else day(until)

    with pytest.raises(RuleViolationError) as refused:
        account.grant(Role.CLERK, HUONG_HUU, day(since), last, **about())

    assert refused.value.code == code
    assert account.version == 1


@pytest.mark.parametrize(
    ("first", "second", "allowed"),
    [
        ((0, 9), (10, None), True),
        ((10, None), (0, 9), True),
        ((0, 9), (9, None), False),
        ((9, None), (0, 9), False),
        ((0, None), (5, 6), False),
        ((5, 6), (0, None), False),
    ],
)
def test_one_role_is_not_held_twice_at_a_time(
    account: Account,
    first: tuple[int, int | None],
    second: tuple[int, int | None],
    *,
    allowed: bool,
):
    def grant(since: int, until: int | None, unit: str | None = HUONG_HUU) -> None:
        last = None if until is None else day(until)
        account.grant(Role.CLERK, unit, day(since), last, **about())

    grant(*first)
    grant(*second, unit=None)  # somewhere else it is another one
    if allowed:
        grant(*second)
        assert len(account.holdings) == 3
    else:
        with pytest.raises(RuleViolationError) as refused:
            grant(*second)
        assert refused.value.code == "role_held_already"


def test_what_was_revoked_can_be_granted_again_on_the_same_day(account: Account):
    for _ in range(2):
        account.grant(Role.CLERK, HUONG_HUU, TODAY, None, **about())
        account.revoke(Role.CLERK, HUONG_HUU, None, **about())

    assert held(account) == [("clerk", TODAY, None, TODAY)] * 2


def test_revoking_takes_what_is_held_and_what_is_to_come(account: Account):
    account.grant(Role.CLERK, HUONG_HUU, TODAY, day(5), **about())
    account.grant(Role.CLERK, HUONG_HUU, day(10), None, **about())
    account.grant(Role.LEADER, HUONG_HUU, TODAY, None, **about())

    account.revoke(Role.CLERK, HUONG_HUU, None, **about(day(2)))

    assert held(account) == [
        ("clerk", TODAY, day(5), day(2)),
        ("clerk", day(10), None, day(2)),
        ("leader", TODAY, None, None),
    ]


def test_one_of_several_is_revoked_by_its_first_day(account: Account):
    account.grant(Role.CLERK, HUONG_HUU, TODAY, day(5), **about())
    account.grant(Role.CLERK, HUONG_HUU, day(10), None, **about())

    account.revoke(Role.CLERK, HUONG_HUU, day(10), **about())

    assert held(account) == [("clerk", TODAY, day(5), None), ("clerk", day(10), None, TODAY)]


def test_what_has_ended_or_never_was_is_not_revoked(account: Account):
    account.grant(Role.CLERK, HUONG_HUU, TODAY, day(5), **about())

    for role, unit, on in (
        (Role.CLERK, HUONG_HUU, day(6)),
        (Role.LEADER, HUONG_HUU, TODAY),
        (Role.CLERK, None, TODAY),
    ):
        with pytest.raises(RuleViolationError) as refused:
            account.revoke(role, unit, None, **about(on))
        assert refused.value.code == "role_not_held"


def test_who_administers_is_enabled_and_holds_it_everywhere_today(account: Account):
    account.grant(Role.ADMINISTRATOR, HUONG_HUU, TODAY, None, **about())
    account.grant(Role.CLERK, None, TODAY, None, **about())
    assert not account.administers(TODAY)

    account.grant(Role.ADMINISTRATOR, None, day(1), day(3), **about())
    assert [offset for offset in range(6) if account.administers(day(offset))] == [1, 2, 3]

    account.disable(**about())
    assert not account.administers(day(1))
    account.enable(**about())
    assert account.administers(day(1))


def test_disabling_and_enabling_take_turns(account: Account):
    with pytest.raises(RuleViolationError, match="account_not_disabled"):
        account.enable(**about())
    account.disable(**about())
    with pytest.raises(RuleViolationError, match="account_disabled_already"):
        account.disable(**about())
    with pytest.raises(RuleViolationError, match="account_is_disabled"):
        account.refuse_disabled()
