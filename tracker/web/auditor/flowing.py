"""The items behind one number of the flows, each as it stands at the end of the period."""

from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.reading.cut import Cut, Filters
from tracker.reading.flows import told_items
from tracker.reading.listing import Line, lines_of

LINES: Final = 50
"""Items on a page."""


class FlowedItem(NamedTuple):
    """An item; ``line`` is None where another unit has it at the end."""

    kind: str
    ref: str
    title: str
    line: Line | None


class Flowed(NamedTuple):
    """A page of them, and how many there are."""

    total: int
    page: int
    items: list[FlowedItem]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // LINES))


def flowed_page(
    connection: Connection[Any], cut: Cut, filters: Filters, ids: list[int], page: int
) -> Flowed:
    """A page of the items with these ids.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    shown = ids[(page - 1) * LINES : page * LINES]
    lines = {line.item.item_id: line for line in lines_of(connection, cut, filters, shown)}
    return Flowed(
        len(ids),
        page,
        [
            FlowedItem(kind, ref, title, lines.get(item_id))
            for item_id, kind, ref, title in told_items(connection, shown)
        ],
    )
