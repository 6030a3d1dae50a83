"""Every event of one item, with both its times and what it changed."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from tracker.aggregates.events import Happening, stream_id
from tracker.aggregates.item_events import ItemEvent
from tracker.aggregates.target import TargetEvent
from tracker.days import local_day
from tracker.errors import NotFoundError
from tracker.fold.segments import segments
from tracker.fold.targets import target_segments
from tracker.fold.words import ItemClass, Kind, TargetState, Word
from tracker.reading.cut import SQL
from tracker.reading.item import standing_on
from tracker.reading.streams import streams

Standing = ItemClass | TargetState | None


class Moment(NamedTuple):
    """One event of the item; before and after are the classes on its effective day."""

    no: int
    event: Happening
    late_days: int
    """Days from the event's day to the local day on which it was recorded."""
    before: Standing
    after: Standing
    voided_by: int | None
    imported_from: str | None
    """SHA-256 of the file it came from."""
    units: frozenset[str] = frozenset()
    """Who leads the item on the event's day, before the event and after it."""


class Timeline(NamedTuple):
    """An item's whole history as known at a time."""

    kind: Kind
    ref: str
    unit: str
    title: str
    known_at: datetime
    moments: list[Moment]


def timeline(
    connection: Connection[Any], kind: Kind, ref: str, position: int, known_at: datetime
) -> Timeline:
    """The events of an item as known at ``position``, in the order of recording.

    Raises:
        NotFoundError: no such item was known then.
    """
    originator = stream_id(kind, ref)
    events = [event for _, event in streams(connection, [originator], position).get(originator, ())]
    if not events:
        raise NotFoundError("unknown_item", field="ref", kind=kind, ref=ref, value=ref)
    hashes = dict(connection.execute(SQL["imported_from"], (originator,)).fetchall())
    voids = {
        event.event_no: event.originator_version  # type: ignore[attr-defined]
        for event in events
        if getattr(event, "word", None) is Word.VOIDED
    }
    moments = [
        _moment(event, events[:index], voids.get(event.originator_version), hashes)
        for index, event in enumerate(events)
    ]
    return Timeline(kind, ref, _unit_now(events), _title(events), known_at, moments)


def _moment(
    event: Happening, earlier: list[Happening], voided_by: int | None, hashes: dict[int, str]
) -> Moment:
    before = standing_on(earlier, event.effective_on)
    after = standing_on([*earlier, event], event.effective_on)
    return Moment(
        event.originator_version,
        event,
        (local_day(event.recorded_at) - event.effective_on).days,
        None if before is None else before.status,
        None if after is None else after.status,
        voided_by,
        hashes.get(event.originator_version),
        frozenset(standing.unit for standing in (before, after) if standing is not None),
    )


def _unit_now(events: list[Happening]) -> str:
    """The unit that leads in the end, as far as these events know."""
    items = [e.fact for e in events if isinstance(e, ItemEvent)]
    targets = [e.fact for e in events if isinstance(e, TargetEvent)]
    last = (segments(items) or target_segments(targets))[-1]
    return last.unit


def _title(events: list[Happening]) -> str:
    return str(vars(events[0])["title"])
