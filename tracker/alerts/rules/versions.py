"""The versions of the policy: which holds, who changed it when, and from which on to change it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from tracker.alerts.rules.policy import DEFAULT, Policy, set_policy
from tracker.database.sqlfile import queries
from tracker.errors import StaleVersionError

SQL: Final = queries("tracker.alerts.rules", "versions.sql")
_LOCK: Final = 7_401_020
"""Held by who changes the policy; two at once would both have seen the last one."""


class Version(NamedTuple):
    """A policy as somebody laid it down; number 0 is what holds until somebody does."""

    policy_no: int
    policy: Policy
    set_at: datetime | None
    set_by: str | None


class _Row(NamedTuple):
    policy_no: int
    policy: dict[str, Any]
    set_at: datetime
    set_by: str


BEGINNING: Final = Version(0, DEFAULT, None, None)
"""Nobody has laid down anything yet."""


def newest(connection: Connection[Any]) -> Version:
    """The policy that was laid down last."""
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        row = cursor.execute(SQL["newest"]).fetchone()
    return BEGINNING if row is None else _version(row)


def versions(
    connection: Connection[Any], limit: int, before: int | None = None
) -> Sequence[Version]:
    """The policies laid down, youngest first; ``before`` a number, for a further page."""
    told = {"limit": limit, "before": before}
    with connection.cursor(row_factory=class_row(_Row)) as cursor:
        return [_version(row) for row in cursor.execute(SQL["versions"], told)]


def change_policy(
    connection: Connection[Any], policy: Policy, expected: int | None, actor: str, now: datetime
) -> None:
    """Lays down a policy in the place of the one that somebody saw.

    One that holds already changes nothing, so that a form sent twice is as one sent once.

    Args:
        connection: which is not in a transaction.
        policy: what is to hold from now on.
        expected: the number of the version that was seen; None: whatever holds.
        actor: who does it.
        now: from when on it holds.

    Raises:
        StaleVersionError: somebody else was quicker; ``version`` is the number now.
    """
    with connection.transaction():
        connection.execute(SQL["one_at_a_time"], (_LOCK,))
        last = newest(connection)
        if policy == last.policy:
            return
        if expected is not None and expected != last.policy_no:
            raise StaleVersionError("stale_policy", expected=expected, version=last.policy_no)
        set_policy(connection, policy, actor, now)


def _version(row: _Row) -> Version:
    return Version(row.policy_no, Policy.model_validate(row.policy), row.set_at, row.set_by)
