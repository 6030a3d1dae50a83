"""Days and moments: the local day, the range of days we keep, and how people write both."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from tracker.errors import InvalidInputError

LOCAL_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
"""Every day of the domain is a whole day of this zone (domain.md section 2)."""

_OFFSET: Final = timezone(timedelta(hours=7))
"""The zone's offset since 1975; earlier moments only ever mean "before everything"."""

EARLIEST: Final = date(1900, 1, 1)
LATEST: Final = date(2199, 12, 31)
"""Days outside this range are typing errors; the read model counts on it."""


def local_day(moment: datetime) -> date:
    """The day on which ``moment`` falls in the offices' zone."""
    return moment.astimezone(_OFFSET).date()


def first_morning(moment: datetime, morning: time) -> date:
    """The day on whose ``morning``, a local time, ``moment`` has come for the first time."""
    there = moment.astimezone(_OFFSET)
    return there.date() if there.time() <= morning else there.date() + timedelta(days=1)


def iso_day(text: str) -> date:
    """The day that ``2024-03-08`` means; no other spelling, and only days that we keep.

    Raises:
        ValueError: the text is no such day.
    """
    if len(text) != len("2024-03-08") or text[4] != "-" or text[7] != "-":
        raise ValueError(text)
    day = date.fromisoformat(text)
    if not EARLIEST <= day <= LATEST:
        raise ValueError(text)
    return day


def parse_day(text: str, field: str) -> date:
    """An ISO day such as ``2024-03-08`` between 1900 and 2199.

    Raises:
        InvalidInputError: naming the field, the value, and what was expected.
    """
    try:
        return iso_day(text)
    except ValueError as error:
        raise InvalidInputError("bad_day", field=field, value=text) from error


def tree_day(text: str | None, now: datetime) -> date | None:
    """The day whose tree of units is meant: an ISO day, or ``today``.

    Raises:
        InvalidInputError: naming the field, the value, and what was expected.
    """
    if text is None:
        return None
    return local_day(now) if text == "today" else parse_day(text, "tree_of")


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
            moment = datetime.combine(date.fromisoformat(text), end, _OFFSET)
        else:
            head, tail = text[:11], text[11:].replace(" ", "+")
            moment = datetime.fromisoformat(head + tail)
    except ValueError as error:
        raise InvalidInputError("bad_moment", field=field, value=text) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_OFFSET)
    if not is_kept(moment):
        raise InvalidInputError("bad_moment", field=field, value=text)
    return moment


def is_kept(moment: datetime) -> bool:
    """Whether a moment is within the range that we keep, whatever its offset."""
    return EARLIEST.year < moment.year < LATEST.year


def show_moment(moment: datetime) -> str:
    """A moment in local time, as written in answers and history files."""
    return moment.astimezone(_OFFSET).isoformat()


def day_before(day: date) -> date:
    """The day before; a period's carried-in stock is that of the end of this day."""
    return day - timedelta(days=1)
