"""Who asks, by what the request shows: asked with every request, so one query each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.database.connect import answered
from tracker.days import local_day
from tracker.errors import UnauthenticatedError
from tracker.people.narrowing import Scope, narrowed, read_above, read_grants
from tracker.people.readmodel import SQL
from tracker.people.secrets import csrf_of, digest
from tracker.rights.granting import Caller
from tracker.rights.words import Role

Pool = ConnectionPool[Connection[Any]]


def caller_of_session(pool: Pool, cookie: str, now: datetime) -> Caller:
    """Who holds a session, with the grants in force now.

    Raises:
        UnauthenticatedError: ``not_signed_in`` or ``session_expired``.
    """
    row = _asked(pool, "caller_of_session", cookie, now)
    if row is None:
        raise UnauthenticatedError("not_signed_in")
    account, name, full_name, session, ended, grants = row
    if ended:
        raise UnauthenticatedError("session_expired")
    return Caller(
        account=account,
        name=name,
        grants=read_grants(grants),
        asked_on=local_day(now),
        session=str(session),
        csrf=csrf_of(cookie),
        full_name=full_name,
    )


def caller_of_token(pool: Pool, secret: str, now: datetime) -> Caller:
    """Who uses an API token, with the account's grants in force now narrowed to its scope.

    Raises:
        UnauthenticatedError: ``bad_token``: unknown, revoked, expired, or its account disabled.
    """
    row = _asked(pool, "caller_of_token", secret, now)
    if row is None:
        raise UnauthenticatedError("bad_token")
    account, name, roles, unit, grants, above = row
    scope = Scope(None if roles is None else frozenset(map(Role, roles)), unit)
    return Caller(
        account=account,
        name=name,
        grants=narrowed(read_grants(grants), scope, read_above(above)),
        asked_on=local_day(now),
    )


def caller_of_account(
    connection: Connection[Any], account_id: UUID, now: datetime
) -> Caller | None:
    """An account with the grants in force now, for what it has asked to be told by itself.

    None: it is disabled. What it is told is for reading; nobody is signed in.
    """
    asked = {"account_id": account_id, "today": local_day(now)}
    row = connection.execute(SQL["caller_of_account"], asked).fetchone()
    if row is None:
        return None
    name, full_name, grants = row
    return Caller(account_id, name, read_grants(grants), local_day(now), full_name=full_name)


def _asked(pool: Pool, query: str, secret: str, now: datetime) -> tuple[Any, ...] | None:
    asked = {"hash": digest(secret), "now": now, "today": local_day(now)}
    return answered(pool, lambda c: c.execute(SQL[query], asked, prepare=True).fetchone())
