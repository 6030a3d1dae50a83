"""The auditor's figures as files for spreadsheets, with C, K and the filters in them."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tracker.access.limiting import limited
from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.errors import InvalidInputError
from tracker.present.columns import Value
from tracker.present.lists import CHANGES, counts_columns
from tracker.reading.changes import differing
from tracker.reading.counts import Counts, Group, counts
from tracker.reading.cut import Cut, Filters
from tracker.web.auditor.asking import FiguresQuery
from tracker.web.auditor.differing import all_differing
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_COUNTS: Final = "/audit/files/counts"
_CHANGES: Final = "/audit/files/changes"


class FileQuery(FiguresQuery):
    """As which sort of file."""

    form: Literal[Form.CSV, Form.XLSX] = Field(Form.XLSX, alias="format")


def files(visit: Visit, query: FiguresQuery, *, is_compared: bool) -> list[tuple[str, str, str]]:
    """What of the page can be had as a file: what it holds, its format, and where it is."""
    paths = [("counts", _COUNTS), *([("changes", _CHANGES)] if is_compared else [])]
    return [
        (what, form.value, visit.href(path, **query.told(format=form, page=None)))
        for what, path in paths
        for form in (Form.XLSX, Form.CSV)
    ]


@router.get(_COUNTS)
def take_counts(visit: Visiting, query: Annotated[FileQuery, Query()]) -> Response:
    """The counts of the page's cut, split as on the page."""
    with visit.asking() as connection:
        cut = query.times(connection, visit).cut
        filters = limited(connection, visit.caller, query.filters(), cut)
        found = counts(connection, cut, filters, [query.by] if query.by else [])
    return as_file(visit.request, query.form, _counts(found, filters, query), visit.words.language)


def _counts(found: Counts, filters: Filters, query: FileQuery) -> Sheet[Group]:
    totals: dict[str, Value] = {"column.total": found.total, "class.out": found.out}
    if found.money is not None:
        totals["column.amount_required"] = found.money.required
        totals["column.amount_recovered"] = found.money.recovered
    columns = counts_columns(found, [query.by] if query.by else [])
    dated = _dated(found.cut)
    return Sheet("counts", columns, found.groups, dated, filters, totals, _about(found.cut))


@router.get(_CHANGES)
def take_changes(visit: Visiting, query: Annotated[FileQuery, Query()]) -> Response:
    """The items that differ from those of the other cut, with the events that made it so."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        other = query.other(connection, visit, times)
        if other is None:
            raise InvalidInputError("nothing_to_compare", field="against")
        filters = limited(connection, visit.caller, query.filters(), times.cut)
        limited(connection, visit.caller, filters, other.cut)
        ids = differing(connection, times.cut, other.cut, filters)
    dated = {
        **_dated(times.cut),
        "against_as_of": other.cut.as_of,
        "against": other.cut.known_at,
    }
    rows = all_differing(visit.found, (times.cut, other.cut), filters, ids)
    sheet = Sheet("changes", CHANGES, rows, dated, filters, about=_about(times.cut))
    return as_file(visit.request, query.form, sheet, visit.words.language)


def _dated(cut: Cut) -> dict[str, Value]:
    return {"as_of": cut.as_of, "known_at": cut.known_at}


def _about(cut: Cut) -> str:
    return file_word(cut.as_of)
