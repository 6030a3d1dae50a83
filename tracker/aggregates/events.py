"""The events of the things we keep: their common fields and the topics they are stored under.

A topic is the event's ``type`` in contract.md section 3 and never changes. Changing
a shape means ``class_version`` one higher, an ``upcast_vN_vN+1`` and a new golden file.
"""

from dataclasses import KW_ONLY, MISSING, Field, fields
from datetime import date, datetime
from functools import cache
from hashlib import sha1
from typing import Any, ClassVar
from unicodedata import normalize
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import AggregateEvent, CanInitAggregate

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:reform-tracker")


def stream_id(sort: str, name: str) -> UUID:
    """The stream of the item (or unit) of that kind and reference; so a reference is unique.

    Whatever Unicode form the name is typed in, it is the same name.
    """
    # What uuid5 does, at half its cost; an import asks millions of times.
    named = normalize("NFC", f"{sort}:{name}").encode()
    digest = sha1(_NAMESPACE.bytes + named, usedforsecurity=False).digest()
    return UUID(bytes=digest[:16], version=5)


class Happening(AggregateEvent):
    """Something that happened: the day it did, who says so, why, and by which document.

    ``timestamp`` is the recorded time; the store sets it when the event is recorded
    and gives it back on reading.
    """

    TOPIC: ClassVar[str] = ""
    class_version: ClassVar[int] = 1
    DAY_FIELDS: ClassVar[tuple[str, ...]] = ("effective_on", "due_on")
    """The fields that are days: stored as ISO text, read back as days."""

    _: KW_ONLY
    effective_on: date
    actor: str
    reason: str | None = None
    note: str | None = None
    source: dict[str, str | None] | None = None
    attachments: list[Any] | None = None
    command_id: str | None = None

    @property
    def recorded_at(self) -> datetime:
        """When the system learned it; before the event is stored, when the command decided."""
        return self.timestamp

    def stored(self) -> dict[str, Any]:
        """What is stored of the event beside its topic, place in the stream and recorded time.

        A field without a default is stored even when empty: "no deadline" was said.
        """
        return {
            field.name: value
            for field in stored_fields(type(self))
            if (value := getattr(self, field.name)) is not None or field.default is MISSING
        }


_FRAME = frozenset({"originator_id", "originator_version", "originator_topic", "timestamp"})
_NAMES = ("ref", "code", "name")
"""What names the stream: the first of these that an event has. Units have a name beside."""
_BEFORE_DAY = ("source",)
_AFTER_DAY = ("effective_on", "actor", "reason", "note", "attachments", "command_id")


@cache
def stored_fields(event_class: type[Happening]) -> tuple[Field[Any], ...]:
    """The fields of an event in the order in which they are stored and exported."""
    by_name = {f.name: f for f in fields(event_class) if f.name not in _FRAME}
    common = (*_BEFORE_DAY, *_AFTER_DAY)
    own = [name for name in by_name if name not in common]
    named_by = next(name for name in _NAMES if name in own)
    names = [named_by, *(name for name in own if name != named_by), *common]
    return tuple(by_name[name] for name in names)


class FirstHappening(Happening, CanInitAggregate[UUID]):
    """The event that begins a stream."""

    _: KW_ONLY
    originator_topic: str = ""
