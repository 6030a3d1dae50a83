"""Working calendars as known at a moment, straight from their events; they are few."""

from typing import Any, Final

from psycopg import Connection
from psycopg.rows import class_row

from tracker.aggregates.calendar import CalendarEvent
from tracker.deadlines.adoption import Calendars
from tracker.eventstore.mapper import EventMapper, RecordedEvent
from tracker.reading.cut import SQL

_MAPPER: Final = EventMapper()


def calendars_known(connection: Connection[Any], position: int) -> Calendars:
    """All calendars as known at ``position``."""
    cursor = connection.cursor(row_factory=class_row(RecordedEvent), binary=True)
    events = map(_MAPPER.to_domain_event, cursor.execute(SQL["calendar_events"], (position,)))
    return Calendars(event.fact for event in events if isinstance(event, CalendarEvent))
