"""Days, months, quarters and years that words name, and the year where none is written.

It is taken from the document's day first, then from today, and always with a note.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final, NamedTuple

from dateutil.relativedelta import relativedelta

from tracker.days import EARLIEST, LATEST
from tracker.deadlines.outcome import Certainty, Context, Note
from tracker.errors import InvalidInputError

MONTHS: Final = 12
_LEAP: Final = 2024
"""A year in which every day exists that exists in any."""


class UnsaidYearError(Exception):
    """The words name a day that exists, but nothing says of which year."""


class Span(NamedTuple):
    """A day, month, quarter or year that words name, and what is to be said of the reading."""

    first: date
    last: date
    certainty: Certainty = Certainty.SURE
    notes: tuple[Note, ...] = ()
    others: tuple[date, ...] = ()
    """The days among which a person may choose instead of ``last``, itself included."""

    def noting(self, note: Note, certainty: Certainty, *others: date) -> "Span":
        """The same with one more note, for a reading that is not sure."""
        choice = tuple(sorted({*self.others, *others}))
        return self._replace(notes=(*self.notes, note), certainty=certainty, others=choice)


Groups = Mapping[str, str]
"""What a pattern found, by name; nothing found is the empty text."""
Build = Callable[[int], tuple[date, date]]
"""First and last day of what is meant, in a given year."""


def day_of(year: int, month: int, day: int) -> date:
    """The day, if there is one and we keep such days.

    Raises:
        InvalidInputError: there is no such day.
    """
    try:
        found = date(year, month, day)
    except (ValueError, OverflowError):
        found = None
    if found is None or not EARLIEST <= found <= LATEST:
        raise InvalidInputError("no_such_day", field="words", value=f"{day}/{month}/{year}")
    return found


def month_of(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    first = _first_day(year, month, f"tháng {month}/{year}")
    return first, first.replace(day=monthrange(year, month)[1])


def quarter_of(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter."""
    first = _first_day(year, 3 * quarter - 2, f"quý {quarter}/{year}")
    return first, month_of(year, 3 * quarter)[1]


def year_of(year: int) -> tuple[date, date]:
    """First and last day of a year."""
    first = _first_day(year, 1, str(year))
    return first, date(year, 12, 31)


def _first_day(year: int, month: int, value: str) -> date:
    if not (EARLIEST.year <= year <= LATEST.year and 1 <= month <= MONTHS):
        raise InvalidInputError("no_such_day", field="words", value=value)
    return date(year, month, 1)


def base_day(context: Context) -> tuple[date, Certainty, str]:
    """From which day "this month" and the like are understood, how sure, and whose day it is.

    Raises:
        UnsaidYearError: neither the document's day nor today is known.
    """
    if context.dated_on is not None:
        return context.dated_on, Certainty.SURE, "document"
    if context.today is not None:
        return context.today, Certainty.PROPOSED, "today"
    raise UnsaidYearError


def in_year(found: Groups, context: Context, build: Build) -> Span:
    """What the words mean in the year that they name, or in the likeliest one.

    Raises:
        InvalidInputError: there is no such day.
        UnsaidYearError: no year is named, and nothing else is known.
    """
    if found.get("year"):
        return Span(*build(int(found["year"])))
    if found.get("turn"):
        return _turned(found["turn"] != "nay", context, build)
    try:
        return _likeliest(context, build)
    except InvalidInputError as error:
        written = str(error.details["value"]).rpartition("/")[0]
        raise InvalidInputError("no_such_day", field="words", value=written) from error


def _turned(following: bool, context: Context, build: Build) -> Span:
    day, certainty, whose = base_day(context)
    year = day.year + following
    return Span(*build(year), certainty, (Note(f"year_from_{whose}", {"year": year}),))


def _likeliest(context: Context, build: Build) -> Span:
    """The document's year, or the next one when the day would lie before the document."""
    try:
        day, certainty, whose = base_day(context)
    except UnsaidYearError:
        build(_LEAP)
        raise
    own = _attempt(build, day.year)
    if own is not None and (own[1] >= day or whose == "today"):
        return Span(*own, certainty, (Note(f"year_from_{whose}", {"year": day.year}),))
    following = _attempt(build, day.year + 1)
    if following is None:
        return Span(*(own or build(day.year)), Certainty.ASK, (_past(day),))
    note = Note("year_after_document", {"year": day.year + 1, "document_year": day.year})
    choice = {following[1]} | ({own[1]} if own else set())
    return Span(*following, Certainty.PROPOSED, (note,), tuple(sorted(choice)))


def _past(day: date) -> Note:
    return Note("year_from_document", {"year": day.year})


def _attempt(build: Build, year: int) -> tuple[date, date] | None:
    try:
        return build(year)
    except InvalidInputError:
        return None


def turned_unit(unit: str, context: Context, *, following: bool) -> Span:
    """This week, month, quarter or year, or the following one.

    Raises:
        UnsaidYearError: neither the document's day nor today is known.
    """
    day, certainty, whose = base_day(context)
    try:
        day += _ONE_MORE[unit] if following else relativedelta()
    except (ValueError, OverflowError) as error:
        raise InvalidInputError("no_such_day", field="words", value=str(day)) from error
    note = Note(f"around_{whose}", {"day": context.dated_on or context.today})
    return Span(*_UNITS[unit](day), certainty, (note,))


def week_of(day: date) -> tuple[date, date]:
    """Monday and Friday of the day's week."""
    monday = day - relativedelta(days=day.weekday())
    return monday, monday + relativedelta(days=4)


_ONE_MORE: Final = {
    "tuan": relativedelta(weeks=1),
    "thang": relativedelta(months=1),
    "quy": relativedelta(months=3),
    "nam": relativedelta(years=1),
}
_UNITS: Final[dict[str, Callable[[date], tuple[date, date]]]] = {
    "tuan": week_of,
    "thang": lambda day: month_of(day.year, day.month),
    "quy": lambda day: quarter_of(day.year, (day.month + 2) // 3),
    "nam": lambda day: year_of(day.year),
}
