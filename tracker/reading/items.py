"""The list behind every count (contract.md section 4, ``items``)."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.eventstore.mapper import decode_state
from tracker.fold.words import ItemClass, Kind, TargetState
from tracker.projections.codes import CATEGORIES, CLASS_OF_STATUS
from tracker.reading.cut import SQL, Cut, Filters, units_below

PAGE: Final = 1_000


class Listed(NamedTuple):
    """One item as it stood at the cut; money only where a finding demands some."""

    item_id: int
    kind: Kind
    ref: str
    unit: str
    item_class: ItemClass | TargetState
    due_on: date | None
    completed_on: date | None
    title: str
    amount_required: int | None
    amount_recovered: int | None


def items(
    connection: Connection[Any], cut: Cut, filters: Filters, *, after: int = 0, limit: int = PAGE
) -> list[Listed]:
    """A page of the items at the cut, after the one with id ``after``.

    The order is that of registration, so a page stays the same under new writes.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    units = None if filters.unit is None else units_below(connection, filters.unit, cut)
    return _page(connection, _parameters(cut, filters, units), after, limit)


def all_items(connection: Connection[Any], cut: Cut, filters: Filters) -> Iterator[Listed]:
    """All items at the cut, read page by page.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    units = None if filters.unit is None else units_below(connection, filters.unit, cut)
    parameters = _parameters(cut, filters, units)
    after = 0
    while page := _page(connection, parameters, after, PAGE):
        yield from page
        after = page[-1].item_id


def _parameters(cut: Cut, filters: Filters, units: list[int] | None) -> dict[str, Any]:
    return {
        **cut._asdict(),
        "categories": filters.categories,
        "statuses": filters.statuses,
        "units": units,
    }


def _page(
    connection: Connection[Any], parameters: dict[str, Any], after: int, limit: int
) -> list[Listed]:
    rows = connection.execute(
        SQL["items"], {**parameters, "after": after, "limit": limit}, binary=True
    )
    return [_listed(*row) for row in rows]


def _listed(item_id: int, category: int, unit: str, status: int, *rest: Any) -> Listed:
    due_on, completed_on, required, recovered, topic, state = rest
    _, said = decode_state(topic, state)
    return Listed(
        item_id,
        CATEGORIES[category][0],
        said["ref"],
        unit,
        CLASS_OF_STATUS[status],
        due_on,
        completed_on,
        said["title"],
        required,
        recovered,
    )
