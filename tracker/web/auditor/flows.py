"""``/audit/flows``: what came into a period and where it went, as a sum that adds up."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, NamedTuple

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.limiting import limited_period
from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.days import show_moment
from tracker.fold.words import COMPLETED_KINDS
from tracker.present.lists import FLOWS, came, went
from tracker.reading.flows import flowed, flows
from tracker.web.auditor.asking import AuditQuery, MomentField, moment_field
from tracker.web.auditor.flowing import Flowed, flowed_page
from tracker.web.auditor.proving import Proof, cut_told, proof, question
from tracker.web.auditor.scope import Scope, scope, shown_or_chosen
from tracker.web.frame.addresses import Parameter
from tracker.web.frame.timebar import Times
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PATH: Final = "/audit/flows"
_ITEMS: Final = "/audit/flows/items"
_FILE: Final = "/audit/files/flows"
_YEAR_BEGINS: Final = (12, 15)
"""Cumulative figures begin on 15 December of the year before (domain.md section 2)."""


class FlowsQuery(AuditQuery):
    """The first day of the period; its last is C."""

    start: str | None = Field(None, alias="from", max_length=40)

    def first(self, last: date) -> date:
        """The first day; by default that of the year of reports that C is in.

        Raises:
            InvalidInputError: a day that is none.
        """
        if self.start is not None:
            return day_typed(self.start, "from")
        begins = date(last.year, *_YEAR_BEGINS)
        return begins if begins <= last else begins.replace(year=last.year - 1)


class FlowName(StrEnum):
    """What each number is called, here and in files."""

    CARRIED_IN = "carried_in"
    NEW = "new"
    REOPENED = "reopened"
    TRANSFERRED_IN = "transferred_in"
    CLOSED_ON_TIME = "closed.on_time"
    CLOSED_LATE = "closed.late"
    CLOSED_NO_DEADLINE = "closed.no_deadline"
    OUT_WITHDRAWN = "out.withdrawn"
    OUT_RETURNED = "out.returned"
    OUT_TRANSFERRED = "out.transferred"
    LEFT = "left"


class FlowQuery(FlowsQuery):
    """Which number's items, and which page of them."""

    flow: FlowName
    page: int = Field(1, ge=1, le=1_000_000)


class FileQuery(FlowsQuery):
    """As which sort of file."""

    form: Literal[Form.CSV, Form.XLSX] = Field(Form.XLSX, alias="format")


class Line(NamedTuple):
    """One number of the sum."""

    name: str
    number: int
    address: str | None


@dataclass(frozen=True, kw_only=True)
class FlowsPage:
    """What the page shows; both columns come to the same."""

    scope: Scope
    start: date
    known_at: MomentField
    came: list[Line]
    went: list[Line]
    sum_in: int
    sum_out: int
    files: list[tuple[str, str, str]]
    proof: Proof


@dataclass(frozen=True, kw_only=True)
class FlowedPage:
    """The items of one number."""

    scope: Scope
    start: date
    name: FlowName
    found: Flowed
    back: str
    turns: list[tuple[str, str]]


@router.get(PATH)
def show_flows(visit: Visiting, query: Annotated[FlowsQuery, Query()]) -> Response:
    """The flows of the period that ends on C."""
    return shown_or_chosen(visit, query, PATH, "auditor/flows.html", _page)


def _page(connection: Connection[Any], visit: Visit, times: Times, query: FlowsQuery) -> FlowsPage:
    chosen = scope(connection, visit, times, query, PATH, kinds=COMPLETED_KINDS)
    start = query.first(times.as_of)
    filters = limited_period(connection, visit.caller, chosen.filters, times.cut, start)
    found = flows(connection, start, times.cut, filters)
    told = query.told(**{"from": start.isoformat()})
    asked = {"from": start.isoformat(), "to": times.as_of.isoformat()}
    known_at = show_moment(times.known_at)
    return FlowsPage(
        scope=chosen,
        start=start,
        known_at=moment_field(times.chosen_known_at),
        came=[_line(visit, told, *one) for one in came(found)],
        went=[_line(visit, told, *one) for one in went(found)],
        sum_in=sum(number for _, number in came(found)),
        sum_out=sum(number for _, number in went(found)),
        files=[
            ("flows", form.value, visit.href(_FILE, **told, format=form))
            for form in (Form.XLSX, Form.CSV)
        ],
        proof=proof(
            visit,
            visit.href(PATH, **told, **cut_told(times.cut)),
            [question("flows", "flows", **asked, known_at=known_at, **chosen.told)],
            times.cut,
        ),
    )


def _line(visit: Visit, told: dict[str, Parameter], name: str, number: int) -> Line:
    return Line(name, number, visit.href(_ITEMS, **told, flow=name) if number else None)


@router.get(_ITEMS)
def show_flow(visit: Visiting, query: Annotated[FlowQuery, Query()]) -> Response:
    """The items that one number counts."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        chosen = scope(connection, visit, times, query, PATH, kinds=COMPLETED_KINDS)
        start = query.first(times.as_of)
        filters = limited_period(connection, visit.caller, chosen.filters, times.cut, start)
        ids = flowed(connection, start, times.cut, filters, query.flow)
        found = flowed_page(connection, times.cut, filters, ids, query.page)
    page = FlowedPage(
        scope=chosen,
        start=start,
        name=query.flow,
        found=found,
        back=visit.href(PATH, **query.told(flow=None, page=None)),
        turns=[
            (name, visit.href(_ITEMS, **query.told(page=place)))
            for name, place in (("before", found.page - 1), ("after", found.page + 1))
            if 1 <= place <= found.pages
        ],
    )
    return visit.page("auditor/flowed.html", times=times, page=page)


@router.get(_FILE)
def take_flows(visit: Visiting, query: Annotated[FileQuery, Query()]) -> Response:
    """The flows as a file."""
    with visit.asking() as connection:
        cut = query.times(connection, visit).cut
        start = query.first(cut.as_of)
        filters = limited_period(connection, visit.caller, query.filters(), cut, start)
        found = flows(connection, start, cut, filters)
    dated = {"from": start, "to": cut.as_of, "known_at": cut.known_at}
    about = f"{file_word(start)}_{file_word(cut.as_of)}"
    rows = [*came(found), *went(found)]
    sheet = Sheet("flows", FLOWS, rows, dated, filters, about=about)
    return as_file(visit.request, query.form, sheet, visit.words.language)
