"""API tokens: for programs, narrower than their account if wished, expiring, shown once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.clock import Clock
from tracker.commands.recording import Outcome
from tracker.people.people import People
from tracker.rights.words import Role

PREFIX: Final = "trk_"
LONGEST_DAYS: Final = 366


@dataclass(frozen=True, kw_only=True)
class IssueToken:
    """A token for an account; ``roles`` None and ``unit`` None: not narrowed.

    ``expires_on`` is the last day.
    """

    actor: str
    command_id: str
    name: str
    label: str
    expires_on: date
    roles: tuple[Role, ...] | None = None
    unit: str | None = None


@dataclass(frozen=True)
class IssuedToken:
    """A token just made; ``secret`` is told this once."""

    token_id: str
    secret: str = field(repr=False)
    expires_on: date


class ListedToken(NamedTuple):
    """A token that was not revoked, without its secret."""

    token_id: str
    label: str
    roles: tuple[Role, ...] | None
    unit: str | None
    issued_on: date
    expires_on: date
    used_at: datetime | None


def issue(people: People, command: IssueToken, clock: Clock) -> IssuedToken:
    """Makes a token.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: ``unknown_account`` or ``unknown_unit``.
        RuleViolationError: ``token_too_long``, ``token_in_the_past``, ``token_scope_not_held``
            or ``account_is_disabled``.
    """
    raise NotImplementedError


def revoke(people: People, name: str, token_id: str, actor: str, clock: Clock) -> Outcome:
    """Ends a token at once.

    Raises:
        NotFoundError: ``unknown_account`` or ``unknown_token``.
    """
    raise NotImplementedError


def tokens_of(pool: ConnectionPool[Connection[Any]], name: str) -> list[ListedToken]:
    """The tokens of an account that were not revoked, the newest first."""
    raise NotImplementedError
