"""Whom an OpenID provider means: its name for somebody, linked to an account."""

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.clock import Clock
from tracker.commands.recording import Outcome
from tracker.people.people import People


def link_identity(  # noqa: PLR0913, PLR0917 - a sentence
    people: People, name: str, issuer: str, subject: str, actor: str, clock: Clock
) -> Outcome:
    """From now on ``subject`` of ``issuer`` signs in as the account.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``identity_taken``: linked to another account.
    """
    raise NotImplementedError


def name_of_identity(
    pool: ConnectionPool[Connection[Any]], issuer: str, subject: str
) -> str | None:
    """The account that a provider's subject is linked to, if any."""
    raise NotImplementedError
