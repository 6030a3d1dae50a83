"""What has ended by itself is thrown away; for the scheduler."""

from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool


def clean(pool: ConnectionPool[Connection[Any]], now: datetime) -> int:
    """Deletes sessions, links, tokens and counts that no longer mean anything; gives how many."""
    raise NotImplementedError
