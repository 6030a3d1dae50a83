"""The event-sourced application of accounts: a log of its own, rows and secrets beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.aggregates.account import Account
from tracker.people.hashing import PasswordHasher

Beside = Callable[[Connection[Any]], None]
"""What else is written in the transaction of the events; it may refuse by raising."""


@dataclass(frozen=True)
class SessionLimits:
    """When a session ends by itself: unused for ``idle``, and after ``absolute`` in any case."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)


class People:
    """All accounts of one installation."""

    def __init__(
        self,
        pool: ConnectionPool[Connection[Any]],
        *,
        passwords: PasswordHasher | None = None,
        limits: SessionLimits | None = None,
    ) -> None:
        self.pool = pool
        self.passwords = passwords or PasswordHasher()
        self.limits = limits or SessionLimits()

    def account(self, name: str) -> Account:
        """An account by its name, however its letters are typed.

        Raises:
            NotFoundError: ``unknown_account``.
        """
        raise NotImplementedError
