"""``/audit/alerts``: which alerts should have been raised on a day, and were they."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.limiting import audited
from tracker.alerts.audit.lines import Line, Report, is_untold
from tracker.alerts.audit.outcomes import DUE, Outcome
from tracker.alerts.audit.report import alerts_on
from tracker.alerts.audit.reported import ALERTS, swept_told
from tracker.alerts.words import Occasion
from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.fold.words import COMPLETED_KINDS
from tracker.reading.names import unit_names
from tracker.web.auditor.alerts_shown import Number, ShownLine, beside, due, shown_line
from tracker.web.auditor.asking import AuditQuery, MomentField, moment_field
from tracker.web.auditor.proving import Proof, cut_told, proof, question
from tracker.web.auditor.scope import Scope, scope, shown_or_chosen
from tracker.web.frame.addresses import Parameter
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PATH: Final = "/audit/alerts"
_FILE: Final = "/audit/files/alerts"
LINES: Final = 50
"""Alerts on a page."""


class AlertsQuery(AuditQuery):
    """Which alerts of the day are listed, and which page of them."""

    occasion: Occasion | None = None
    outcome: Outcome | None = None
    only: Literal["due", "untold"] | None = None
    """All that was due, whatever it came to; or what was raised and told nobody."""
    page: int = Field(1, ge=1, le=1_000_000)

    def told(self, **changes: Parameter) -> dict[str, Parameter]:
        """As above; the first page is the one that nothing is said of."""
        own = super().told(**changes)
        return {**own, "page": None if own["page"] == 1 else own["page"]}

    def lines(self, report: Report) -> list[Line]:
        """Those that are listed."""
        return [
            line
            for line in report.lines
            if self.outcome in (None, line.outcome)
            and (self.only != "due" or line.outcome in DUE)
            and (self.only != "untold" or is_untold(line))
        ]


class FileQuery(AlertsQuery):
    """As which sort of file."""

    form: Literal[Form.CSV, Form.XLSX] = Field(Form.XLSX, alias="format")


@dataclass(frozen=True, kw_only=True)
class AlertsPage:
    """What the page shows."""

    scope: Scope
    known_at: MomentField
    query: AlertsQuery
    report: Report
    swept: str
    """Whether the scheduler looked at the day."""
    due: Sequence[Number]
    beside: Sequence[Number]
    all_address: str
    due_address: str
    untold_address: str
    total: int
    lines: list[ShownLine]
    names: dict[str, str]
    first: str | None
    after: str | None
    files: list[tuple[str, str, str]]
    proof: Proof
    occasions: tuple[Occasion, ...] = tuple(Occasion)


@router.get(PATH)
def show_alerts(visit: Visiting, query: Annotated[AlertsQuery, Query()]) -> Response:
    """The day in numbers, and a page of the alerts behind one of them."""
    return shown_or_chosen(visit, query, PATH, "auditor/alerts.html", _page)


def _page(
    connection: Connection[Any], visit: Visit, times: Times, query: AlertsQuery
) -> AlertsPage:
    audited(connection, visit.caller, query.filters(), times.cut)
    chosen = scope(connection, visit, times, query, PATH, kinds=COMPLETED_KINDS)
    report = alerts_on(connection, times.cut, chosen.filters, query.occasion)
    listed = query.lines(report)
    start = (query.page - 1) * LINES
    shown = listed[start : start + LINES]
    following = query.page + 1 if len(listed) > start + LINES else None

    def address(**changes: Parameter) -> str:
        return visit.href(PATH, **query.told(**{"page": 1, **changes}))

    return AlertsPage(
        scope=chosen,
        known_at=moment_field(times.chosen_known_at),
        query=query,
        report=report,
        swept=swept_told(report, visit.words.language),
        due=due(report, address),
        beside=beside(report, address),
        all_address=address(outcome=None, only=None),
        due_address=address(outcome=None, only="due"),
        untold_address=address(outcome=None, only="untold"),
        total=len(listed),
        lines=[shown_line(line, visit.words) for line in shown],
        names=unit_names(connection, {line.unit for line in shown}, times.cut),
        first=None if query.page == 1 else address(),
        after=None if following is None else visit.href(PATH, **query.told(page=following)),
        files=_files(visit, query),
        proof=_proof(visit, query, chosen, times),
    )


def _files(visit: Visit, query: AlertsQuery) -> list[tuple[str, str, str]]:
    told = query.told(page=1)
    return [
        ("alerts", form.value, visit.href(_FILE, **told, format=form))
        for form in (Form.XLSX, Form.CSV)
    ]


def _proof(visit: Visit, query: AlertsQuery, chosen: Scope, times: Times) -> Proof:
    """The same question, asked by a program and by a command."""
    cut = cut_told(times.cut)
    asked = {
        "on": cut["as_of"],
        "known_at": cut["known_at"],
        **chosen.told,
        "occasion": query.occasion,
        "outcome": query.outcome,
    }
    one = question("alerts", "alerts", **asked)
    command = one.command.replace("tracker alerts", "tracker alert report", 1)
    page = visit.href(PATH, **{**query.told(), **cut})
    return proof(visit, page, [one._replace(command=command)], times.cut)


@router.get(_FILE)
def take_alerts(visit: Visiting, query: Annotated[FileQuery, Query()]) -> Response:
    """The whole list as a file."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        filters = audited(connection, visit.caller, query.filters(), times.cut)
        report = alerts_on(connection, times.cut, filters, query.occasion)
    dated = {"on": times.as_of, "known_at": times.known_at}
    totals = {f"alert_outcome.{outcome}": number for outcome, number in report.totals.items()}
    about = file_word(times.as_of)
    sheet = Sheet("alerts", ALERTS, query.lines(report), dated, filters, totals, about)
    return as_file(visit.request, query.form, sheet, visit.words.language)
