"""Days off and make-up days of one year from an iCalendar file (RFC 5545)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from unicodedata import normalize

import recurring_ical_events
from icalendar import Calendar

from tracker.days import local_day
from tracker.deadlines.calendar import DayEntry, DayKind, is_weekend
from tracker.deadlines.folding import fold
from tracker.errors import InvalidInputError

_LONGEST: Final = 60
"""Days; a longer entry is no holiday but a typing error."""
_TICKING: Final = {"BYHOUR", "BYMINUTE", "BYSECOND"}
_UNREADABLE: Final = (
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
)
_FREQUENCIES: Final = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_WORKED: Final = ("lam bu", "lam viec bu", "di lam", "working day", "workday")
_IN_LIEU: Final = ("nghi bu", "in lieu", "substitute")
_SWAPPED: Final = ("hoan doi", "thay cho ngay", "swap")


def read_icalendar(content: bytes, year: int) -> list[DayEntry]:
    """The days of ``year``, repeating entries included; each with its name.

    A rest day whose name or category says that it is worked is a make-up day; every other
    entry is a day off. A person sees them all before adopting them.

    Raises:
        InvalidInputError: the file is no iCalendar, or an entry of it is unclear.
    """
    try:
        calendar = Calendar.from_ical(content)
        _refuse_unclear(calendar)
        events = recurring_ical_events.of(calendar).between(date(year, 1, 1), date(year + 1, 1, 1))
        days = [entry for event in events for entry in _days(event) if entry.day.year == year]
    except _UNREADABLE as error:
        raise InvalidInputError("not_an_icalendar", field="file", why=str(error)) from error
    found: dict[date, DayEntry] = {}
    for entry in days:
        found.setdefault(entry.day, entry)
    return [found[day] for day in sorted(found)]


def _refuse_unclear(calendar: Any) -> None:
    """Entries that would be counted for hours, or that a library would silently turn round."""
    if calendar.name != "VCALENDAR":
        raise InvalidInputError("not_an_icalendar", field="file", why=str(calendar.name))
    for event in calendar.walk("VEVENT"):
        name = str(event.get("SUMMARY", "-"))
        rule = event.get("RRULE") or {}
        frequency = (rule.get("FREQ") or ["YEARLY"])[0]
        if frequency not in _FREQUENCIES or _TICKING & {key.upper() for key in rule}:
            raise InvalidInputError("repeats_too_often", field="RRULE", value=frequency)
        if (rule.get("INTERVAL") or [1])[0] < 1:
            raise InvalidInputError("repeats_too_often", field="RRULE", value="INTERVAL=0")
        first, end = event.get("DTSTART"), event.get("DTEND")
        if first is not None and end is not None and _day(end.dt) < _day(first.dt):
            raise InvalidInputError("ends_before_it_begins", field="DTEND", value=name)


def _days(event: Any) -> Iterator[DayEntry]:
    name = normalize("NFC", str(event.get("SUMMARY", ""))).strip()
    if not name:
        raise InvalidInputError("nameless_day", field="SUMMARY", value=str(event.get("UID", "-")))
    first, end = _day(event.start), _day(event.end)
    number = max((end - first).days, 1)
    if number > _LONGEST:
        raise InvalidInputError("day_too_long", field="DTEND", value=name, most=_LONGEST)
    said = fold(f"{name} {_categories(event)}")
    for n in range(number):
        day = first + timedelta(days=n)
        yield DayEntry(day, _kind(day, said), name)


def _day(value: date | datetime) -> date:
    """The local day; an hour without a zone is local already."""
    if not isinstance(value, datetime):
        return value
    return value.date() if value.tzinfo is None else local_day(value)


def _categories(event: Any) -> str:
    given = event.get("CATEGORIES", [])
    several = given if isinstance(given, list) else [given]
    return " ".join(one.to_ical().decode() for one in several)


def _kind(day: date, said: str) -> DayKind:
    if is_weekend(day) and any(word in said for word in _WORKED):
        return DayKind.MAKEUP_WORK
    if any(word in said for word in _SWAPPED):
        return DayKind.SWAPPED_OFF
    if any(word in said for word in _IN_LIEU):
        return DayKind.IN_LIEU
    return DayKind.HOLIDAY
