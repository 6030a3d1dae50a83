"""What a command recorded, read back from the log: the same for whoever asks again."""

from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from tracker.aggregates.events import Happening
from tracker.database.sqlfile import queries
from tracker.eventstore.mapper import EventMapper, RecordedEvent

SQL: Final = queries("tracker.reading", "recorded.sql")
_MAPPER: Final = EventMapper()


class Placed(NamedTuple):
    """An event and its place in the whole log."""

    position: int
    event: Happening


class Recording(NamedTuple):
    """What a command recorded over many streams."""

    position: int
    """The last that belongs to it."""
    units: int
    """Units to which something happened."""
    items: int
    """Items and targets to which something happened."""


def events_after(connection: Connection[Any], stream: UUID, version: int) -> list[Placed]:
    """What stands in a stream after a version."""
    cursor = connection.cursor(row_factory=class_row(RecordedEvent), binary=True)
    stored = cursor.execute(SQL["stream_after"], (stream, version)).fetchall()
    return [Placed(one.position, _MAPPER.to_domain_event(one)) for one in stored]


def recorded_by(
    connection: Connection[Any], stream: UUID, version: int, command_id: UUID
) -> list[Placed]:
    """What a command recorded in a stream that it found at a version; nothing if it did not."""
    found = events_after(connection, stream, version)
    return [one for one in found if one.event.command_id == str(command_id)]


def recorded_since(connection: Connection[Any], command_id: UUID, since: int) -> Recording | None:
    """What a command recorded anywhere in the log after a position; None: nothing."""
    told = {"command": str(command_id).encode(), "since": since}
    row = connection.execute(SQL["recorded_since"], told).fetchone()
    return None if row is None or row[0] is None else Recording(*row)


def end_of_log(connection: Connection[Any]) -> int:
    """The last position; 0 of an empty log."""
    row = connection.execute(SQL["end_of_log"]).fetchone()
    return row[0] if row else 0
