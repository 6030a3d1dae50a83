"""What was recorded after K about days up to C: late entries and corrections.

Whoever counts at (C, K) does not know of them. A correction works on earlier days whatever its
own day is: a void belongs to the day of what it takes back, and a deadline that had been typed
wrongly to any day, for it mostly rules from the assignment on.
"""

from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.database.sqlfile import queries
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.cut import Cut, Filters, units_below
from tracker.reading.entries import Entry, entries

SQL: Final = queries("tracker.reading", "late_entries.sql")
PAGE: Final = 1_000
_FEW: Final = 20
"""Units of whose items all events are looked through; of more, all late events are."""


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
    about, asked = _asked(connection, late)
    return _page(connection, about, {**asked, "limit": limit}, before)[0]


def late_page(
    connection: Connection[Any], late: Late, *, before: int, limit: int
) -> tuple[list[Entry], int]:
    """The same page, with how many entries the whole list has; 0 behind its end.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    about, asked = _asked(connection, late)
    return _page(connection, about, {**asked, "limit": limit}, before)


def _asked(connection: Connection[Any], late: Late) -> tuple[str, dict[str, Any]]:
    """Which statement finds the positions, and what it asks for."""
    cut, against, filters = late
    asked: dict[str, Any] = {
        "as_of": cut.as_of,
        "from": cut.position,
        "to": against.position,
        "categories": filters.categories,
    }
    about = "everywhere"
    if filters.unit is not None:
        asked["units_from"] = units_below(connection, filters.unit, cut)
        asked["units_to"] = units_below(connection, filters.unit, against)
        is_few = max(len(asked["units_from"]), len(asked["units_to"])) <= _FEW
        about = "of_units" if is_few else "of_many_units"
    return about, asked


def _page(
    connection: Connection[Any], about: str, asked: dict[str, Any], before: int
) -> tuple[list[Entry], int]:
    late = Sql(SQL[about]).format(is_late=Sql(SQL["is_late"]), there=Sql(SQL["there"]))
    page = Sql(SQL["page"]).format(late=late)
    rows = connection.execute(page, {**asked, "before": before}, prepare=False).fetchall()
    found = entries(connection, [position for position, _ in rows], asked["to"])
    return found, rows[0][1] if rows else 0
