"""The record of refused accesses: written as they happen, read by those who audit."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.days import LOCAL_ZONE, show_moment

SQL: Final = queries("tracker.access", "refusals.sql")
PAGE: Final = 1_000
"""Refusals in a page at most."""


class Refusal(NamedTuple):
    """One refusal as it is noted.

    ``route`` is the route's template, None where the request was refused before it had one;
    ``unit`` and ``act`` are what the caller lacked a right to, where it is about one.
    """

    at: datetime
    account: str | None
    address: str
    method: str
    route: str | None
    path: str
    code: str
    act: str | None
    unit: str | None
    request_id: UUID


class Noted(NamedTuple):
    """The same as it stands in the record: equal ones of a minute are counted in one."""

    refusal_no: int
    at: datetime
    last_at: datetime
    times: int
    account: str | None
    address: str
    method: str
    route: str | None
    path: str
    code: str
    act: str | None
    unit: str | None
    request_id: UUID
    """Of the first of them."""

    def told(self) -> dict[str, Any]:
        """The same as JSON, with times of the offices' zone; the number is nobody's concern."""
        told = self._asdict()
        del told["refusal_no"]
        times = {"at": show_moment(self.at), "last_at": show_moment(self.last_at)}
        return {**told, **times, "request_id": str(self.request_id)}


class Period(NamedTuple):
    """Which refusals are wanted: from ``since`` on, up to and without ``before``."""

    since: datetime | None = None
    before: datetime | None = None
    account: str | None = None

    @classmethod
    def of_days(cls, first: date | None, last: date | None, account: str | None) -> "Period":
        """From the beginning of the first local day to the end of the last."""
        return cls(
            None if first is None else _midnight(first),
            None if last is None else _midnight(last + timedelta(days=1)),
            account,
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_ZONE)


def note(connection: Connection[Any], refusal: Refusal) -> None:
    """Puts a refusal into the record."""
    connection.execute(SQL["note"], refusal._asdict())


def refusals(
    connection: Connection[Any],
    period: Period,
    *,
    after: tuple[datetime, int] | None = None,
    limit: int = PAGE,
) -> list[Noted]:
    """A page of the record, the youngest first.

    Args:
        connection: of the application's role.
        period: which are wanted.
        after: time and number of the last one of the page before.
        limit: how many at most.
    """
    after_at, after_no = after or (None, None)
    told = {**period._asdict(), "after_at": after_at, "after_no": after_no, "limit": limit}
    return [Noted(*row) for row in connection.execute(SQL["page"], told)]


def all_refusals(connection: Connection[Any], period: Period) -> Iterator[Noted]:
    """The whole record of a period, page by page."""
    after: tuple[datetime, int] | None = None
    while page := refusals(connection, period, after=after):
        yield from page
        after = page[-1].at, page[-1].refusal_no


def forget(connection: Connection[Any], before: datetime) -> int:
    """Forgets what lies before a time, which the database refuses within a year; says how many."""
    row = connection.execute(SQL["forget"], {"before": before}).fetchone()
    return 0 if row is None else int(row[0])
