"""Attempts to sign in at an OpenID provider, from when somebody is sent there until the return.

What ties the return to the beginning stands in the database; the browser holds only a secret
by which its own attempt is found.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from tracker.database.connect import borrowed
from tracker.database.sqlfile import queries
from tracker.errors import UnauthenticatedError
from tracker.openid.words import Secrets

Pool = ConnectionPool[Connection[Any]]

SQL: Final = queries("tracker.people", "openid.sql")
LASTS: Final = timedelta(minutes=10)
"""Long enough to find the telephone with the code on it."""
_RANDOM_BYTES: Final = 32


class Begun(NamedTuple):
    """An attempt that has come back."""

    drawn: Secrets
    return_to: str
    linking: str | None
    """Who began it to link the own account; None: somebody signs in."""


def begin_attempt(
    pool: Pool, drawn: Secrets, return_to: str, linking: str | None, now: datetime
) -> str:
    """Keeps an attempt; gives the secret by which the browser will show that it is its own."""
    secret = secrets.token_urlsafe(_RANDOM_BYTES)
    with borrowed(pool) as connection:
        connection.execute(
            SQL["begin"],
            {
                **drawn._asdict(),
                "secret_hash": _hash(secret),
                "return_to": return_to,
                "linking": linking,
                "now": now,
                "expires_at": now + LASTS,
            },
        )
    return secret


def take_attempt(pool: Pool, secret: str | None, state: str | None, now: datetime) -> Begun:
    """The attempt of this browser that comes back with ``state``; it is used up, right or wrong.

    Raises:
        UnauthenticatedError: ``openid_state``: none, another's, used, or too long ago.
    """
    with borrowed(pool) as connection, connection.cursor(row_factory=dict_row) as cursor:
        row = cursor.execute(SQL["take"], (_hash(secret or ""),)).fetchone()
    if row is None or row["expires_at"] <= now:
        raise UnauthenticatedError("openid_state")
    drawn = Secrets(row["state"], row["nonce"], row["verifier"])
    if not secrets.compare_digest(drawn.state.encode(), (state or "").encode()):
        raise UnauthenticatedError("openid_state")
    return Begun(drawn, row["return_to"], row["linking"])


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
