"""One unit on a day, as known at a time, straight from its events by the fold."""

from typing import Any, NamedTuple

from psycopg import Connection

from tracker.aggregates.events import stream_id
from tracker.aggregates.unit import UnitEvent
from tracker.errors import NotFoundError
from tracker.fold.units import UnitEnd, UnitSegment, unit_ends, unit_segments
from tracker.reading.cut import Cut
from tracker.reading.streams import streams


class OneUnit(NamedTuple):
    """A unit and how it was; ``standing`` is None on days on which it was not there."""

    code: str
    version: int
    standing: UnitSegment | None
    end: UnitEnd | None


def one_unit(connection: Connection[Any], code: str, cut: Cut) -> OneUnit:
    """The unit at the cut.

    Raises:
        NotFoundError: no such unit was known at K.
    """
    originator = stream_id("unit", code)
    found = streams(connection, [originator], cut.position).get(originator)
    if not found:
        raise NotFoundError("unknown_unit", field="unit", value=code)
    events = [event for _, event in found if isinstance(event, UnitEvent)]
    history = [event.fact for event in events]
    standing = (s for s in unit_segments(history) if s.valid_from <= cut.as_of < s.valid_to)
    end = next(iter(unit_ends(history)), None)
    return OneUnit(events[0].code, len(events), next(standing, None), end)
