"""What changes the counts from one cut to another, and which events did it."""

from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.aggregates.events import Happening
from tracker.database.sqlfile import queries
from tracker.fold.state import WITHOUT_EFFECT
from tracker.fold.words import ItemClass, Kind, TargetState, Word
from tracker.projections.codes import CATEGORIES, CLASS_OF_STATUS
from tracker.reading.cut import Cut, Filters, units_below
from tracker.reading.streams import streams

SQL: Final = queries("tracker.reading", "changes.sql")
_FEW: Final = 20
"""Units whose items are all compared; of more, those that something was recorded of."""


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
    """The items that differ between two cuts; mostly two known-at times of the same day C."""

    cut: Cut
    against: Cut
    items: list[Changed]


def changes(connection: Connection[Any], cut: Cut, against: Cut, filters: Filters) -> Changes:
    """The items whose class differs between two cuts, in either order of them.

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
    statement = Sql(SQL["changed"]) + Sql(" ") + Sql(SQL["changed_rows"])
    rows = connection.execute(statement, asked).fetchall()
    found = streams(connection, [row[-1] for row in rows], max(cut.position, against.position))
    return [_changed(row, found[row[-1]], cut, against) for row in rows]


def _parameters(
    connection: Connection[Any],
    cut: Cut,
    against: Cut,
    filters: Filters,
    touched: list[int] | None = None,
) -> dict[str, Any]:
    units_from = units_to = None
    if filters.unit is not None:
        units_from = units_below(connection, filters.unit, cut)
        units_to = units_below(connection, filters.unit, against)
    is_small = units_to is not None and len(units_to) <= _FEW
    if touched is None and not is_small:
        touched = _touched(connection, cut, against, filters)
    return {
        "as_of": cut.as_of,
        "as_of_to": against.as_of,
        "from": cut.position,
        "to": against.position,
        "categories": filters.categories,
        "units_from": units_from,
        "units_to": units_to,
        "touched": touched,
        "class_of": _CLASS_OF,
    }


def _touched(
    connection: Connection[Any], cut: Cut, against: Cut, filters: Filters
) -> list[int] | None:
    """The items that can differ; None: any, for days pass by themselves and trees change."""
    if cut.as_of != against.as_of:
        return None
    early, late = sorted((cut.position, against.position))
    between = {"early": early, "late": late, "as_of": cut.as_of}
    if filters.unit is not None:
        row = connection.execute(SQL["tree_changed"], between).fetchone()
        if row == (True,):
            return None
    return [item for (item,) in connection.execute(SQL["touched_between"], between)]


def _numbered() -> list[int]:
    """A number of each status's class, by the status."""
    order = [*ItemClass, *TargetState]
    numbers = [0] * max(CLASS_OF_STATUS)
    for status, name in CLASS_OF_STATUS.items():
        numbers[status - 1] = order.index(name)
    return numbers


_CLASS_OF: Final = _numbered()


def _changed(
    row: tuple[Any, ...], history: list[tuple[int, Happening]], cut: Cut, against: Cut
) -> Changed:
    category, unit, before, after, _ = row
    was = None if before is None else CLASS_OF_STATUS[before]
    now = None if after is None else CLASS_OF_STATUS[after]
    said = vars(history[0][1])
    events = [event for position, event in history if _may_change(event, position, cut, against)]
    kind, _ = CATEGORIES[category]
    return Changed(kind, said["ref"], unit, said["title"], was, now, events)


def _may_change(event: Happening, position: int, cut: Cut, against: Cut) -> bool:
    """A void or a correction works on earlier days too; other events from their day on."""
    word = getattr(event, "word", None)
    if word in (Word.VOIDED, Word.DEADLINE_CORRECTED):
        return (position <= cut.position) != (position <= against.position)
    return word not in WITHOUT_EFFECT and _counts(event, position, cut) != _counts(
        event, position, against
    )


def _counts(event: Happening, position: int, cut: Cut) -> bool:
    return position <= cut.position and event.effective_on <= cut.as_of
