"""Days and moments: the local day, the range of days we keep, and how people write both."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from tracker.errors import InvalidInputError

LOCAL_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
"""Every day of the domain is a whole day of this zone (domain.md section 2)."""

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)
"""Days outside this range are typing errors; the read model counts on it."""


def local_day(moment: datetime) -> date:
    """The day on which ``moment`` falls in the offices' zone."""
    return moment.astimezone(LOCAL_ZONE).date()


def parse_day(text: str, field: str) -> date:
    """An ISO day such as ``2024-03-08`` between 1900 and 2199.

    Raises:
        InvalidInputError: naming the field, the value, and what was expected.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("bad_day", field=field, value=text) from error
    if len(text) != len("2024-03-08") or not EARLIEST <= day <= LATEST:
        raise InvalidInputError("bad_day", field=field, value=text)
    return day


def parse_moment(text: str, field: str) -> datetime:
    """A moment such as ``2024-03-08T17:00:00+07:00``; without an offset it is local time.

    A day alone means its end, because a report "known on 8 March" knows all of that day.
    An address that lost its plus sign (``...T17:00:00 07:00``) is understood.

    Raises:
        InvalidInputError: naming the field, the value, and what was expected.
    """
    try:
        if len(text) == len("2024-03-08"):
            end = time(23, 59, 59, 999999)
            moment = datetime.combine(date.fromisoformat(text), end, LOCAL_ZONE)
        else:
            head, tail = text[:11], text[11:].replace(" ", "+")
            moment = datetime.fromisoformat(head + tail)
    except ValueError as error:
        raise InvalidInputError("bad_moment", field=field, value=text) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LOCAL_ZONE)
    if not EARLIEST.year < moment.year < LATEST.year:
        raise InvalidInputError("bad_moment", field=field, value=text)
    return moment


def show_moment(moment: datetime) -> str:
    """A moment in local time, as written in answers and history files."""
    return moment.astimezone(LOCAL_ZONE).isoformat()


def day_before(day: date) -> date:
    """The day before; a period's carried-in stock is that of the end of this day."""
    return day - timedelta(days=1)
