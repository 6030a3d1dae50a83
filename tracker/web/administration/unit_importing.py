"""``/record/units/import``: a table of units, looked at row by row, then taken whole or not.

It is pasted as it was copied from a spreadsheet: administrators bring no files.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Response

from tracker.access.judging import refuse_unless_everywhere
from tracker.commands.unit_import import (
    ImportedUnits,
    ImportUnits,
    RefusedUnitsError,
    import_units,
    preview_units,
)
from tracker.commands.unit_table import Step
from tracker.entry.sheets import BadSheetError
from tracker.errors import InvalidInputError, TrackerError
from tracker.rights.words import Act
from tracker.web.administration.beside import SOURCE_FIELDS, beside, carried, to_be_edited
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.typed import as_iso_day
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_SOURCE: Final = "source."
_TABLE: Final = "table"
_MOST_SHOWN: Final = 500


@dataclass(frozen=True)
class BadRow:
    """What is wrong with one row."""

    row: int
    column: str
    """As the table calls it."""
    why: str


@dataclass(frozen=True, kw_only=True)
class ImportPage:
    """The form, and what came of looking at the table."""

    bad: tuple[BadRow, ...] = ()
    looked_at: ImportedUnits | None = None
    steps: tuple[Step, ...] = ()
    """Of what would be recorded, as much as a page can hold."""
    carried: tuple[tuple[str, str], ...] = ()


@router.get("/record/units/import")
def show_import(visit: Visiting) -> Response:
    """The form for a table of units."""
    refuse_unless_everywhere(visit.caller, Act.RUN_UNITS)
    return _shown(visit, Form.new(visit), ImportPage())


@router.post("/record/units/import")
def import_table(sent: Submitted) -> Response:
    """Shows what the table would record, and once that was confirmed records it."""
    visit = sent.visit
    refuse_unless_everywhere(visit.caller, Act.RUN_UNITS)
    if (form := to_be_edited(sent)) is not None:
        return _shown(visit, form, ImportPage())
    try:
        command = _command(sent)
        if sent.one("step") != "confirm":
            looked_at = preview_units(command, visit.found.tracker, visit.found.clock)
            return _preview(sent, looked_at)
        done = import_units(command, visit.found.tracker, visit.found.clock)
    except RefusedUnitsError as error:
        bad = tuple(_bad_rows(visit, error))
        return _shown(visit, Form.again(sent, error), ImportPage(bad=bad))
    except TrackerError as error:
        return _shown(visit, Form.again(sent, _beside(error)), ImportPage())
    return visit.leave(
        "/admin/units",
        "units_imported",
        position=done.position,
        events=len(done.steps),
        units=done.units,
    )


def _beside(error: TrackerError) -> TrackerError:
    """What is wrong with the table as a whole stands beside it."""
    if isinstance(error, BadSheetError):
        return BadSheetError(error.code, **{**error.details, "field": _TABLE})
    return beside(error, (_TABLE, *SOURCE_FIELDS))


def _command(sent: Submission) -> ImportUnits:
    """The same table is the same command: sent again it records nothing new."""
    table = sent.one(_TABLE)
    if table is None:
        raise InvalidInputError("missing", field=_TABLE)
    content = table.encode()
    source = {
        name.removeprefix(_SOURCE): as_iso_day(values[0]) if name.endswith(".date") else values[0]
        for name, values in sent.fields.items()
        if name.startswith(_SOURCE)
    }
    return ImportUnits(
        content=content,
        file_name=sent.visit.words.say("admin.pasted"),
        actor=sent.visit.caller.name,
        command_id=uuid5(NAMESPACE_URL, f"sha256:{sha256(content).hexdigest()}"),
        source={**source} or None,
    )


def _bad_rows(visit: Visit, error: RefusedUnitsError) -> list[BadRow]:
    return [
        BadRow(
            row,
            error.headings.get(problem.field, problem.field),
            visit.words.why_code(problem.code, problem.details),
        )
        for row, problem in error.problems
    ]


def _preview(sent: Submission, looked_at: ImportedUnits) -> Response:
    page = ImportPage(
        looked_at=looked_at, steps=tuple(looked_at.steps[:_MOST_SHOWN]), carried=carried(sent)
    )
    return _shown(sent.visit, Form.new(sent.visit), page)


def _shown(visit: Visit, form: Form, page: ImportPage) -> Response:
    context: dict[str, Any] = {"form": form, "page": page}
    return visit.page("administration/unit_import.html", form.status, **context)
