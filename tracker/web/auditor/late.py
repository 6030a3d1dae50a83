"""``/audit/late``: what was recorded after a time about days before it, and what corrects them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.limiting import limited
from tracker.api.dependencies import LAST_POSITION, asking
from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.bootstrap import Installation
from tracker.days import parse_moment
from tracker.present.lists import ENTRIES
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.cut import Cut, cut_at
from tracker.reading.entries import Entry
from tracker.reading.late_entries import PAGE, Late, late_entries, late_page
from tracker.reading.names import unit_names
from tracker.web.auditor.asking import AuditQuery, MomentField, moment_field
from tracker.web.auditor.events import EventTold, told, units_of
from tracker.web.auditor.proving import Proof, cut_told, proof, question
from tracker.web.auditor.scope import Scope, scope, shown_or_chosen
from tracker.web.frame.addresses import Parameter
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PATH: Final = "/audit/late"
_FILE: Final = "/audit/files/late"
LINES: Final = 50
"""Entries on a page."""


class LateQuery(AuditQuery):
    """Recorded after which time; absent: after the end of day C."""

    since: str | None = Field(None, max_length=40)
    before: int = Field(STILL_KNOWN, ge=1, le=STILL_KNOWN)
    """Only what was recorded before this position: the next page."""

    def told(self, **changes: Parameter) -> dict[str, Parameter]:
        """As above; the first page is the one that nothing is said of."""
        own = super().told(**changes)
        return {**own, "before": None if own["before"] == STILL_KNOWN else own["before"]}

    def late(self, connection: Connection[Any], visit: Visit, chosen: Scope, cut: Cut) -> Late:
        """The question that the address asks.

        Raises:
            InvalidInputError: a moment that is none.
            ForbiddenError: the unit was not the reader's as known at the earlier time.
        """
        since = parse_moment(self.since or cut.as_of.isoformat(), "since")
        early = cut_at(connection, cut.as_of, since, visit.now)
        limited(connection, visit.caller, chosen.filters, early)
        return Late(early, cut, chosen.filters)


class FileQuery(LateQuery):
    """As which sort of file."""

    form: Literal[Form.CSV, Form.XLSX] = Field(Form.XLSX, alias="format")


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry as the page shows it."""

    entry: Entry
    event: EventTold


@dataclass(frozen=True, kw_only=True)
class LatePage:
    """What the page shows."""

    scope: Scope
    since: Cut
    since_field: MomentField
    known_at: MomentField
    total: int
    lines: list[Line]
    is_first: bool
    first: str
    after: str | None
    files: list[tuple[str, str, str]]
    proof: Proof


@router.get(PATH)
def show_late(visit: Visiting, query: Annotated[LateQuery, Query()]) -> Response:
    """A page of the entries, the last recorded first."""
    return shown_or_chosen(visit, query, PATH, "auditor/late.html", _page)


def _page(connection: Connection[Any], visit: Visit, times: Times, query: LateQuery) -> LatePage:
    chosen = scope(connection, visit, times, query, PATH)
    late = query.late(connection, visit, chosen, times.cut)
    found, total = late_page(connection, late, before=query.before, limit=LINES + 1)
    shown = found[:LINES]
    mentioned = {code for entry in shown for code in units_of(entry.event)}
    names = unit_names(connection, mentioned, times.cut)
    last = shown[-1].position if len(found) > LINES else None
    return LatePage(
        scope=chosen,
        since=late.cut,
        since_field=moment_field(late.cut.known_at),
        known_at=moment_field(times.chosen_known_at),
        total=total,
        lines=[Line(entry=one, event=told(one.event, names, visit.words)) for one in shown],
        is_first=query.before == STILL_KNOWN,
        first=visit.href(PATH, **query.told(before=STILL_KNOWN)),
        after=None if last is None else visit.href(PATH, **query.told(before=last)),
        files=_files(visit, query),
        proof=_proof(visit, query, chosen, late),
    )


def _proof(visit: Visit, query: LateQuery, chosen: Scope, late: Late) -> Proof:
    """The question nearest to this one that programs can ask: which classes it changed."""
    since, until = cut_told(late.cut), cut_told(late.against)
    told = {**query.told(), **until, "since": since["known_at"]}
    changes = question("changes", "changes", **since, against=until["known_at"], **chosen.told)
    return proof(visit, visit.href(PATH, **told), [changes], late.cut, late.against)


def _files(visit: Visit, query: LateQuery) -> list[tuple[str, str, str]]:
    told = query.told(before=STILL_KNOWN)
    return [
        ("late", form.value, visit.href(_FILE, **told, format=form))
        for form in (Form.XLSX, Form.CSV)
    ]


@router.get(_FILE)
def take_late(visit: Visiting, query: Annotated[FileQuery, Query()]) -> Response:
    """The whole list as a file."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        chosen = scope(connection, visit, times, query, PATH)
        late = query.late(connection, visit, chosen, times.cut)
    dated = {
        "as_of": times.as_of,
        "recorded_after": late.cut.known_at,
        "known_at": times.known_at,
    }
    rows = _all(visit.found, late)
    sheet = Sheet("late", ENTRIES, rows, dated, late.filters, about=file_word(times.as_of))
    return as_file(visit.request, query.form, sheet, visit.words.language)


def _all(found: Installation, late: Late) -> Iterator[Entry]:
    """All entries, page by page; a connection is held no longer than a page takes."""
    before = LAST_POSITION
    while True:
        with asking(found) as connection:
            page = late_entries(connection, late, before=before)
        yield from page
        if len(page) < PAGE:
            return
        before = page[-1].position
