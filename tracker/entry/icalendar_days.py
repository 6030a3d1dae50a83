"""Days off and make-up days of one year from an iCalendar file (RFC 5545)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from unicodedata import normalize

import recurring_ical_events
from icalendar import Calendar

from tracker.deadlines.calendar import DayEntry, DayKind, is_weekend
from tracker.deadlines.folding import fold
from tracker.errors import InvalidInputError

_LONGEST: Final = 60
"""Days; a longer entry is no holiday but a typing error."""
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
        _refuse_ticking(calendar)
        events = recurring_ical_events.of(calendar).between(date(year, 1, 1), date(year + 1, 1, 1))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise InvalidInputError("not_an_icalendar", field="file", why=str(error)) from error
    found: dict[date, DayEntry] = {}
    for event in events:
        for entry in _days(event):
            if entry.day.year == year:
                found.setdefault(entry.day, entry)
    return [found[day] for day in sorted(found)]


def _refuse_ticking(calendar: Any) -> None:
    """A holiday comes back by the day at most; one that ticks would be counted for hours."""
    for event in calendar.walk("VEVENT"):
        frequency = (event.get("RRULE") or {}).get("FREQ") or ["YEARLY"]
        if frequency[0] not in _FREQUENCIES:
            raise InvalidInputError("repeats_too_often", field="RRULE", value=frequency[0])


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
    return value.date() if isinstance(value, datetime) else value


def _categories(event: Any) -> str:
    given = event.get("CATEGORIES")
    return "" if given is None else given.to_ical().decode()


def _kind(day: date, said: str) -> DayKind:
    if is_weekend(day) and any(word in said for word in _WORKED):
        return DayKind.MAKEUP_WORK
    if any(word in said for word in _SWAPPED):
        return DayKind.SWAPPED_OFF
    if any(word in said for word in _IN_LIEU):
        return DayKind.IN_LIEU
    return DayKind.HOLIDAY
