"""API tokens: for programs, narrower than their account if wished, expiring, shown once."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import uuid4

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.aggregates.account import Account, account_stream
from tracker.aggregates.account_events import TokenIssued, TokenRevoked
from tracker.clock import Clock
from tracker.commands.recording import Outcome
from tracker.database.connect import answered
from tracker.days import local_day
from tracker.errors import NotFoundError, RuleViolationError
from tracker.people.account_names import folded
from tracker.people.checking import SaidToken, checked
from tracker.people.deciding import About, decide
from tracker.people.narrowing import Scope, narrowed, read_above, read_grants
from tracker.people.people import People
from tracker.people.readmodel import SQL
from tracker.people.secrets import digest, new_secret
from tracker.reading.cut import refuse_unknown_unit
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
        RuleViolationError: ``token_lasts_too_long``, ``token_ended_already``,
            ``token_scope_not_held``, ``token_issued_already`` (by this command) or
            ``account_is_disabled``.
    """
    said = checked(SaidToken, command)
    now = clock.now()
    about = About(said["name"], said["actor"], now, said["reason"], said["command_id"])
    _refuse_days(said["expires_on"], local_day(now))
    _refuse_beyond(people, about, said["roles"], said["unit"])
    issued = IssuedToken(str(uuid4()), f"{PREFIX}{new_secret()}", said["expires_on"])
    roles = None if said["roles"] is None else [role.value for role in said["roles"]]
    facts = {
        "token_id": issued.token_id,
        "label": said["label"],
        "roles": roles,
        "unit": said["unit"],
        "expires_on": issued.expires_on,
    }

    def deed(account: Account) -> None:
        account.refuse_disabled()
        account.record(TokenIssued, **facts, **about.fields)

    def keep(connection: Connection[Any]) -> None:
        row = {"account_id": account_stream(about.name), "today": local_day(now), **facts}
        connection.execute(SQL["issue_token"], {**row, "hash": digest(issued.secret)})

    if decide(people, about, deed, keep).position is None:
        # The secret was told to whoever asked first, and nobody can tell it again.
        raise RuleViolationError("token_issued_already", value=said["label"])
    return issued


def revoke(people: People, name: str, token_id: str, actor: str, clock: Clock) -> Outcome:
    """Ends a token at once.

    Raises:
        NotFoundError: ``unknown_account`` or ``unknown_token``.
    """
    about = About(folded(name), actor, clock.now())
    row = {"account_id": account_stream(about.name), "token_id": token_id}

    def deed(account: Account) -> None:
        if token_id not in account.tokens:
            raise NotFoundError("unknown_token", field="token_id", value=token_id)
        account.record(TokenRevoked, token_id=token_id, **about.fields)

    def forget(connection: Connection[Any]) -> None:
        connection.execute(SQL["forget_token"], row)

    return decide(people, about, deed, forget)


def tokens_of(pool: ConnectionPool[Connection[Any]], name: str) -> list[ListedToken]:
    """The tokens of an account that were not revoked, the newest first."""
    asked = {"account_id": account_stream(folded(name))}
    rows = answered(pool, lambda c: c.execute(SQL["tokens_of"], asked).fetchall())
    return [
        ListedToken(str(token_id), label, roles and tuple(map(Role, roles)), *rest)
        for token_id, label, roles, *rest in rows
    ]


def _refuse_days(expires_on: date, today: date) -> None:
    if expires_on < today:
        raise RuleViolationError("token_ended_already", field="expires_on", value=expires_on)
    latest = today + timedelta(days=LONGEST_DAYS)
    if expires_on > latest:
        raise RuleViolationError(
            "token_lasts_too_long", field="expires_on", value=expires_on, latest=latest
        )


def _refuse_beyond(
    people: People, about: About, roles: tuple[Role, ...] | None, unit: str | None
) -> None:
    """A token that is narrowed must be good for something; so a slip of the pen shows now."""
    if roles is None and unit is None:
        return
    account_id, today = people.account(about.name).id, local_day(about.now)
    asked = {"account_id": account_id, "unit": unit, "today": today}

    def ask(connection: Connection[Any]) -> tuple[Any, ...]:
        if unit is not None:
            refuse_unknown_unit(connection, unit)
        return connection.execute(SQL["scope"], asked).fetchone() or (None, None)

    grants, above = answered(people.pool, ask)
    scope = Scope(None if roles is None else frozenset(roles), unit)
    left = narrowed(read_grants(grants), scope, read_above(above))
    missing = set(roles or ()) - {grant.role for grant in left}
    if missing or not left:
        raise RuleViolationError("token_scope_not_held", field="roles" if roles else "unit")
