"""What a later known-at changes in the counts of one day, and which events did it."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.aggregates.events import Happening
from tracker.fold.state import WITHOUT_EFFECT
from tracker.fold.words import ItemClass, Kind, TargetState, Word
from tracker.projections.codes import CATEGORIES, CLASS_OF_STATUS
from tracker.reading.cut import SQL, Cut, Filters, units_below
from tracker.reading.streams import streams


class Changed(NamedTuple):
    """An item whose class differs; None: not counted (or not in the unit asked for)."""

    kind: Kind
    ref: str
    unit: str
    title: str
    before: ItemClass | TargetState | None
    after: ItemClass | TargetState | None
    events: list[Happening]


class Changes(NamedTuple):
    """The items that differ between two known-at times, on the same day C."""

    cut: Cut
    against: Cut
    items: list[Changed]


def changes(connection: Connection[Any], cut: Cut, against: Cut, filters: Filters) -> Changes:
    """The items whose class on C differs between two known-at times, in either order of them.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    early, late = sorted((cut.position, against.position))
    rows = _differing(connection, cut, against, filters)
    found = streams(connection, [row[-1] for row in rows], late)
    items = [
        changed for row in rows if (changed := _changed(row, found, cut.as_of, early)) is not None
    ]
    return Changes(cut, against, items)


def _differing(
    connection: Connection[Any], cut: Cut, against: Cut, filters: Filters
) -> list[tuple[Any, ...]]:
    """Within a unit the tree may have changed as well; without one only events can differ."""
    touched = units_from = units_to = None
    if filters.unit is not None:
        units_from = units_below(connection, filters.unit, cut)
        units_to = units_below(connection, filters.unit, against)
    else:
        between = sorted((cut.position, against.position))
        touched = [row[0] for row in connection.execute(SQL["touched_between"], between)]
    rows = connection.execute(
        SQL["changed"],
        {
            "as_of": cut.as_of,
            "from": cut.position,
            "to": against.position,
            "categories": filters.categories,
            "units_from": units_from,
            "units_to": units_to,
            "touched": touched,
        },
    )
    return rows.fetchall()


def _changed(
    row: tuple[Any, ...],
    found: dict[UUID, list[tuple[int, Happening]]],
    as_of: date,
    early: int,
) -> Changed | None:
    category, unit, before, after, originator_id = row
    was = None if before is None else CLASS_OF_STATUS[before]
    now = None if after is None else CLASS_OF_STATUS[after]
    if was == now:
        return None
    history = found[originator_id]
    said = vars(history[0][1])
    events = [e for position, e in history if position > early and _may_change(e, as_of)]
    kind, _ = CATEGORIES[category]
    return Changed(kind, said["ref"], unit, said["title"], was, now, events)


def _may_change(event: Happening, as_of: date) -> bool:
    """A void or a correction works on earlier days too; other events from their day on."""
    word = getattr(event, "word", None)
    if word in (Word.VOIDED, Word.DEADLINE_CORRECTED):
        return True
    return word not in WITHOUT_EFFECT and event.effective_on <= as_of
