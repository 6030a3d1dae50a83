"""What stands in a feed: the items of its units that are still to be done, each on its day."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.feeds.scope import Shown
from tracker.fold.words import ItemClass
from tracker.projections.codes import STATUS_OF_CLASS
from tracker.reading.cut import Cut, Filters
from tracker.reading.items import Listed, listed_item

SQL: Final = queries("tracker.feeds", "composing.sql")
MOST: Final = 1_000
"""Items of a feed; of more those nearest to today. No calendar shows so many in a way that helps,
and to write them takes a third of a second, which others who ask at the same time feel."""
_OPEN: Final = (ItemClass.OPEN_IN_TIME, ItemClass.OPEN_OVERDUE)
_WAITING: Final = (ItemClass.AWAIT_IN_TIME, ItemClass.AWAIT_LATE, ItemClass.AWAIT_NO_DEADLINE)


class Entry(NamedTuple):
    """One item and its day."""

    stream: UUID
    version: int
    """How many events it has; it only grows, whichever way a deadline moves."""
    changed_at: datetime
    """When the last of them was recorded."""
    day: date
    """The deadline; of what waits for confirmation the day of the report."""
    item: Listed
    """Without the money of findings."""


class Entries(NamedTuple):
    """What a feed shows."""

    entries: list[Entry]
    """By day."""
    total: int
    """How many there are, those left out among them."""


def entries_of(connection: Connection[Any], shown: Shown, cut: Cut, most: int = MOST) -> Entries:
    """The items of a feed at the cut; what is done, suspended or out has no place in it."""
    asked = {
        **cut._asdict(),
        **shown._asdict(),
        "open": [STATUS_OF_CLASS[name] for name in _OPEN],
        "waiting": [STATUS_OF_CLASS[name] for name in _WAITING],
        "categories": Filters().categories,
        "limit": most,
    }
    # Planned for what is asked: one unit is looked up, a country is scanned.
    rows = connection.execute(SQL["entries"], asked, binary=True, prepare=False).fetchall()
    return Entries([_entry(row) for row in rows], rows[0][0] if rows else 0)


def _entry(row: tuple[Any, ...]) -> Entry:
    _, stream, version, changed_at, day, *said = row
    return Entry(stream, version, changed_at, day, listed_item(*said))
