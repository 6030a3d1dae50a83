"""A unit through its reforms: all that happened to it, what it came from, what it became."""

from datetime import date
from typing import Any, Final, NamedTuple
from unicodedata import normalize

import orjson
from psycopg import Connection
from psycopg.rows import class_row

from tracker.aggregates.events import stream_id
from tracker.aggregates.unit import UnitEvent
from tracker.database.sqlfile import queries
from tracker.errors import NotFoundError
from tracker.eventstore.mapper import EventMapper, RecordedEvent
from tracker.fold.units import UnitEnd, UnitSegment, unit_ends, unit_segments
from tracker.reading.streams import streams

SQL: Final = queries("tracker.reading", "lineage.sql")
_MAPPER: Final = EventMapper()


class Lineage(NamedTuple):
    """A unit as known at one moment."""

    code: str
    version: int
    """Of its stream, for ``If-Match``."""
    events: list[UnitEvent]
    """In the order in which they were recorded."""
    stretches: list[UnitSegment]
    """The days on which it is there, under one name, level and parent each."""
    end: UnitEnd | None
    successors: tuple[str, ...]
    """Who takes over at its end; the first keeps the records."""
    came_from: list[UnitEvent]
    """The ends of other units that name it as who takes over."""

    def on(self, day: date) -> UnitSegment | None:
        """How it stands on a day; None: it is not there."""
        there = (one for one in self.stretches if one.valid_from <= day < one.valid_to)
        return next(there, None)


def lineage(connection: Connection[Any], code: str, position: int) -> Lineage:
    """The unit as known at ``position``.

    Raises:
        NotFoundError: no such unit was known then.
    """
    originator = stream_id("unit", normalize("NFC", code))
    found = streams(connection, [originator], position).get(originator)
    if not found:
        raise NotFoundError("unknown_unit", field="unit", value=code)
    events = [event for _, event in found if isinstance(event, UnitEvent)]
    facts = [event.fact for event in events]
    known_as = events[0].code
    return Lineage(
        known_as,
        len(events),
        events,
        unit_segments(facts),
        next(iter(unit_ends(facts)), None),
        next((fact.successors for fact in facts if fact.successors), ()),
        _endings_into(connection, known_as, position),
    )


def _endings_into(connection: Connection[Any], code: str, position: int) -> list[UnitEvent]:
    asked = {"code": orjson.dumps(code), "position": position}
    cursor = connection.cursor(row_factory=class_row(RecordedEvent), binary=True)
    found = map(_MAPPER.to_domain_event, cursor.execute(SQL["endings_into"], asked).fetchall())
    return [
        event for event in found if isinstance(event, UnitEvent) and code in event.fact.successors
    ]
