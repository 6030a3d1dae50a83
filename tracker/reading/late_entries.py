"""What was recorded after K about days up to C: late entries and corrections.

Whoever counts at (C, K) does not know of them. A correction works on earlier days whatever its
own day is: a void belongs to the day of what it takes back, and a deadline that had been typed
wrongly to any day, for it mostly rules from the assignment on.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries
from psycopg.sql import Composable

from tracker.database.sqlfile import queries
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.cut import Cut, Filters, units_below
from tracker.reading.entries import Entry, entries

SQL: Final = queries("tracker.reading", "late_entries.sql")
PAGE: Final = 1_000


class Late(NamedTuple):
    """Which entries are asked for.

    Of a unit they are those about items that were its own, or below it, on C as known at
    either of the two times.
    """

    cut: Cut
    """C, and the earlier known-at time."""
    against: Cut
    """The later known-at time."""
    filters: Filters
    """Unit, kind and issuer level."""


def late_entries(
    connection: Connection[Any], late: Late, *, before: int = STILL_KNOWN, limit: int = PAGE
) -> list[Entry]:
    """A page of what was recorded between the two times, the last first.

    Args:
        connection: to the read model.
        late: which.
        before: the position of the last entry of the page before.
        limit: how many at most.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    statement, asked = _asked(connection, late)
    return _page(connection, statement, {**asked, "limit": limit}, before)


def all_late_entries(connection: Connection[Any], late: Late) -> Iterator[Entry]:
    """The whole list, read page by page.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    statement, asked = _asked(connection, late)
    before = STILL_KNOWN
    while page := _page(connection, statement, {**asked, "limit": PAGE}, before):
        yield from page
        before = page[-1].position


def late_entries_size(connection: Connection[Any], late: Late) -> int:
    """How many entries the whole list has.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    statement, asked = _asked(connection, late)
    size = Sql(SQL["size"]).format(late=statement)
    row = connection.execute(size, asked, prepare=False).fetchone()
    return row[0] if row else 0


def _asked(connection: Connection[Any], late: Late) -> tuple[Composable, dict[str, Any]]:
    cut, against, filters = late
    asked: dict[str, Any] = {
        "as_of": cut.as_of,
        "from": cut.position,
        "to": against.position,
        "categories": filters.categories,
    }
    about = "everywhere"
    if filters.unit is not None:
        about = "of_units"
        asked["units_from"] = units_below(connection, filters.unit, cut)
        asked["units_to"] = units_below(connection, filters.unit, against)
    return Sql(SQL[about]) + Sql(" ") + Sql(SQL["late"]), asked


def _page(
    connection: Connection[Any], statement: Composable, asked: dict[str, Any], before: int
) -> list[Entry]:
    page = Sql(SQL["page"]).format(late=statement)
    rows = connection.execute(page, {**asked, "before": before}, prepare=False)
    return entries(connection, [position for (position,) in rows], asked["to"])
