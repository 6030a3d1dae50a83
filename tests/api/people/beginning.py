"""The tables of accounts as they were at the beginning: kept aside, and put back for each test.

An application of its own costs a test far more than what most of them ask of it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

import psycopg
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo

TABLES = [
    "account_event",
    "account",
    "account_grant",
    "account_disabling",
    "account_password",
    "account_second_factor",
    "account_link",
    "account_session",
    "account_token",
    "account_identity",
    "sign_in_count",
    "idempotency",
    "refused_access",
    "alert_unwanted",
    "alert_unsubscribe",
    "calendar_feed",
]
KEEP = sql.SQL("create table kept.{0} as table {0}")
EMPTY = sql.SQL("delete from {0}")
FILL = sql.SQL("insert into {0} overriding system value select * from kept.{0}")


@dataclass
class Beginning:
    """What is kept of one database; the owner's connection, for whom no log is append-only."""

    connection: Connection[Any]

    @classmethod
    @contextmanager
    def of(cls, url: str) -> Iterator[Self]:
        address = make_conninfo(url, options="-c search_path=tracker,readmodel")
        with psycopg.connect(address) as connection:
            connection.execute("create schema kept")
            for table in TABLES:
                connection.execute(KEEP.format(sql.Identifier(table)))
            connection.commit()
            connection.execute("set session_replication_role = replica")
            connection.commit()
            yield cls(connection)

    def restore(self) -> None:
        """Puts everything back."""
        with self.connection.transaction():
            for table in TABLES:
                self.connection.execute(EMPTY.format(sql.Identifier(table)))
                self.connection.execute(FILL.format(sql.Identifier(table)))
