"""The proof: a sample of items classified by the fold and by the read model must agree."""

from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.aggregates.events import Happening
from tracker.aggregates.item_events import ItemEvent
from tracker.fold.state import classify, state_at
from tracker.fold.words import ItemClass
from tracker.projections.codes import CLASS_OF_STATUS, OPEN_STATUSES
from tracker.reading.cut import SQL, Cut, Filters
from tracker.reading.streams import streams

_SEEDS: Final = 2**31


class Shown(NamedTuple):
    """What is said of an item at the cut."""

    unit: str
    item_class: ItemClass
    due_on: date | None
    completed_on: date | None
    begun: bool = False
    """For the open classes: work has begun."""


class Difference(NamedTuple):
    """An item of which the read model says something else than its events."""

    ref: str
    by_events: Shown | None
    by_read_model: Shown | None


class Verified(NamedTuple):
    """How many items were compared, and which differ."""

    cut: Cut
    compared: int
    differences: list[Difference]
    parked: int
    """Events that stand aside unread; while there are any, nothing is proven."""


def verify(connection: Connection[Any], cut: Cut, *, limit: int, seed: int) -> Verified:
    """Compares up to ``limit`` items at the cut; ``seed`` chooses which."""
    sample = connection.execute(
        SQL["sample"], {"categories": Filters().categories, "seed": seed % _SEEDS, "limit": limit}
    ).fetchall()
    found = streams(connection, [row[1] for row in sample], cut.position)
    rows = connection.execute(
        SQL["rows_of"],
        {**cut._asdict(), "items": [row[0] for row in sample], "open": list(OPEN_STATUSES)},
    )
    shown = {row[0]: _row_says(*row[1:]) for row in rows}
    differences = [
        Difference(_ref(found, originator), by_events, by_rows)
        for item_id, originator in sample
        if (by_events := _events_say(found.get(originator, []), cut.as_of))
        != (by_rows := shown.get(item_id))
    ]
    row = connection.execute(SQL["parked"]).fetchone()
    return Verified(cut, len(sample), differences, row[0] if row else 0)


def _row_says(
    unit: str, status: int, due_on: date | None, completed_on: date | None, begun: bool
) -> Shown:
    return Shown(unit, ItemClass(CLASS_OF_STATUS[status]), due_on, completed_on, begun)


def _events_say(events: list[tuple[int, Happening]], as_of: date) -> Shown | None:
    facts = [event.fact for _, event in events if isinstance(event, ItemEvent)]
    state = state_at(facts, as_of)
    if state is None:
        return None
    shown = (state.shown_due_on, state.completed_on, state.is_under_way)
    return Shown(state.unit, classify(state, as_of), *shown)


def _ref(found: dict[UUID, list[tuple[int, Happening]]], originator: UUID) -> str:
    events = found.get(originator)
    return str(vars(events[0][1])["ref"]) if events else str(originator)
