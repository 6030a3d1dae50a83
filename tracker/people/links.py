"""One-time links by which people set their password; whoever has the link has the account."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from psycopg import Connection

from tracker.aggregates.account import Account, account_stream
from tracker.aggregates.account_events import Invited, PasswordChanged, TokenRevoked
from tracker.clock import Clock
from tracker.database.connect import answered
from tracker.errors import InvalidInputError, UnauthenticatedError
from tracker.people.account_names import folded
from tracker.people.counting import Attempts
from tracker.people.deciding import About, decide
from tracker.people.people import People
from tracker.people.readmodel import SQL
from tracker.people.secrets import digest, new_secret
from tracker.people.weakness import refuse_weak

LIFETIME: Final = timedelta(hours=72)


@dataclass(frozen=True)
class Invitation:
    """A link that was just made; ``secret`` is told this once."""

    secret: str = field(repr=False)
    expires_at: datetime


def invite(people: People, name: str, actor: str, clock: Clock) -> Invitation:
    """Makes a link for an account; an earlier one no longer works.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``account_is_disabled``.
    """
    about = About(folded(name), actor, clock.now())
    invitation = Invitation(new_secret(), about.now + LIFETIME)

    def deed(account: Account) -> None:
        account.refuse_disabled()
        account.record(Invited, **about.fields)

    def keep(connection: Connection[Any]) -> None:
        link = {"hash": digest(invitation.secret), "expires_at": invitation.expires_at}
        connection.execute(SQL["invite"], {"account_id": account_stream(about.name), **link})

    decide(people, about, deed, keep)
    return invitation


def accept(people: People, secret: str, new_password: str, address: str, clock: Clock) -> str:
    """Sets the password by a link and uses the link up; gives the name.

    Whoever had the account before has it no more: its sessions, API tokens and calendar
    addresses end. The second factor stays. Of two at once one wins.

    Raises:
        InvalidInputError: the password is weak; the link can be used again.
        UnauthenticatedError: ``link_refused``: unknown, used, replaced or expired.
        TooManyError: ``sign_in_too_many``: wrong links count for the address.
    """
    now = clock.now()
    attempts = Attempts(people.pool, now, address=address)
    attempts.begin()
    name = _invited(people, secret, now)
    try:
        refuse_weak(new_password, name)
    except InvalidInputError:
        attempts.forgive()
        raise
    _set_password(people, About(name, name, now), secret, new_password)
    attempts.succeed()
    # Who could not sign in for all the failures under the name gets in by this.
    Attempts(people.pool, now, name=name).succeed()
    return name


def _set_password(people: People, about: About, secret: str, password: str) -> None:
    row = {
        "account_id": account_stream(about.name),
        "hash": digest(secret),
        "now": about.now,
        "password": people.passwords.hashed(password),
    }

    def use(connection: Connection[Any]) -> None:
        if not connection.execute(SQL["use_link"], row).rowcount:
            raise UnauthenticatedError("link_refused")
        connection.execute(SQL["set_password"], row)
        connection.execute(SQL["end_access"], row)

    def deed(account: Account) -> None:
        for token_id in sorted(account.tokens):
            account.record(TokenRevoked, token_id=token_id, **about.fields)
        account.record(PasswordChanged, by="link", **about.fields)

    decide(people, about, deed, use)


def _invited(people: People, secret: str, now: datetime) -> str:
    asked = {"hash": digest(secret), "now": now}
    row = answered(people.pool, lambda c: c.execute(SQL["invited"], asked).fetchone())
    if row is None:
        raise UnauthenticatedError("link_refused")
    return str(row[0])
