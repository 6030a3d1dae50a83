"""Phrases around the days that words name: before them, between them, either of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import relativedelta

from tracker.deadlines.asides import hour_of, weekday_of, without_headings
from tracker.deadlines.dates import read_span
from tracker.deadlines.numerals import NUMBER, QUARTER
from tracker.deadlines.outcome import (
    BeforeMeans,
    Certainty,
    Context,
    DeadlineKind,
    Reading,
    least_sure,
)
from tracker.deadlines.periods import read_period
from tracker.deadlines.series import read_series
from tracker.deadlines.spans import MONTHS, Span

Reader = Callable[[str, Context], Reading | None]

_DAY: Final = timedelta(days=1)
_BEFORE: Final = re.compile(r"truoc (?P<rest>.+)")
_FROM: Final = re.compile(r"(?:ke )?(?:tu|bat dau tu) ")
_TO: Final = re.compile(r" (?:den|toi) | ?- ?")
_YEAR_DIGITS: Final = 4
_SINCE_NOW: Final = frozenset({"nay", "bay gio", "hien nay", "dau nam"})
_EITHER: Final = re.compile(r",? \(?(?:hoac|hay)(?: la)? |/(?:hoac|hay) ")
_AND: Final = re.compile(r" ?[,;+&] ?(?:va )?| va ")
_CONTINUOUS: Final = re.compile(
    r"(?:thuong xuyen|lien tuc|hang ngay)(?:[ ,;/+-]+(?:va |thuong xuyen|lien tuc)?)+(?P<rest>.+)"
)
_FOLLOWING_YEARS: Final = re.compile(
    r"(?P<rest>.+) va (?:cac |nhung )?nam (?:tiep theo|_sau|sau|ke tiep)"
)
_UNIT: Final = re.compile(
    rf"(?P<unit>(?:ngay|thang|quy|nam) )?(?P<number>{NUMBER}|{QUARTER})(?P<tail>.*)"
)
_YEAR: Final = re.compile(r"\b(?:19|20|21)[0-9]{2}\b")
_NAMING: Final = re.compile(
    r"[0-9]|^(?:i|ii|iii|iv)$|\b(?:thang|quy|ngay) [a-z]|\b(?:dau|giua|cuoi|het) "
)
_PREFIXED: Final = re.compile(
    r"\b(?:truoc|cham nhat|muon nhat|khong muon hon|den het|trong vong|trong thang|trong quy"
    r"|trong nam)\b"
)
_TURNING: Final = re.compile(r"[0-9]|\b(?:khong|ke|tu|sau|_sau|tru|am lich|hoac|hay)\b")
"""Words that turn round what follows them, so that it is not read alone."""


def read_phrase(text: str, context: Context) -> Reading | None:
    """What a folded text without headings means, or None when no form fits.

    Raises:
        InvalidInputError: it names a day that does not exist, or too long a time.
        UnsaidYearError: it names no year, and nothing tells which.
    """
    return _first((*_WHOLE, *_WITH_MORE), text, context)


def _first(readers: tuple[Reader, ...], text: str, context: Context) -> Reading | None:
    readings = (reader(text, context) for reader in readers)
    return next((reading for reading in readings if reading is not None), None)


def fixed(span: Span) -> Reading:
    """A deadline on the last day of what is named."""
    kind = DeadlineKind.FIXED
    alternatives = span.others
    return Reading("", kind, span.certainty, span.last, span.notes, alternatives=alternatives)


def _plain(text: str, context: Context) -> Reading | None:
    span = read_span(text, context)
    return fixed(span) if span else None


def _at_hour(text: str, context: Context) -> Reading | None:
    """Days are kept, not hours: the day counts, and a note says the hour."""
    hour = hour_of(text)
    span = read_span(hour.day, context) if hour else None
    if hour is None or span is None or span.first != span.last:
        return None
    if hour.hour is None:
        return fixed(span).noting("part_of_day")
    written = f"{hour.hour}:{hour.minute:02}"
    if hour.hour == hour.minute == 0:
        asking = replace(fixed(span), due_on=span.last - _DAY)
        asking = replace(asking, alternatives=(span.last - _DAY, span.last))
        return asking.noting("hour_of_day", Certainty.ASK, time=written)
    return fixed(span).noting("hour_of_day", time=written)


def _on_weekday(text: str, context: Context) -> Reading | None:
    """A weekday beside the date checks it."""
    stated = weekday_of(text)
    reading = _dated(stated.day, context) if stated else None
    if stated is None or reading is None or reading.due_on is None:
        return None
    named = max((reading.due_on, *reading.alternatives))
    if named.weekday() == stated.weekday:
        return reading
    return reading.noting("weekday_differs", Certainty.ASK, day=named)


def _dated(text: str, context: Context) -> Reading | None:
    """A day, or before a day."""
    return _at_hour(text, context) or _plain(text, context) or _before(text, context)


def _before(text: str, context: Context) -> Reading | None:
    """The day before is what the words say; of a single day the day itself may be meant."""
    found = _BEFORE.fullmatch(text)
    span = read_span(found["rest"], context) if found else None
    if span is None:
        return None
    eve, single = span.first - _DAY, span.first == span.last
    same = single and context.before_means is BeforeMeans.SAME_DAY
    reading = replace(fixed(span), due_on=span.last if same else eve, alternatives=(eve, span.last))
    if single:
        return reading.noting("before_day", Certainty.ASK, day=span.first, eve=eve)
    return reading.noting("before_span", Certainty.ASK, first=span.first, last=span.last, eve=eve)


# --- two days and more --------------------------------------------------------------------------


_WITH_YEAR: Final = re.compile(r"[0-9]{4}")


def _range(text: str, context: Context) -> Reading | None:
    """From a day to a day: the later one."""
    whole = _FROM.sub("", text, count=1) if _FROM.match(text) else text
    for cut in _TO.finditer(whole):
        start, end = whole[: cut.start()], whole[cut.end() :]
        later = _like(end, start, context)
        if later is None:
            continue
        if start in _SINCE_NOW:
            return fixed(later)
        earlier = _like(start, end, context, until=later)
        if earlier is not None and not _torn(start, end, earlier, later):
            unsaid = not _WITH_YEAR.search(whole)
            return _between(earlier, later, context.dated_on if unsaid else None)
    return None


def _torn(start: str, end: str, earlier: Span, later: Span) -> bool:
    """Whether a range was made of what may be one date: "3-5/2024", "15/3-2024"."""
    if start.isdecimal() and len(start) < _YEAR_DIGITS and later.first != later.last:
        return True
    bare_year = any(part.isdecimal() and len(part) == _YEAR_DIGITS for part in (start, end))
    return bare_year and not (_is_year(earlier) and _is_year(later))


def _is_year(span: Span) -> bool:
    return (span.first.month, span.last.month) == (1, MONTHS)


def _between(earlier: Span, later: Span, completed_by: date | None) -> Reading:
    reading = replace(fixed(later), certainty=least_sure(earlier.certainty, later.certainty))
    if earlier.first > later.last:
        choice = tuple(sorted({earlier.last, later.last}))
        reading = replace(reading, alternatives=choice)
        return reading.noting("range_backwards", Certainty.ASK, first=earlier.first)
    over_new_year = earlier.first.year < later.last.year
    if over_new_year and completed_by is not None and earlier.first < completed_by:
        # "từ tháng 11 đến tháng 3": of the winter that was, or of the one to come.
        next_year = later.last + relativedelta(years=1)
        reading = replace(reading, alternatives=(later.last, next_year))
        return reading.noting("range", Certainty.ASK, first=earlier.first, last=later.last)
    return reading.noting("range", first=earlier.first, last=later.last)


def _either(text: str, context: Context) -> Reading | None:
    """One day or another: the later one, as an estimate."""
    parts = [part.strip("() ") for part in _EITHER.split(text)]
    days = _all_days(parts, context)
    if days is None:
        return None
    reading = Reading("", DeadlineKind.FIXED, due_on=days[-1], alternatives=days, estimated=True)
    return reading.noting("either", Certainty.ASK, first=days[0], last=days[-1])


def _several(text: str, context: Context) -> Reading | None:
    """A list of days: the last one, if it is one deadline at all."""
    parts = _AND.split(text)
    days = _all_days(parts, context)
    if days is None:
        return None
    reading = Reading("", DeadlineKind.FIXED, due_on=days[-1], alternatives=days)
    return reading.noting("several_days", Certainty.ASK, count=len(parts))


def _all_days(parts: list[str], context: Context) -> tuple[date, ...] | None:
    """The days that all parts name, in order of time; parts complete one another."""
    if not 1 < len(parts) <= _MOST_PARTS:
        return None
    last = _like(parts[-1], parts[0], context)
    if last is None:
        return None
    spans = [_like(part, parts[-1], context, until=last) for part in parts[:-1]]
    days = [span.last for span in spans if span is not None]
    return tuple(sorted({*days, last.last})) if len(days) == len(spans) else None


_MOST_PARTS: Final = 12
"""The months of a year."""


def _like(text: str, other: str, context: Context, until: Span | None = None) -> Span | None:
    """What a part names that leaves out what the other part says: "tháng 8 hoặc 9/2024"."""
    for candidate in _completions(text, other, until):
        span = read_span(candidate, context)
        if span is not None and (until is None or candidate == text or span.last <= until.last):
            return span
    return None


def _completions(text: str, other: str, until: Span | None) -> Iterator[str]:
    mine, theirs = _UNIT.fullmatch(text), _UNIT.fullmatch(other)
    if not _NAMING.search(text):
        yield text
        return
    if until is not None and not _YEAR.search(text):
        yield f"{text} nam {until.last.year}"
        yield f"{text} nam {until.last.year - 1}"
    if theirs is not None and until is not None:
        yield f"{text}{theirs['tail']}"
        yield f"{theirs['unit'] or ''}{text}{theirs['tail']}"
    if mine is not None and theirs is not None and not mine["unit"] and theirs["unit"]:
        yield f"{theirs['unit']}{text}"
    yield text


# --- with something else ------------------------------------------------------------------------


def _continuous(text: str, context: Context) -> Reading | None:
    """``thường xuyên, hằng quý``: work without end that is reported on, or ends, some day."""
    found = _CONTINUOUS.fullmatch(text)
    reading = _first(_WHOLE, found["rest"], context) if found else None
    return reading.noting("continuous_and", Certainty.ASK) if reading else None


def _and_following_years(text: str, context: Context) -> Reading | None:
    found = _FOLLOWING_YEARS.fullmatch(text)
    span = read_span(found["rest"], context) if found else None
    return fixed(span).noting("and_following_years", Certainty.ASK) if span else None


def _prefixed(text: str, context: Context) -> Reading | None:
    """``nộp về phòng trước ngày 15/3``: other words before, none of which turns it round."""
    found = _PREFIXED.search(text)
    if found is None or found.start() == 0 or _TURNING.search(text[: found.start()]):
        return None
    reading = _first(_WHOLE, without_headings(text[found.start() :])[0], context)
    return reading.noting("other_words", Certainty.PROPOSED) if reading else None


_WHOLE: Final[tuple[Reader, ...]] = (
    read_series,
    _plain,
    read_period,
    _at_hour,
    _on_weekday,
    _before,
    _range,
    _either,
    _several,
)
_WITH_MORE: Final[tuple[Reader, ...]] = (_continuous, _and_following_years, _prefixed)
