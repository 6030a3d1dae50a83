"""``tracker unit import``: a tree of units from a spreadsheet, after a look at what it would do."""

from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final
from uuid import NAMESPACE_URL, uuid5

import typer

from tracker.bootstrap import Installation
from tracker.cli.bad_rows import refuse_table
from tracker.cli.context import installation, say, settings
from tracker.cli.deeds import About, Preview
from tracker.cli.grouping import grouped
from tracker.cli.options import Format, FormatOption
from tracker.cli.output import print_csv, print_json, print_table
from tracker.commands.checking import InvalidCommandError
from tracker.commands.unit_import import ImportedUnits, ImportUnits, RefusedUnitsError
from tracker.commands.unit_import import import_units as record_units
from tracker.commands.unit_import import preview_units as preview_recording
from tracker.commands.unit_table import Step
from tracker.days import local_day
from tracker.entry.sheets import BadSheetError
from tracker.errors import NotFoundError, UnfitEnvironmentError
from tracker.fold.units import UnitWord
from tracker.present import writing
from tracker.present.refusals import refusal
from tracker.reading.candidates import stranded

_COLUMNS: Final = ("row", "code", "event", "effective_on", "name", "level", "parent", "successors")

app = typer.Typer()


@app.command(name="import", help=say("cli.unit_import"))
@grouped
def import_units(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("option.unit_table"))],
    about: About,
    preview: Preview = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """Takes what is new in a table of units, or refuses the table whole."""
    content = content_of(file)
    command = ImportUnits(
        content=content,
        file_name=file.name,
        actor=about.actor,
        command_id=uuid5(NAMESPACE_URL, f"sha256:{sha256(content).hexdigest()}"),
        source=about.source,
    )
    result = _decided(command, preview=preview)
    _print(result, file, output, preview=preview)


def _decided(command: ImportUnits, *, preview: bool) -> ImportedUnits:
    decide = preview_recording if preview else record_units
    with installation() as found:
        try:
            result = decide(command, found.tracker, found.clock)
        except BadSheetError as error:
            refuse_table(error)
        except RefusedUnitsError as error:
            refuse_table(error, error.problems, error.headings)
        except InvalidCommandError as error:
            field, code, details = error.problems[0]
            what = refusal(settings().lang, code, details)
            message = say("error.bad_parameter", field=field, what=what)
            raise typer.BadParameter(message) from error
        if not preview:
            _warn_of_stranded(found)
        return result


def _warn_of_stranded(found: Installation) -> None:
    """A table ends units, and no more: what they still lead waits for a hand-over."""
    found.catch_up()
    with found.pool.connection() as connection:
        left = stranded(connection, local_day(found.clock.now()))
    for unit in left:
        typer.echo(say("cli.unit_stranded_note", code=unit.code, items=unit.items), err=True)


def content_of(file: Path) -> bytes:
    """What a file holds.

    Raises:
        NotFoundError: there is no such file.
        UnfitEnvironmentError: it cannot be read.
    """
    if not file.is_file():
        raise NotFoundError("no_such_file", path=str(file))
    try:
        return file.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise UnfitEnvironmentError("cannot_read", path=str(file), why=why) from error


# --- what came of it ----------------------------------------------------------------------------


def _print(result: ImportedUnits, file: Path, output: Format, *, preview: bool) -> None:
    match output:
        case Format.JSON:
            events = [_as_json(step) for step in result.steps]
            print_json({"preview": preview, "units": result.units, "events": events})
        case Format.CSV:
            print_csv(_COLUMNS, (_as_csv(step) for step in result.steps))
        case Format.TABLE:
            _print_for_people(result, file, preview=preview)


def _print_for_people(result: ImportedUnits, file: Path, *, preview: bool) -> None:
    facts = {"events": len(result.steps), "units": result.units, "file": file.name}
    if not result.steps:
        typer.echo(say("cli.units_known", **facts))
    elif preview:
        columns = [say(f"column.{name}") for name in ("row", "code", "event", "effective_on")]
        columns += [say(f"column.{name}") for name in ("name", "parent", "successor")]
        print_table(say("cli.units_preview", **facts), columns, map(_as_cells, result.steps))
    else:
        typer.echo(say("cli.units_imported", **facts))


def _as_cells(step: Step) -> list[Any]:
    fact = step.fact
    parent = fact.parent
    if fact.word is UnitWord.MOVED and parent is None:
        parent = say("column.none")
    day = writing.day(fact.effective_on, settings().lang)
    event = say(f"event.unit.{fact.word.value}")
    return [step.row, step.code, event, day, fact.name, parent, "; ".join(fact.successors)]


def _as_json(step: Step) -> dict[str, Any]:
    fact = step.fact
    told: dict[str, Any] = {
        "row": step.row,
        "type": f"unit.{fact.word}",
        "code": step.code,
        "effective_on": fact.effective_on.isoformat(),
    }
    if fact.word in {UnitWord.ESTABLISHED, UnitWord.RENAMED}:
        told["name"] = fact.name
    if fact.word is UnitWord.ESTABLISHED:
        told["level"] = fact.level
    if fact.word in {UnitWord.ESTABLISHED, UnitWord.MOVED}:
        told["parent"] = fact.parent
    if fact.successors:
        told["successors"] = list(fact.successors)
    return told


def _as_csv(step: Step) -> list[Any]:
    fact = step.fact
    successors = "; ".join(fact.successors)
    told = [fact.name, fact.level, fact.parent, successors]
    return [step.row, step.code, f"unit.{fact.word}", fact.effective_on.isoformat(), *told]
