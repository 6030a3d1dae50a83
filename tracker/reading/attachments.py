"""The files that an item's events name, as known at a time."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from unicodedata import normalize

from psycopg import Connection

from tracker.aggregates.events import Happening, stream_id
from tracker.fold.words import Kind, Word
from tracker.reading.cut import Cut
from tracker.reading.streams import streams


class Attached(NamedTuple):
    """A file, or a paper of which there is only the name, and the event that names it."""

    event: Happening
    name: str
    sha256: str | None
    """None: a name alone."""
    size: int | None
    """As the event says it."""
    media_type: str | None
    voided_by: int | None
    """The event that took the naming one back, as known at K."""


def attached(connection: Connection[Any], kind: Kind, ref: str, cut: Cut) -> list[Attached]:
    """What the events known at K with an effective date up to C name, in stream order."""
    originator = stream_id(kind, normalize("NFC", ref))
    found = streams(connection, [originator], cut.position).get(originator, [])
    voids = {
        event.event_no: event.originator_version  # type: ignore[attr-defined]
        for _, event in found
        if getattr(event, "word", None) is Word.VOIDED
    }
    return [
        _attached(event, one, voids.get(event.originator_version))
        for _, event in found
        if event.effective_on <= cut.as_of
        for one in event.attachments or ()
    ]


def _attached(event: Happening, one: Any, voided_by: int | None) -> Attached:
    said = one if isinstance(one, Mapping) else {"name": one}
    return Attached(
        event,
        said["name"],
        said.get("sha256"),
        said.get("size"),
        said.get("media_type"),
        voided_by,
    )
