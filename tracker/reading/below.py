"""The units right below one, to go down the tree step by step."""

from typing import Any, Final
from unicodedata import normalize

from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.reading.cut import Cut

SQL: Final = queries("tracker.reading", "listing.sql")


def units_right_below(
    connection: Connection[Any], cut: Cut, code: str | None
) -> list[tuple[str, str]]:
    """Code and name of each unit right below at the cut; without a code, of those at the top."""
    if code is None:
        return connection.execute(SQL["roots"], cut._asdict()).fetchall()
    told = {**cut._asdict(), "code": normalize("NFC", code)}
    return connection.execute(SQL["right_below"], told).fetchall()
