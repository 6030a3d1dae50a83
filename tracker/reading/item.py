"""One item on a day, as known at a time, straight from its events by the fold."""

from datetime import date
from typing import Any, NamedTuple

from psycopg import Connection

from tracker.aggregates.events import Happening, stream_id
from tracker.aggregates.item_events import ItemEvent
from tracker.aggregates.target import TargetEvent
from tracker.errors import NotFoundError
from tracker.fold.segments import Segment, segments
from tracker.fold.state import Fact, state_at
from tracker.fold.targets import target_segments
from tracker.fold.words import Kind
from tracker.reading.cut import Cut
from tracker.reading.streams import streams


class OneItem(NamedTuple):
    """An item and where it stood; ``standing`` is None on days before its assignment."""

    kind: Kind
    ref: str
    title: str
    version: int
    first_unit: str
    """The unit that it was first given to."""
    standing: Segment | None
    begun: bool = False
    """For the open classes: work has begun."""


def one_item(connection: Connection[Any], kind: Kind, ref: str, cut: Cut) -> OneItem:
    """The item at the cut.

    Raises:
        NotFoundError: no such item was known at K.
    """
    originator = stream_id(kind, ref)
    found = streams(connection, [originator], cut.position).get(originator)
    if not found:
        raise NotFoundError("unknown_item", field="ref", value=ref)
    events = [event for _, event in found]
    said = vars(events[0])
    standing = standing_on(events, cut.as_of)
    state = state_at(_facts(events), cut.as_of)
    begun = state is not None and state.is_under_way
    return OneItem(kind, said["ref"], said["title"], len(events), said["unit"], standing, begun)


def standing_on(events: list[Happening], day: date) -> Segment | None:
    """The stretch of days that holds ``day``, as known from ``events``."""
    items = _facts(events)
    targets = [event.fact for event in events if isinstance(event, TargetEvent)]
    for segment in segments(items) or target_segments(targets):
        if segment.valid_from <= day < segment.valid_to:
            return segment
    return None


def _facts(events: list[Happening]) -> list[Fact]:
    return [event.fact for event in events if isinstance(event, ItemEvent)]
