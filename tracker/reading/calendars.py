"""Working calendars as known at a moment, straight from their events; they are few."""

from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row

from tracker.aggregates.calendar import CalendarEvent
from tracker.aggregates.events import stream_id
from tracker.deadlines.adoption import Calendars
from tracker.eventstore.mapper import EventMapper, RecordedEvent
from tracker.reading.cut import SQL
from tracker.reading.streams import streams

_MAPPER: Final = EventMapper()


def calendars_known(connection: Connection[Any], position: int) -> Calendars:
    """All calendars as known at ``position``."""
    cursor = connection.cursor(row_factory=class_row(RecordedEvent), binary=True)
    events = map(_MAPPER.to_domain_event, cursor.execute(SQL["calendar_events"], (position,)))
    return Calendars(event.fact for event in events if isinstance(event, CalendarEvent))


def calendar_events(connection: Connection[Any], code: str, position: int) -> int:
    """How many events of a calendar are known at ``position``: the version of its stream.

    None of the national one before its first adoption, though it is there.
    """
    stream = stream_id("calendar", code)
    return len(streams(connection, [stream], position).get(stream, ()))
