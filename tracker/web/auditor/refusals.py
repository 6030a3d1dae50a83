"""``/audit/refusals``: who was refused what; for who audits the whole installation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tracker.access.judging import refuse_unless_everywhere
from tracker.access.refusals import PAGE, Noted, Period, refusals
from tracker.api.dependencies import asking
from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.bootstrap import Installation
from tracker.days import parse_moment, show_moment
from tracker.reading.cut import Filters
from tracker.rights.words import Act
from tracker.web.auditor.access_columns import REFUSALS
from tracker.web.auditor.tabs import Tab, tabs
from tracker.web.frame.addresses import Parameter, address
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PATH: Final = "/audit/refusals"
_FILE: Final = "/audit/files/refusals"
LINES: Final = 100
"""Refusals on a page."""
_DAYS: Final = timedelta(days=29)
"""Before today, by default."""


class RefusalsQuery(PageQuery):
    """The days, the account, and where the page before ended."""

    start: str | None = Field(None, alias="from", max_length=40)
    to: str | None = Field(None, max_length=40)
    account: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    after_at: str | None = Field(None, max_length=40)
    after: int | None = Field(None, ge=1, le=2**63 - 1)
    # As the other pages say C and K, which the tabs keep; refusals have only their time.
    as_of: str | None = Field(None, max_length=40)
    known_at: str | None = Field(None, max_length=40)

    def days(self, visit: Visit) -> tuple[date, date]:
        """First and last day.

        Raises:
            InvalidInputError: a day that is none.
        """
        last = visit.today if self.to is None else day_typed(self.to, "to")
        return last - _DAYS if self.start is None else day_typed(self.start, "from"), last

    def place(self) -> tuple[datetime, int] | None:
        """Where the page before ended.

        Raises:
            InvalidInputError: a moment that is none.
        """
        if self.after_at is None or self.after is None:
            return None
        return parse_moment(self.after_at, "after_at"), self.after


class FileQuery(RefusalsQuery):
    """As which sort of file."""

    form: Literal[Form.CSV, Form.XLSX] = Field(Form.XLSX, alias="format")


@dataclass(frozen=True, kw_only=True)
class RefusalsPage:
    """What the page shows."""

    tabs: list[Tab]
    first_day: date
    last_day: date
    account: str | None
    refusals: list[Noted]
    first: str | None
    after: str | None
    files: list[tuple[str, str, str]]


@router.get(PATH)
def show_refusals(visit: Visiting, query: Annotated[RefusalsQuery, Query()]) -> Response:
    """A page of the record, the youngest first."""
    refuse_unless_everywhere(visit.caller, Act.AUDIT)
    first, last = query.days(visit)
    period, place = Period.of_days(first, last, query.account), query.place()
    with visit.asking() as connection:
        found = refusals(connection, period, after=place, limit=LINES + 1)
    shown = found[:LINES]
    told: dict[str, Parameter] = {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "account": query.account,
    }
    page = RefusalsPage(
        tabs=tabs(visit, PATH),
        first_day=first,
        last_day=last,
        account=query.account,
        refusals=shown,
        first=None if place is None else address(PATH, **told),
        after=_next(told, shown[-1]) if len(found) > LINES else None,
        files=[
            ("refusals", form.value, address(_FILE, **told, format=form.value))
            for form in (Form.XLSX, Form.CSV)
        ],
    )
    return visit.page("auditor/refusals.html", page=page)


def _next(told: dict[str, Parameter], last: Noted) -> str:
    return address(PATH, **told, after_at=show_moment(last.at), after=last.refusal_no)


@router.get(_FILE)
def take_refusals(visit: Visiting, query: Annotated[FileQuery, Query()]) -> Response:
    """The whole record of the days as a file."""
    refuse_unless_everywhere(visit.caller, Act.AUDIT)
    first, last = query.days(visit)
    rows = _all(visit.found, Period.of_days(first, last, query.account))
    dated = {"from": first, "to": last, "account": query.account}
    about = f"{file_word(first)}_{file_word(last)}"
    sheet = Sheet("refusals", REFUSALS, rows, dated, Filters(), about=about)
    return as_file(visit.request, query.form, sheet, visit.words.language)


def _all(found: Installation, period: Period) -> Iterator[Noted]:
    """The record page by page; a connection is held no longer than a page takes."""
    after: tuple[datetime, int] | None = None
    while True:
        with asking(found) as connection:
            page = refusals(connection, period, after=after)
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1].at, page[-1].refusal_no
