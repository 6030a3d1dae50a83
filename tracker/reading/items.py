"""The list behind every count (contract.md section 4, ``items``)."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.eventstore.mapper import decode_state
from tracker.fold.words import ItemClass, Kind, TargetState
from tracker.projections.codes import CATEGORIES, CLASS_OF_STATUS
from tracker.reading.cut import SQL, Cut, Filters
from tracker.reading.lens import Scope, scope_of

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
    scope = scope_of(connection, cut, filters)
    return _page(connection, scope, _parameters(cut, filters, scope), after, limit)


def all_items(connection: Connection[Any], cut: Cut, filters: Filters) -> Iterator[Listed]:
    """All items at the cut, read page by page.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    scope = scope_of(connection, cut, filters)
    parameters = _parameters(cut, filters, scope)
    after = 0
    while page := _page(connection, scope, parameters, after, PAGE):
        yield from page
        after = page[-1].item_id


def _parameters(cut: Cut, filters: Filters, scope: Scope) -> dict[str, Any]:
    return {
        **cut._asdict(),
        **scope.parameters,
        "categories": filters.categories,
        "statuses": filters.statuses,
        "units": scope.units,
    }


def _page(
    connection: Connection[Any],
    scope: Scope,
    parameters: dict[str, Any],
    after: int,
    limit: int,
) -> list[Listed]:
    statement = scope.tables + Sql(" ") + Sql(SQL["items"]).format(rows=scope.rows)
    asked = {**parameters, "after": after, "limit": limit}
    # Planned for what is asked: a rare word is looked up, a frequent one is not.
    rows = connection.execute(statement, asked, binary=True, prepare=False)
    return [listed_item(*row) for row in rows]


def listed_item(item_id: int, category: int, unit: str, status: int, *rest: Any) -> Listed:
    """An item from a row of the read model and the event that began it."""
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
