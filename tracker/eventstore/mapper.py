"""How an event is spelled in the store, and read back through the allow-list of topics."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent, Transcoder

from tracker.aggregates.events import FirstHappening, Happening, stored_fields
from tracker.aggregates.topics import EVENT_CLASSES

_VERSION_KEY: Final = "v"

EventClasses = Mapping[str, type[Happening]]


@dataclass(frozen=True)
class DatedEvent(StoredEvent):
    """An event on its way into the store; its day is a column there."""

    effective_on: date


@dataclass(frozen=True)
class RecordedEvent(StoredEvent):
    """An event read from the store, with its place in the whole log and its recorded time."""

    position: int
    recorded_at: datetime


class OrjsonTranscoder(Transcoder):
    """States as compact JSON; dates and nothing else need help on the way back."""

    def encode(self, obj: Any) -> bytes:
        """JSON bytes of a state."""
        return orjson.dumps(obj)

    def decode(self, data: bytes) -> Any:
        """A state from JSON bytes."""
        return orjson.loads(data)


def encode_state(event_class: type[Happening], stored: Mapping[str, Any]) -> bytes:
    """The bytes that stand in the store for an event's fields."""
    if event_class.class_version > 1:
        stored = {_VERSION_KEY: event_class.class_version, **stored}
    return orjson.dumps(stored)


def decode_state(
    topic: str, state: bytes, classes: EventClasses = EVENT_CLASSES
) -> tuple[type[Happening], dict[str, Any]]:
    """An event's class and its fields in today's shape, older shapes being upcast.

    Args:
        topic: what the store calls it.
        state: what the store holds of it.
        classes: the allow-list of the log that it stands in.

    Raises:
        MapperDeserialisationError: an unknown topic or bytes that are no state.
    """
    event_class = classes.get(topic)
    if event_class is None:
        message = f"unknown topic {topic!r}"
        raise MapperDeserialisationError(message)
    try:
        fields: dict[str, Any] = orjson.loads(state)
        _upcast(event_class, fields)
        for name in event_class.DAY_FIELDS:
            if fields.get(name) is not None:
                fields[name] = date.fromisoformat(fields[name])
        _refuse_nameless(event_class, fields)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        message = f"unreadable state of {topic}: {error!r}"
        raise MapperDeserialisationError(message) from error
    return event_class, fields


def _refuse_nameless(event_class: type[Happening], fields: dict[str, Any]) -> None:
    """Every reader counts on a day and a name; a state without them is none."""
    named_by, *_ = stored_fields(event_class)
    if fields["effective_on"] is None or not fields[named_by.name]:
        message = "neither day nor name may be empty"
        raise ValueError(message)


def _upcast(event_class: type[Happening], fields: dict[str, Any]) -> None:
    """Brings an older shape to today's; a later one than ours was written by a newer version."""
    written = fields.pop(_VERSION_KEY, 1)
    if written > event_class.class_version:
        message = f"shape {written} is newer than {event_class.class_version}"
        raise ValueError(message)
    for version in range(written, event_class.class_version):
        getattr(event_class, f"upcast_v{version}_v{version + 1}")(fields)


class EventMapper(Mapper[UUID]):
    """Between domain events and stored ones; topics come from our allow-list only."""

    def __init__(self, classes: EventClasses = EVENT_CLASSES) -> None:
        super().__init__(OrjsonTranscoder())
        self._classes = classes

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> DatedEvent:
        """A happening as it goes into the store; its recorded time is the store's to set."""
        if not isinstance(domain_event, Happening):
            message = f"{type(domain_event)} is no happening"
            raise TypeError(message)
        return DatedEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.TOPIC,
            state=encode_state(type(domain_event), domain_event.stored()),
            effective_on=domain_event.effective_on,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Happening:
        """A happening as it was recorded, with the recorded time the store gave it.

        Raises:
            MapperDeserialisationError: an unknown topic or bytes that are no state.
        """
        if not isinstance(stored_event, RecordedEvent):
            message = f"{type(stored_event)} was not read from the store"
            raise TypeError(message)
        event_class, fields = decode_state(stored_event.topic, stored_event.state, self._classes)
        fields["originator_id"] = stored_event.originator_id
        fields["originator_version"] = stored_event.originator_version
        fields["timestamp"] = stored_event.recorded_at
        if issubclass(event_class, FirstHappening):
            fields["originator_topic"] = stored_event.topic.partition(".")[0]
        # As the library does: what was accepted once is not validated again on reading.
        event = object.__new__(event_class)
        object.__setattr__(event, "__dict__", fields)
        return event
