"""The commands that bring data in and out and keep them in order."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.context import installation, progress_bar, say, settings
from tracker.errors import UnfitEnvironmentError
from tracker.history.exporting import export_history as write_history
from tracker.history.importing import Progress, RefusedHistoryError
from tracker.history.importing import import_history as read_history
from tracker.people.readmodel import rebuild as build_accounts_anew
from tracker.present.refusals import refusal
from tracker.projections.projector import Progress as OnProgress
from tracker.projections.rebuild import rebuild as build_anew

app = typer.Typer()


@contextmanager
def _stages() -> Iterator[Progress]:
    """One bar a stage of the import."""
    with ExitStack() as exits:
        bars: dict[str, object] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                exits.close()
                bars[stage] = exits.enter_context(progress_bar(f"cli.import_{stage}"))
            bars[stage](done, total)  # type: ignore[operator]

        yield report


@app.command(name="import-history", help=say("cli.import_history"))
def import_history(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help=say("option.files"))],
) -> None:
    """Takes the whole past of an empty store; refused whole if anything is wrong."""
    with installation() as found:
        try:
            with _stages() as report:
                imported = read_history(found.database_url, files, found.clock.now(), report)
        except RefusedHistoryError as error:
            _print_problems(error)
            raise
        typer.echo(say("cli.imported", events=imported.events))
        for name, sha256 in imported.files:
            typer.echo(f"  {sha256}  {name}")
        with progress_bar("cli.building") as progress:
            build_anew(found.database_url, progress)


def _print_problems(error: RefusedHistoryError) -> None:
    """Every bad line with its field and what was expected, on standard error."""
    several: Sequence[Path] = error.files if len(error.files) > 1 else ()
    for (file_no, line_no), problem in error.problems:
        where = f"{several[file_no - 1].name}: " if several else ""
        what = refusal(settings().lang, problem.code, problem.details)
        line = say("cli.bad_line", line=line_no, field=problem.field, what=what)
        typer.echo(f"{where}{line}", err=True)


@app.command(name="export-history", help=say("cli.export_history"))
def export_history(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("option.export_file"))],
) -> None:
    """Writes every event as a history file; ``-`` is standard output."""
    with installation(with_read_model=False) as found, progress_bar("cli.exporting") as progress:
        if str(file) == "-":
            write_history(found.database_url, sys.stdout.buffer, progress)
            sys.stdout.buffer.flush()
            return
        written = _write(found.database_url, file, progress)
    typer.echo(say("cli.exported", events=written, file=file), err=True)


def _write(database_url: str, file: Path, progress: OnProgress) -> int:
    """Writes beside the file first, so that a copy cut short never looks like a whole one."""
    part = file.with_name(f"{file.name}.part")
    try:
        with part.open("wb") as out:
            written = write_history(database_url, out, progress)
        part.replace(file)
    except OSError as error:
        why = error.strerror or str(error)
        raise UnfitEnvironmentError("cannot_write", path=str(file), why=why) from error
    return written


@app.command(help=say("cli.rebuild"))
def rebuild() -> None:
    """Builds the read models anew beside the old ones, then swaps."""
    with installation(with_read_model=False) as found, progress_bar("cli.building") as progress:
        position = build_anew(found.database_url, progress)
        build_accounts_anew(found.database_url)
    typer.echo(say("cli.rebuilt", position=position))
