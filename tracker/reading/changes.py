"""What a later known-at changes in the counts of one day, and which events did it."""

from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.aggregates.events import Happening
from tracker.fold.state import LEAVES_CLASS
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
    asked = _parameters(connection, cut, against, filters)
    return Changes(cut, against, _items(connection, cut, against, asked))


def differing(connection: Connection[Any], cut: Cut, against: Cut, filters: Filters) -> list[int]:
    """Ids of those items alone, in the order in which they were registered; there may be many.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    statement = Sql(SQL["changed"]) + Sql(" ") + Sql(SQL["changed_ids"])
    asked = _parameters(connection, cut, against, filters)
    return [row[0] for row in connection.execute(statement, asked)]


def changed_items(
    connection: Connection[Any], cut: Cut, against: Cut, filters: Filters, ids: list[int]
) -> list[Changed]:
    """Those of some items of which the class differs; for who takes a long list in parts.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    asked = _parameters(connection, cut, against, filters, ids)
    return _items(connection, cut, against, asked)


def _items(
    connection: Connection[Any], cut: Cut, against: Cut, asked: dict[str, Any]
) -> list[Changed]:
    early, late = sorted((cut.position, against.position))
    statement = Sql(SQL["changed"]) + Sql(" ") + Sql(SQL["changed_rows"])
    rows = connection.execute(statement, asked).fetchall()
    found = streams(connection, [row[-1] for row in rows], late)
    changed = (_changed(row, found, cut.as_of, early) for row in rows)
    return [item for item in changed if item is not None]


def _parameters(
    connection: Connection[Any],
    cut: Cut,
    against: Cut,
    filters: Filters,
    touched: list[int] | None = None,
) -> dict[str, Any]:
    """Within a unit the tree may have changed as well; without one only events can differ."""
    units_from = units_to = None
    if filters.unit is not None:
        units_from = units_below(connection, filters.unit, cut)
        units_to = units_below(connection, filters.unit, against)
    elif touched is None:
        between = sorted((cut.position, against.position))
        touched = [row[0] for row in connection.execute(SQL["touched_between"], between)]
    return {
        "as_of": cut.as_of,
        "from": cut.position,
        "to": against.position,
        "categories": filters.categories,
        "units_from": units_from,
        "units_to": units_to,
        "touched": touched,
    }


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
    return word not in LEAVES_CLASS and event.effective_on <= as_of
