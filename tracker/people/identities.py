"""Whom an OpenID provider means: its name for somebody, linked to an account."""

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.aggregates.account import Account, account_stream
from tracker.aggregates.account_events import IdentityLinked
from tracker.clock import Clock
from tracker.commands.recording import Outcome
from tracker.database.connect import answered
from tracker.errors import RuleViolationError
from tracker.people.account_names import folded
from tracker.people.deciding import About, decide
from tracker.people.people import People
from tracker.people.readmodel import SQL


def link_identity(  # noqa: PLR0913, PLR0917 - a sentence
    people: People, name: str, issuer: str, subject: str, actor: str, clock: Clock
) -> Outcome:
    """From now on ``subject`` of ``issuer`` signs in as the account; linked so already, it stays.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``identity_taken``: linked to another account.
    """
    about = About(folded(name), actor, clock.now())
    account = people.account(about.name)
    row = {"account_id": account.id, "issuer": issuer, "subject": subject}

    def deed(account: Account) -> None:
        account.record(IdentityLinked, issuer=issuer, subject=subject, **about.fields)

    def keep(connection: Connection[Any]) -> None:
        if not connection.execute(SQL["link_identity"], row).rowcount:
            raise RuleViolationError("identity_taken", field="subject", value=subject)

    if name_of_identity(people.pool, issuer, subject) == about.name:
        return Outcome(account.version, None)
    return decide(people, about, deed, keep)


def is_linked(pool: ConnectionPool[Connection[Any]], name: str, issuer: str) -> bool:
    """Whether some subject of the provider signs in as the account."""
    asked = {"account_id": account_stream(folded(name)), "issuer": issuer}
    row = answered(pool, lambda c: c.execute(SQL["is_linked"], asked).fetchone())
    return row is not None and bool(row[0])


def name_of_identity(
    pool: ConnectionPool[Connection[Any]], issuer: str, subject: str
) -> str | None:
    """The account that a provider's subject is linked to, if any."""
    asked = {"issuer": issuer, "subject": subject}
    row = answered(pool, lambda c: c.execute(SQL["name_of_identity"], asked).fetchone())
    return None if row is None else str(row[0])
