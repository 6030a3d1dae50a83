"""Says what is wrong with a spreadsheet: every bad row, then one line for all."""

from collections.abc import Iterable, Mapping
from typing import Final, NoReturn

import typer

from tracker.cli.context import say, settings
from tracker.entry.problems import Problem
from tracker.errors import TrackerError
from tracker.present.refusals import refusal

_REFUSED: Final = 1


def refuse_table(
    error: TrackerError,
    rows: Iterable[tuple[int, Problem]] = (),
    headings: Mapping[str, str] | None = None,
) -> NoReturn:
    """Prints each row with its column and what was expected, then the refusal; exit code 1."""
    language = settings().lang
    for row, problem in rows:
        column = (headings or {}).get(problem.field, problem.field)
        what = refusal(language, problem.code, problem.details)
        typer.echo(say("cli.bad_row", row=row, column=column, what=what), err=True)
    message = refusal(language, error.code, error.details)
    typer.echo(say("cli.error", message=message), err=True)
    raise typer.Exit(_REFUSED) from error
