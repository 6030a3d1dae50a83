"""Events as entries of a list: what they happened to, how late they were, whether they stand."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.aggregates.events import Happening
from tracker.database.sqlfile import queries
from tracker.days import local_day
from tracker.eventstore.mapper import EventMapper, RecordedEvent, decode_state

SQL: Final = queries("tracker.reading", "entries.sql")
_MAPPER: Final = EventMapper()
_NAMES: Final = ("ref", "code")


class Entry(NamedTuple):
    """One event, with what it happened to."""

    position: int
    event: Happening
    sort: str
    """A kind of item, ``unit`` or ``calendar``."""
    name: str
    """The reference or code of what it happened to."""
    title: str | None
    """The item's title, the name that the unit began with; calendars have none."""
    voided_by: int | None
    """The number of the event that took it back later."""

    @property
    def late_days(self) -> int:
        """Days from the event's day to the local day of recording; below nought: ahead of it."""
        return (local_day(self.event.recorded_at) - self.event.effective_on).days


def entries(connection: Connection[Any], positions: Sequence[int], known: int) -> list[Entry]:
    """The events at some positions, in that order.

    Args:
        connection: to the log.
        positions: of events of items, units and calendars.
        known: the position up to which it is known what was taken back.
    """
    asked = {"positions": list(positions)}
    rows = connection.execute(SQL["at"], asked, binary=True).fetchall() if positions else []
    read = [(_event(row), row) for row in rows]
    voids = _voids(connection, {event.originator_id for event, _ in read}, known)
    return [_entry(event, row, voids) for event, row in read]


def _event(row: Sequence[Any]) -> Happening:
    stream, version, topic, state, position, recorded_at = row[:6]
    stored = RecordedEvent(
        originator_id=stream,
        originator_version=version,
        topic=topic,
        state=state,
        position=position,
        recorded_at=recorded_at,
    )
    return _MAPPER.to_domain_event(stored)


def _entry(event: Happening, row: Sequence[Any], voids: dict[tuple[UUID, int], int]) -> Entry:
    _, said = decode_state(row[6], row[7])
    name = next(said[name] for name in _NAMES if name in said)
    return Entry(
        row[4],
        event,
        event.TOPIC.partition(".")[0],
        name,
        said.get("title", said.get("name")),
        voids.get((event.originator_id, event.originator_version)),
    )


def _voids(
    connection: Connection[Any], streams: set[UUID], position: int
) -> dict[tuple[UUID, int], int]:
    """By which event each voided event of some streams was taken back."""
    asked = {"streams": list(streams), "position": position}
    if not streams:
        return {}
    return {
        (stream, decode_state(topic, state)[1]["event_no"]): version
        for stream, version, topic, state in connection.execute(SQL["voids"], asked, binary=True)
    }
