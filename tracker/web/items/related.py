"""The items that belong to the one of a page, as far as its reader may see them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from psycopg import Connection

from tracker.access.judging import may
from tracker.fold.words import Kind
from tracker.reading.cut import Cut
from tracker.reading.names import unit_names
from tracker.reading.relations import Related, below, of_dispatch
from tracker.rights.granting import Caller
from tracker.rights.words import Act
from tracker.web.items.looking import Looked


class Group(NamedTuple):
    """Items that belong to another one for the same reason."""

    name: str
    """The message ``item.<name>``."""
    seen: list[Related]
    hidden: int
    """Those of units that are not the reader's."""
    names: dict[str, str]


def related_to(
    connection: Connection[Any], caller: Caller, looked: Looked, cut: Cut
) -> list[Group]:
    """Those of the same dispatch, and those that pass the item on."""
    item = looked.item
    if item.kind is not Kind.DIRECTIVE:
        return []
    dispatch = looked.said.get("dispatch")
    siblings = of_dispatch(connection, dispatch, cut) if dispatch else []
    groups = {
        "same_dispatch": [one for one in siblings if one.ref != item.ref],
        "children": below(connection, item.ref, cut),
    }
    known: dict[str, bool] = {}

    def is_seen(unit: str) -> bool:
        if unit not in known:
            known[unit] = may(connection, caller, Act.READ, unit, cut)
        return known[unit]

    return [
        _group(connection, name, items, is_seen, cut) for name, items in groups.items() if items
    ]


def _group(
    connection: Connection[Any],
    name: str,
    items: list[Related],
    is_seen: Callable[[str], bool],
    cut: Cut,
) -> Group:
    seen = [one for one in items if is_seen(one.unit)]
    names = unit_names(connection, [one.unit for one in seen], cut)
    return Group(name, seen, len(items) - len(seen), names)
