"""What an account recorded between two days ("Nhật ký công việc"), the newest first.

It is read from the log itself. What came with a history file is nobody's own: it names people
of another system, who may be called the same.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.database.sqlfile import queries
from tracker.days import LOCAL_ZONE
from tracker.errors import InvalidInputError
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.entries import Entry, entries

SQL: Final = queries("tracker.reading", "work_log.sql")
PAGE: Final = 1_000


class DayOf(StrEnum):
    """By which of its days an event falls into the period."""

    RECORDED = "recorded"
    """The local day on which it was recorded."""
    EFFECTIVE = "effective"
    """The day on which it happened."""


_PAGES: Final[Mapping[DayOf, str]] = {
    DayOf.RECORDED: "page_recorded",
    DayOf.EFFECTIVE: "page_effective",
}


class Place(NamedTuple):
    """Where a page of the list ends."""

    day: date
    """The effective day of its last entry."""
    position: int


class Worked(NamedTuple):
    """Whose work, from which day to which, both inclusive."""

    actor: str
    first: date
    last: date
    by: DayOf = DayOf.RECORDED


def work_log(
    connection: Connection[Any], worked: Worked, *, after: Place | None = None, limit: int = PAGE
) -> list[Entry]:
    """A page of what somebody recorded, the last first, from the place ``after`` on.

    Raises:
        InvalidInputError: the period ends before it begins.
    """
    place = {
        "after": STILL_KNOWN if after is None else after.position,
        "after_day": date.max if after is None else after.day,
        "limit": limit,
    }
    statement = Sql(SQL[_PAGES[worked.by]]).format(log=Sql(SQL[worked.by.value]))
    rows = connection.execute(statement, {**_asked(worked), **place})
    return entries(connection, [position for (position,) in rows], STILL_KNOWN)


def place_of(last: Entry) -> Place:
    """Where a page ends that ``last`` is the last entry of."""
    return Place(last.event.effective_on, last.position)


def work_log_size(connection: Connection[Any], worked: Worked) -> int:
    """How many entries the whole list has.

    Raises:
        InvalidInputError: the period ends before it begins.
    """
    statement = Sql(SQL["size"]).format(log=Sql(SQL[worked.by.value]))
    row = connection.execute(statement, _asked(worked)).fetchone()
    return row[0] if row else 0


def _asked(worked: Worked) -> dict[str, Any]:
    first, last = worked.first, worked.last
    if first > last:
        raise InvalidInputError("period_backwards", field="to", value=last, start=first)
    return {
        "actor": normalize("NFC", worked.actor).encode(),
        "first": first,
        "last": last,
        "since": _midnight(first),
        "before": _midnight(last + timedelta(days=1)),
    }


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_ZONE)
