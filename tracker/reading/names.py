"""What units are called on a day, as known at a time."""

from collections.abc import Iterable
from typing import Any, Final

from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.reading.cut import Cut

SQL: Final = queries("tracker.reading", "names.sql")


def unit_names(connection: Connection[Any], codes: Iterable[str], cut: Cut) -> dict[str, str]:
    """The names of units at the cut by their codes, as tables of the past print them.

    A unit that has ended by C is called as it was last, one that is still to come as it will
    be first, and one that nobody knew of at K as it is known now. Codes that no unit ever had
    are left out.
    """
    asked = {"codes": sorted(set(codes)), "as_of": cut.as_of, "position": cut.position}
    return dict(connection.execute(SQL["names"], asked).fetchall()) if asked["codes"] else {}
