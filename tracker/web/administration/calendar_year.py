"""``/admin/calendars/{code}``: a year of a calendar, month by month, and who laid its days down."""

from calendar import Calendar as Weeks
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final
from unicodedata import normalize

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.aggregates.calendar import Calendar
from tracker.aggregates.events import stream_id
from tracker.api.questions.timeline import Named
from tracker.deadlines.adoption import Established
from tracker.deadlines.calendar import DayEntry, DayKind, WorkCalendar, is_weekend
from tracker.reading.calendars import calendars_known
from tracker.reading.cut import Cut
from tracker.reading.names import unit_names
from tracker.reading.streams import streams
from tracker.rights.words import Act
from tracker.web.administration.reaching import may_run, refuse_unless_any
from tracker.web.frame.timebar import TimeQuery
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_MONTHS: Final = range(1, 13)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class YearQuery(TimeQuery):
    """The year beside C and K; absent: that of C."""

    year: int | None = Field(None, ge=_FIRST_YEAR, le=_LAST_YEAR)


@dataclass(frozen=True)
class Cell:
    """A day of a month."""

    day: date
    kind: str
    """``work``, ``weekend``, or a word of ``DayKind``."""
    entry: DayEntry | None

    @property
    def is_proposed(self) -> bool:
        """Whether no document lays the day down."""
        return self.entry is not None and self.entry.paper is None


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday on; None: a day of another month."""

    number: int
    weeks: list[list[Cell | None]]


@dataclass(frozen=True, kw_only=True)
class CalendarPage:
    """What the page shows."""

    about: Established
    version: int
    year: int
    before: int | None
    after: int | None
    is_complete: bool
    months: list[Month]
    entries: list[DayEntry]
    working_days: int
    adoptions: list[Calendar.DaysAdopted]
    names: dict[str, str]
    may_adopt: bool


@router.get("/admin/calendars/{code:path}")
def show_calendar(visit: Visiting, code: Named, query: Annotated[YearQuery, Query()]) -> Response:
    """The year as known at K."""
    refuse_unless_any(visit, Act.RUN_CALENDARS, Act.RUN_UNITS, Act.RUN_PEOPLE, Act.AUDIT)
    with visit.asking() as connection:
        times = query.times(connection, visit)
        year = query.year or times.as_of.year
        page = _page(connection, visit, code, times.cut, year, is_past=times.is_past)
    return visit.page("administration/calendar.html", times=times, page=page)


def _page(  # noqa: PLR0913 - whose page, of what, when
    connection: Connection[Any], visit: Visit, code: str, cut: Cut, year: int, *, is_past: bool
) -> CalendarPage:
    known = calendars_known(connection, cut.position)
    calendar = known.named(normalize("NFC", code))
    about = known.about(calendar.code)
    months = [_month(calendar, year, number) for number in _MONTHS]
    units = [] if about.unit is None else [about.unit]
    return CalendarPage(
        about=about,
        version=calendar.version,
        year=year,
        before=year - 1 if year > _FIRST_YEAR else None,
        after=year + 1 if year < _LAST_YEAR else None,
        is_complete=year in calendar.complete,
        months=months,
        entries=calendar.days_of(year),
        working_days=sum(
            cell is not None and calendar.works(cell.day)
            for month in months
            for week in month.weeks
            for cell in week
        ),
        adoptions=_adoptions(connection, calendar.code, cut),
        names=unit_names(connection, units, cut),
        may_adopt=not is_past and may_run(connection, visit, Act.RUN_CALENDARS, about.unit),
    )


def _month(calendar: WorkCalendar, year: int, number: int) -> Month:
    weeks = Weeks().monthdatescalendar(year, number)
    return Month(
        number,
        [[_cell(calendar, day) if day.month == number else None for day in week] for week in weeks],
    )


def _cell(calendar: WorkCalendar, day: date) -> Cell:
    entry = calendar.entry(day)
    if entry is None or entry.kind is DayKind.ORDINARY:
        return Cell(day, "weekend" if is_weekend(day) else "work", entry)
    return Cell(day, entry.kind.value, entry)


def _adoptions(connection: Connection[Any], code: str, cut: Cut) -> list[Calendar.DaysAdopted]:
    """The newest first."""
    stream = stream_id("calendar", code)
    return list(_adopted(streams(connection, [stream], cut.position).get(stream, [])))[::-1]


def _adopted(events: list[tuple[int, Any]]) -> Iterator[Calendar.DaysAdopted]:
    return (event for _, event in events if isinstance(event, Calendar.DaysAdopted))
