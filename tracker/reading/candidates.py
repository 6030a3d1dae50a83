"""Items that a command over many streams has to look at; it decides about each by its events."""

from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize
from uuid import UUID

from psycopg import Connection

from tracker.projections.codes import ACTIVE_STATUSES
from tracker.reading.cut import SQL, refuse_unknown_unit


class Stranded(NamedTuple):
    """A unit that has ended and still leads open items."""

    code: str
    ended_on: date
    heir: str | None
    items: int


def stranded(connection: Connection[Any], today: date) -> list[Stranded]:
    """Every unit whose open items wait for a hand-over."""
    asked = {"today": today, "active": list(ACTIVE_STATUSES)}
    return [Stranded(*row) for row in connection.execute(SQL["stranded"], asked)]


def led_open(connection: Connection[Any], code: str, since: date, until: date) -> list[UUID]:
    """Streams of the items that a unit leads and has open on some day of ``[since, until]``.

    Raises:
        NotFoundError: no unit ever had the code.
    """
    refuse_unknown_unit(connection, code)
    asked = {
        "code": normalize("NFC", code),
        "active": list(ACTIVE_STATUSES),
        "since": since,
        "until": max(since, until),
    }
    return [row[1] for row in connection.execute(SQL["led_open"], asked)]


def counted_open(connection: Connection[Any], today: date, since: date) -> list[UUID]:
    """Streams of the items open today that a change of days from ``since`` on may move.

    A day changes where a period ends only when it lies in it, so deadlines before the first
    day that changed stay.
    """
    asked = {"active": list(ACTIVE_STATUSES), "today": today, "since": since}
    return [row[0] for row in connection.execute(SQL["counted_open"], asked)]
