"""Who there is, who may do what, who could on a past day, and what happened to an account."""

from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.rights.words import Role


class ListedGrant(NamedTuple):
    """A role for a unit; ``until`` is the last day as granted, ``revoked_on`` when it ended."""

    role: Role
    unit: str | None
    since: date
    until: date | None
    revoked_on: date | None


class ListedPerson(NamedTuple):
    """An account; ``grants`` are those that have not ended on the day asked about."""

    name: str
    full_name: str
    email: str | None
    version: int
    disabled: bool
    has_password: bool
    second_factor: bool
    registered_on: date
    grants: tuple[ListedGrant, ...]


class HeldRight(NamedTuple):
    """Who held which role for which unit on the day asked about."""

    name: str
    full_name: str
    grant: ListedGrant


class AccountChange(NamedTuple):
    """An event of an account; ``facts`` are its own fields, never a secret."""

    topic: str
    recorded_at: datetime
    actor: str
    reason: str | None
    facts: dict[str, Any]


class ListedSession(NamedTuple):
    """A session that has not ended."""

    session_id: str
    signed_in_at: datetime
    seen_at: datetime
    ends_at: datetime
    signed_in_by: str
    address: str
    agent: str


Pool = ConnectionPool[Connection[Any]]


def people(
    pool: Pool, today: date, *, after: str = "", limit: int = 200, unit: str | None = None
) -> list[ListedPerson]:
    """Accounts by name, from the one after ``after``; of a unit: who holds a grant for it."""
    raise NotImplementedError


def person(pool: Pool, name: str) -> ListedPerson:
    """One account with all its grants, also those that ended.

    Raises:
        NotFoundError: ``unknown_account``.
    """
    raise NotImplementedError


def rights_on(
    pool: Pool, day: date, name: str | None = None, unit: str | None = None
) -> list[HeldRight]:
    """Who held which role on a day: grants in force, of accounts that were not disabled.

    The days of granting, revoking, disabling and enabling count as days on which it was held.

    Args:
        pool: the application's connections.
        day: which day.
        name: of one account only.
        unit: which reach this unit: for itself, for one above it in the tree of that day, or
            for the whole installation.

    Raises:
        NotFoundError: ``unknown_account`` or ``unknown_unit``.
    """
    raise NotImplementedError


def history(pool: Pool, name: str) -> list[AccountChange]:
    """What happened to an account, sign-ins among it, in recorded order.

    Raises:
        NotFoundError: ``unknown_account``.
    """
    raise NotImplementedError


def sessions_of(pool: Pool, name: str, now: datetime) -> list[ListedSession]:
    """The sessions of an account that have not ended, the last seen first."""
    raise NotImplementedError
