"""The items that belong to the one of a page, as far as its reader may see them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from psycopg import Connection

from tracker.access.judging import may
from tracker.access.rows import item_seen
from tracker.errors import ForbiddenError, NotFoundError
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


class Relations(NamedTuple):
    """What belongs to an item."""

    groups: list[Group]
    has_parent: bool
    """Whether the reader may see the item that this one passes on."""


def related_to(connection: Connection[Any], caller: Caller, looked: Looked, cut: Cut) -> Relations:
    """Those of the same dispatch, those that pass the item on, and the one that it passes on."""
    item = looked.item
    if item.kind is not Kind.DIRECTIVE:
        return Relations([], has_parent=False)
    dispatch, parent = looked.said.get("dispatch"), looked.said.get("parent_ref")
    siblings = of_dispatch(connection, dispatch, cut) if dispatch else []
    found = {
        "same_dispatch": [one for one in siblings if one.ref != item.ref],
        "children": below(connection, item.ref, cut),
    }
    known: dict[str, bool] = {}

    def is_seen(unit: str) -> bool:
        if unit not in known:
            known[unit] = may(connection, caller, Act.READ, unit, cut)
        return known[unit]

    groups = [
        _group(connection, name, items, is_seen, cut) for name, items in found.items() if items
    ]
    has_parent = parent is not None and _is_seen(connection, caller, parent, cut)
    return Relations(groups, has_parent)


def _is_seen(connection: Connection[Any], caller: Caller, ref: str, cut: Cut) -> bool:
    try:
        item_seen(connection, caller, Kind.DIRECTIVE, ref, cut)
    except (ForbiddenError, NotFoundError):
        return False
    return True


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
