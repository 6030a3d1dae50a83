"""The items whose class differs between two cuts, each with the events that made it differ."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.api.dependencies import asking
from tracker.bootstrap import Installation
from tracker.reading.changes import Changed, changed_items, differing
from tracker.reading.cut import Cut, Filters
from tracker.reading.names import unit_names
from tracker.web.auditor.events import EventTold, told, units_of
from tracker.web.frame.words import Words

LINES: Final = 50
"""Items on a page."""
_PART: Final = 500
"""Items of a file whose events are read at a time."""


class Line(NamedTuple):
    """An item that differs; the unit by its name at the page's cut."""

    item: Changed
    unit: str
    events: list[EventTold]


class Differing(NamedTuple):
    """A page of the items that differ, and how many there are at all."""

    total: int
    page: int
    lines: list[Line]

    @property
    def first(self) -> int:
        """The place of the page's first item among all."""
        return (self.page - 1) * LINES + 1

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // LINES))


def differing_page(
    connection: Connection[Any], cuts: tuple[Cut, Cut], filters: Filters, page: int, words: Words
) -> Differing:
    """A page of the items whose class differs between two cuts; one behind the last is empty.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    cut, against = cuts
    ids = differing(connection, cut, against, filters)
    shown = ids[(page - 1) * LINES : page * LINES]
    items = changed_items(connection, cut, against, filters, shown) if shown else []
    mentioned = {code for item in items for event in item.events for code in units_of(event)}
    names = unit_names(connection, {item.unit for item in items} | mentioned, cut)
    lines = [
        Line(
            item,
            names.get(item.unit, item.unit),
            [told(event, names, words) for event in item.events],
        )
        for item in items
    ]
    return Differing(len(ids), page, lines)


def all_differing(
    found: Installation, cuts: tuple[Cut, Cut], filters: Filters, ids: list[int]
) -> Iterator[Changed]:
    """All of them for a file, part by part; a connection is held no longer than a part takes."""
    for first in range(0, len(ids), _PART):
        with asking(found) as connection:
            part = changed_items(connection, *cuts, filters, ids[first : first + _PART])
        yield from part
