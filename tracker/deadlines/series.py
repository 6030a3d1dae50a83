"""Deadlines that come again: hằng tháng, trước ngày 25 hằng tháng, 6 tháng/lần; on folded text."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from tracker.deadlines.arithmetic import roll
from tracker.deadlines.dates import read_span
from tracker.deadlines.folding import AFTER, AFTER_OR_SIX, SIX
from tracker.deadlines.numerals import NUMBER, number
from tracker.deadlines.outcome import (
    BeforeMeans,
    Certainty,
    Context,
    DeadlineKind,
    Occurrence,
    Reading,
)
from tracker.deadlines.spans import MONTHS, Span, UnsaidYearError, base_day, month_of
from tracker.errors import InvalidInputError

_WEEK: Final = 0
"""Stands among numbers of months for a week."""
_UNITS: Final = {
    "tuan": _WEEK,
    "thang": 1,
    "quy": 3,
    "nua nam": 6,
    "6 thang": 6,
    "sau thang": 6,
    f"{SIX} thang": 6,
    "nam": MONTHS,
}
_DAY: Final = timedelta(days=1)
_FRIDAY: Final = 4
_LONGEST_MONTH: Final = 31
_ANY_YEAR: Final = 2024
_WEEKDAYS: Final = {
    "hai": 0,
    "2": 0,
    "ba": 1,
    "3": 1,
    "tu": 2,
    "4": 2,
    "nam": 3,
    "5": 3,
    "sau": 4,
    SIX: 4,
    "6": 4,
    "bay": 5,
    "7": 5,
}

_UNIT: Final = rf"(?P<unit>(?:6|{SIX}|sau) thang|nua nam|tuan|thang|quy|nam)"
_ONCE: Final = r"(?: ?(?:,|/|-)? ?(?:1|01|mot) lan| ?/ ?lan)"
_EVERY: Final = (
    rf"(?:(?:dinh ky )?(?:vao )?(?:hang|moi|cac|tung|theo) {_UNIT}{_ONCE}?(?: trong nam)?"
    rf"|dinh ky(?: theo)? {_UNIT.replace('unit', 'unit2')}{_ONCE}?"
    rf"|dinh ky (?P<n2>{NUMBER}) (?P<unit6>tuan|thang|quy|nam)"
    rf"|(?:dinh ky )?(?P<n>{NUMBER}) (?P<unit3>tuan|thang|quy|nam) ?{_ONCE}"
    rf"|(?:dinh ky )?{_UNIT.replace('unit', 'unit4')} ?{_ONCE}"
    rf"|(?:dinh ky )?(?P<times>{NUMBER}) lan ?(?:/|moi|hang|trong|tren|mot) ?"
    r"(?:1 |01 |mot )?(?P<unit5>tuan|thang|quy|nam)"
    r"|(?P<unsaid>dinh ky))"
)
_OF_YEAR: Final = r"(?:,? (?:cua |trong )?(?:nam )?(?P<year>[0-9]{4}))?"
_ON: Final = (
    r"(?:(?:cham nhat|muon nhat|tre nhat|khong qua|la|vao|den|trong|het|xong|hoan thanh) )*"
)
_NEXT: Final = rf"(?:{AFTER_OR_SIX}|{AFTER}|sau)"
_WHICH: Final = (
    rf"(?:,? (?:cua )?(?P<which>thang (?:dau|cuoi)(?: cua)?(?: moi| hang)? quy(?: {_NEXT})?"
    rf"|thang (?:{_NEXT}(?: lien ke)?|{_NEXT} do|tiep theo|ke tiep|lien ke)"
    rf"|thang dau(?: tien)?(?: cua)? quy (?:{_NEXT}|tiep theo|ke tiep)|quy {_NEXT}|thang))?"
)
_BEFORE: Final = r"(?P<before>(?:truoc )?)"
_WHEN: Final = (
    rf"{_ON}{_BEFORE}(?:"
    rf"ngay (?P<d>{NUMBER}){_WHICH}"
    r"|(?P<end>(?:ngay )?cuoi(?: cung)?(?: (?:cua )?(?:tuan|thang|quy|nam))?)"
    r"|(?:ngay |chieu |sang )?(?:thu (?P<weekday>hai|ba|tu|nam|sau|_6|bay|[2-7])"
    r"|(?P<sunday>chu nhat))"
    r"|(?P<span>(?:ngay )?[0-9]{1,2}/[0-9]{1,2}"
    rf"|(?:ngay )?{NUMBER} thang [a-z0-9]+(?: [a-z]+)?|thang [a-z0-9]+(?: [a-z]+)?|quy [a-z0-9]+))"
)
_EVERY_FIRST: Final = re.compile(rf"{_EVERY}{_OF_YEAR}(?:[ ,;:]*\(?{_WHEN}\)?)?")
_WHEN_FIRST: Final = re.compile(rf"{_WHEN}(?:,? (?:cua )?){_EVERY}{_OF_YEAR}")
_END_OF_EACH: Final = re.compile(
    rf"{_ON}{_BEFORE}(?:ngay )?(?P<end>cuoi)(?: cung)?(?: cua)? (?:hang|moi) {_UNIT}{_OF_YEAR}"
)
_SEPARATORS: Final = re.compile(r" ?[,;/+] ?| va ")
_GROUPS: Final = ("d", "which", "before", "weekday", "sunday", "span", "year", "times", "n", "n2")
_FURTHER: Final = re.compile(
    r"(?:hang |moi )?(?P<unit>(?:6|_6|sau) thang|nua nam|tuan|thang|quy|nam)"
)


class _Cycle(NamedTuple):
    """How often, and the day named of each turn, if one is."""

    months: int | None
    """``_WEEK``, a divisor of the year, or None when the words do not say an even rhythm."""
    found: Mapping[str, str]


def read_series(text: str, context: Context) -> Reading | None:
    """What a folded text means, if it states a deadline that comes again.

    Raises:
        InvalidInputError: it names a day that does not exist.
    """
    cycle = _cycle(text)
    several = cycle is None
    if cycle is None:
        cycle = _of_several(text)
    if cycle is None:
        return None
    reading = _occurring(cycle, context)
    return reading.noting("several_series", Certainty.ASK) if several else reading


def _cycle(text: str) -> _Cycle | None:
    for pattern in (_EVERY_FIRST, _WHEN_FIRST, _END_OF_EACH):
        found = pattern.fullmatch(text)
        if found is not None:
            groups = dict.fromkeys(_GROUPS, "") | found.groupdict("")
            months = _months(groups)
            return _Cycle(months, groups) if _fits(months, groups) else None
    return None


def _fits(months: int | None, found: Mapping[str, str]) -> bool:
    """Whether the named day can be one of each turn: no weekday of a month, no day of a week."""
    if found["span"]:
        return months == MONTHS and _is_sure(found["span"])
    if found["weekday"] or found["sunday"]:
        return months == _WEEK
    return not found["d"] or months != _WEEK


def _is_sure(text: str) -> bool:
    span = read_span(f"{text} nam {_ANY_YEAR}", Context())
    return span is not None and span.certainty is Certainty.SURE


def _of_several(text: str) -> _Cycle | None:
    """``hằng quý, 6 tháng, năm``: the shortest rhythm is shown, and a person asked."""
    first, *others = _SEPARATORS.split(text)
    cycle = _cycle(first)
    further = [_cycle(other) or _elliptic(other) for other in others]
    cycles = [one for one in (cycle, *further) if one is not None and one.months is not None]
    if cycle is None or len(cycles) < len(others) + 1:
        return None
    return min(cycles, key=lambda one: one.months or 0)


def _elliptic(text: str) -> _Cycle | None:
    found = _FURTHER.fullmatch(text)
    return _Cycle(_UNITS[found["unit"]], dict.fromkeys(_GROUPS, "")) if found else None


def _months(groups: Mapping[str, str]) -> int | None:
    """The rhythm in months, if it divides a year or is a week."""
    if groups.get("unsaid"):
        return None
    unit = next(word for name, word in groups.items() if word and name.startswith("unit"))
    count, times = groups["n"] or groups["n2"] or "1", groups["times"] or "1"
    months = _UNITS[unit]
    if months == _WEEK:
        return _WEEK if number(count) == number(times) == 1 else None
    whole, rest = divmod(months * number(count), max(number(times), 1))
    return whole if whole and not rest and not MONTHS % whole else None


# --- the single deadlines -----------------------------------------------------------------------


def _occurring(cycle: _Cycle, context: Context) -> Reading:
    reading = Reading("", DeadlineKind.SERIES)
    if cycle.months is None:
        return reading.noting("rhythm_unsaid", Certainty.ASK)
    try:
        base, certainty, whose = base_day(context)
    except UnsaidYearError:
        if not cycle.found["year"]:
            return reading.noting("no_year", Certainty.ASK)
        base, certainty, whose = month_of(int(cycle.found["year"]), 1)[0], Certainty.SURE, ""
    year = int(cycle.found["year"] or base.year)
    month_of(year, 1)
    if not cycle.found["year"]:
        reading = reading.noting(f"year_from_{whose}", certainty, year=year)
    days = _weekly(cycle, year) if cycle.months == _WEEK else _yearly(cycle, year, context)
    kept = tuple(one for one in _moved(days, context) if one.due_on >= base)
    reading = _explained(replace(reading, occurrences=kept), cycle)
    return reading if kept else reading.noting("series_over", Certainty.ASK, year=year)


def _explained(reading: Reading, cycle: _Cycle) -> Reading:
    found = cycle.found
    if found["before"]:
        reading = reading.noting("before_each", Certainty.ASK)
    if cycle.months == _WEEK and not (found["weekday"] or found["sunday"]):
        reading = reading.noting("weeks_end_friday", Certainty.PROPOSED)
    if found["d"] and not found["which"] and cycle.months not in {_WEEK, 1}:
        reading = reading.noting("month_of_each_unsaid", Certainty.ASK)
    return reading


def _moved(days: Iterator[Occurrence], context: Context) -> Iterator[Occurrence]:
    """Each day as it stands, rolled where fixed dates roll."""
    for label, day in days:
        due = roll(day, context.calendar).due_on if context.roll_fixed_dates else day
        yield Occurrence(label, due)


def _weekly(cycle: _Cycle, year: int) -> Iterator[Occurrence]:
    """One for each week whose named day lies in the year."""
    found = cycle.found
    weekday = 6 if found["sunday"] else _WEEKDAYS.get(found["weekday"], _FRIDAY)
    day = date(year, 1, 1)
    while day.year == year:
        if day.weekday() == weekday:
            iso = day.isocalendar()
            yield Occurrence(f"{iso.year}-W{iso.week:02}", day)
        day += _DAY


def _yearly(cycle: _Cycle, year: int, context: Context) -> Iterator[Occurrence]:
    months = cycle.months or 1
    day_of_turn = _chooser(cycle, context)
    for last in range(months, MONTHS + 1, months):
        yield Occurrence(_label(year, last, months), day_of_turn(year, last))


_LABELS: Final[dict[int, Callable[[int, int], str]]] = {
    3: lambda year, last: f"{year}-Q{last // 3}",
    6: lambda year, last: f"{year}-H{last // 6}",
    MONTHS: lambda year, _last: str(year),
}


def _label(year: int, last: int, months: int) -> str:
    return _LABELS[months](year, last) if months in _LABELS else f"{year}-{last:02}"


def _chooser(cycle: _Cycle, context: Context) -> Callable[[int, int], date]:
    """Which day is due in the turn that ends with a given month."""
    found = cycle.found
    strictly = bool(found["before"]) and context.before_means is BeforeMeans.DAY_BEFORE
    if found["d"]:
        number_of_day = number(found["d"])
        if not 1 <= number_of_day <= _LONGEST_MONTH:
            raise InvalidInputError("no_such_day", field="words", value=f"ngày {number_of_day}")
        shift = _shift(found["which"], cycle.months or 1)
        return lambda year, last: _numbered(year, last + shift, number_of_day - strictly)
    if found["span"]:
        return lambda year, _last: _in_span(found["span"], year, context, strictly=strictly)
    return lambda year, last: month_of(year, last)[1]


def _shift(which: str, months: int) -> int:
    """In how many months after the turn's last one the day lies."""
    following = "sau" in which or "tiep" in which or "lien ke" in which
    if "quy" in which:
        first = "dau" in which or which.startswith("quy")
        return (1 if following else -2) if first else 3 * following
    return 1 if following or months < 1 else 0


def _numbered(year: int, month: int, number_of_day: int) -> date:
    """The day of that number, or the month's last; the day before the first is number 0."""
    years, month0 = divmod(month - 1, MONTHS)
    first, last = month_of(year + years, month0 + 1)
    return min(first + (number_of_day - 1) * _DAY, last)


def _in_span(text: str, year: int, context: Context, *, strictly: bool) -> date:
    span = read_span(f"{text} nam {year}", context)
    return month_of(year, MONTHS)[1] if span is None else _due(span, strictly=strictly)


def _due(span: Span, *, strictly: bool) -> date:
    return span.first - _DAY if strictly else span.last
