"""What has ended by itself is thrown away; for the scheduler."""

from datetime import datetime
from typing import Any, Final

from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.database.connect import borrowed
from tracker.days import local_day
from tracker.people.counting import FORGOTTEN_AFTER
from tracker.people.readmodel import SQL
from tracker.people.second_factor import CONFIRMED_WITHIN

_QUERIES: Final = (
    "clean_sessions",
    "clean_links",
    "clean_tokens",
    "clean_counts",
    "clean_enrolments",
)


def clean(pool: ConnectionPool[Connection[Any]], now: datetime) -> int:
    """Deletes sessions, links, tokens and counts that no longer mean anything; gives how many."""
    told = {
        "now": now,
        "today": local_day(now),
        "forgotten": now - FORGOTTEN_AFTER,
        "enrolled": now - CONFIRMED_WITHIN,
    }
    with borrowed(pool) as connection:
        return sum(connection.execute(SQL[query], told).rowcount for query in _QUERIES)
