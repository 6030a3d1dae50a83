"""Who asks, by what the request shows: asked with every request, so one query each."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.rights.granting import Caller


def caller_of_session(pool: ConnectionPool[Connection[Any]], cookie: str, now: datetime) -> Caller:
    """Who holds a session, with the grants in force now.

    Raises:
        UnauthenticatedError: ``not_signed_in`` or ``session_expired``.
    """
    raise NotImplementedError


def caller_of_token(pool: ConnectionPool[Connection[Any]], secret: str, now: datetime) -> Caller:
    """Who uses an API token, with the account's grants in force now narrowed to its scope.

    Raises:
        UnauthenticatedError: ``bad_token``: unknown, revoked, expired, or its account disabled.
    """
    raise NotImplementedError
