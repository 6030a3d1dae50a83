"""Whole streams of items, read back as events, for whoever explains rather than counts."""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from tracker.aggregates.events import Happening
from tracker.eventstore.mapper import EventMapper, RecordedEvent
from tracker.reading.cut import SQL

_MAPPER: Final = EventMapper()


def streams(
    connection: Connection[Any], originators: Iterable[UUID], position: int
) -> dict[UUID, list[tuple[int, Happening]]]:
    """Positions and events of each stream, as known at ``position``."""
    cursor = connection.cursor(row_factory=class_row(RecordedEvent), binary=True)
    found: dict[UUID, list[tuple[int, Happening]]] = {}
    for stored in cursor.execute(SQL["streams"], (list(originators), position)):
        event = _MAPPER.to_domain_event(stored)
        found.setdefault(event.originator_id, []).append((stored.position, event))
    return found
