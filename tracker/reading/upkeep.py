"""How the installation stands, for whoever looks after it: sizes, the read model, who leads."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.database.sqlfile import queries

SQL: Final = queries("tracker.reading", "upkeep.sql")


class Sizes(NamedTuple):
    """How much there is."""

    position: int
    """The last of the log."""
    items: int
    units: int
    accounts: int
    database_bytes: int
    evidence_files: int
    evidence_bytes: int


class Built(NamedTuple):
    """The read model."""

    version: int
    built_at: datetime


class Parked(NamedTuple):
    """An event that the projection set aside."""

    position: int
    why: str
    parked_at: datetime


def sizes(connection: Connection[Any]) -> Sizes:
    """What the database holds now."""
    row = connection.execute(SQL["sizes"]).fetchone()
    return Sizes(*row) if row else Sizes(0, 0, 0, 0, 0, 0, 0)


def damaged_files(connection: Connection[Any]) -> int:
    """Evidence files that were found damaged or missing, and not mended since."""
    row = connection.execute(SQL["damaged_files"]).fetchone()
    return row[0] if row else 0


def built(connection: Connection[Any]) -> Built | None:
    """Which read model is in use, and since when."""
    row = connection.execute(SQL["built"]).fetchone()
    return Built(*row) if row else None


def parked_first(connection: Connection[Any], limit: int) -> list[Parked]:
    """The first events that stand aside."""
    return [Parked(*row) for row in connection.execute(SQL["parked_first"], (limit,))]


def is_held(connection: Connection[Any], lock: int) -> bool:
    """Whether somebody holds an advisory lock: it leads what the lock is for."""
    return connection.execute(SQL["held"], (lock,)).fetchone() == (True,)
