"""``/work-log``: "Nhật ký công việc", what the visitor recorded between two days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tracker.access.judging import refuse_unless_somewhere
from tracker.api.dependencies import asking
from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.bootstrap import Installation
from tracker.days import day_before
from tracker.present.columns import Value
from tracker.present.happening import event_name
from tracker.present.lists import ENTRIES
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.cut import Filters
from tracker.reading.entries import Entry
from tracker.reading.work_log import (
    PAGE,
    DayOf,
    Place,
    Worked,
    place_of,
    work_log,
    work_log_size,
)
from tracker.rights.words import Act
from tracker.web.frame.addresses import Parameter, address, part
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PATH: Final = "/work-log"
_FILE: Final = "/work-log/file"
LINES: Final = 100
"""Entries on a page."""
_ITEMS: Final = frozenset({"plan_task", "directive", "finding", "target"})


class WorkQuery(PageQuery):
    """The days, both inclusive: by default from the first of this month to today."""

    start: str | None = Field(None, alias="from", max_length=40)
    to: str | None = Field(None, max_length=40)
    by: DayOf = DayOf.RECORDED
    after_day: str | None = Field(None, max_length=40)
    after: int | None = Field(None, ge=1, le=STILL_KNOWN)
    """With ``after_day``: where the page before ended."""

    def worked(self, visit: Visit) -> Worked:
        """Whose work of which days.

        Raises:
            InvalidInputError: a day that is none.
        """
        first = visit.today.replace(day=1) if self.start is None else day_typed(self.start, "from")
        last = visit.today if self.to is None else day_typed(self.to, "to")
        return Worked(visit.caller.name, first, last, self.by)

    @property
    def place(self) -> Place | None:
        """Where the page before ended."""
        if self.after is None or self.after_day is None:
            return None
        return Place(day_typed(self.after_day, "after_day"), self.after)


class FileQuery(WorkQuery):
    """As which sort of file."""

    form: Literal[Form.CSV, Form.XLSX] = Field(Form.XLSX, alias="format")


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry as the page shows it."""

    entry: Entry
    event: str
    recorded_at: str
    late_days: int
    address: str | None
    """Of the page about what it happened to."""


@dataclass(frozen=True, kw_only=True)
class WorkPage:
    """What the page shows."""

    worked: Worked
    name: str
    """Of the visitor, as a printed log says it."""
    periods: list[tuple[str, str]]
    """Periods to choose from: the name of a message, and the page."""
    total: int
    lines: list[Line]
    first: str | None
    """The first page, on another one."""
    after: str | None
    files: list[tuple[str, str]]
    sorts: tuple[DayOf, ...] = tuple(DayOf)


@router.get(PATH)
def show_work_log(visit: Visiting, query: Annotated[WorkQuery, Query()]) -> Response:
    """A page of the visitor's own entries, the last first."""
    worked = _worked(visit, query)
    with visit.asking() as connection:
        found = work_log(connection, worked, after=query.place, limit=LINES + 1)
        total = work_log_size(connection, worked)
    shown = found[:LINES]
    page = WorkPage(
        worked=worked,
        name=visit.caller.full_name or visit.caller.name,
        periods=_periods(visit, worked.by),
        total=total,
        lines=[_line(visit, entry) for entry in shown],
        first=_address(worked) if query.place else None,
        after=_address(worked, place_of(shown[-1])) if len(found) > LINES else None,
        files=[
            (f"work_log.{form.value}", address(_FILE, **_told(worked), format=form.value))
            for form in (Form.XLSX, Form.CSV)
        ],
    )
    return visit.page("clerk/work_log.html", page=page)


def _worked(visit: Visit, query: WorkQuery) -> Worked:
    """Whoever holds no role any more reads no titles any more, not even of his own work."""
    if not visit.caller.grants:
        refuse_unless_somewhere(visit.caller, Act.READ)
    return query.worked(visit)


def _line(visit: Visit, entry: Entry) -> Line:
    return Line(
        entry=entry,
        event=event_name(entry.event.TOPIC, visit.words.language),
        recorded_at=visit.words.moment(entry.event.recorded_at),
        late_days=max(entry.late_days, 0),
        address=f"/items/{entry.sort}/{part(entry.name)}" if entry.sort in _ITEMS else None,
    )


def _periods(visit: Visit, by: DayOf) -> list[tuple[str, str]]:
    """Periods that people ask about, each up to today but the last."""
    today = visit.today
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    month_before = day_before(month)
    periods: list[tuple[str, date, date]] = [
        ("today", today, today),
        ("week", monday, today),
        ("month", month, today),
        ("month_before", month_before.replace(day=1), month_before),
    ]
    return [
        (f"work_log.{name}", _address(Worked(visit.caller.name, first, last, by)))
        for name, first, last in periods
    ]


def _address(worked: Worked, place: Place | None = None) -> str:
    after = {} if place is None else {"after_day": place.day.isoformat(), "after": place.position}
    return address(PATH, **_told(worked), **after)


def _told(worked: Worked) -> dict[str, Parameter]:
    by = None if worked.by is DayOf.RECORDED else worked.by.value
    return {"from": worked.first.isoformat(), "to": worked.last.isoformat(), "by": by}


@router.get(_FILE)
def take_work_log(visit: Visiting, query: Annotated[FileQuery, Query()]) -> Response:
    """The whole list as a file."""
    worked = _worked(visit, query)
    with visit.asking() as connection:
        # A period that is none is refused before anything is sent.
        work_log_size(connection, worked)
    by = visit.words.say(f"work_log.by_{worked.by.value}")
    dated: dict[str, Value] = {
        "actor": worked.actor,
        "from": worked.first,
        "to": worked.last,
        "by": by,
    }
    about = f"{file_word(worked.first)}_{file_word(worked.last)}"
    sheet = Sheet("work_log", ENTRIES, _all(visit.found, worked), dated, Filters(), about=about)
    return as_file(visit.request, query.form, sheet, visit.words.language)


def _all(found: Installation, worked: Worked) -> Iterator[Entry]:
    """All entries, page by page; a connection is held no longer than a page takes."""
    after: Place | None = None
    while True:
        with asking(found) as connection:
            page = work_log(connection, worked, after=after)
        yield from page
        if len(page) < PAGE:
            return
        after = place_of(page[-1])
