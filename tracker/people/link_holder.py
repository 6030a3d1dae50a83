"""Whom a one-time link was made for, without using it up: asked before anybody types."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.database.connect import answered
from tracker.errors import UnauthenticatedError
from tracker.people.readmodel import SQL
from tracker.people.secrets import digest


def holder_of_link(pool: ConnectionPool[Connection[Any]], secret: str, now: datetime) -> str:
    """The login name of the account whose password the link would set.

    Raises:
        UnauthenticatedError: ``link_refused``: unknown, used, replaced or expired.
    """
    asked = {"hash": digest(secret), "now": now}
    row = answered(pool, lambda c: c.execute(SQL["invited"], asked).fetchone())
    if row is None:
        raise UnauthenticatedError("link_refused")
    return str(row[0])
