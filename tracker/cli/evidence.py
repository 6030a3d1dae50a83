"""``tracker evidence``: whether the stored files are still what they were."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

import anyio
import typer

from tracker.answers.evidence import verified_answer
from tracker.cli.context import installation, progress_bar, say, settings
from tracker.cli.options import Format, FormatOption
from tracker.cli.output import print_csv, print_json, print_table
from tracker.days import show_moment
from tracker.errors import RuleViolationError
from tracker.evidence.records import Record
from tracker.evidence.verifying import Verified
from tracker.evidence.verifying import verify as verify_files
from tracker.present import writing

app = typer.Typer(name="evidence", help=say("cli.evidence"), no_args_is_help=True)

_COLUMNS: Final = ("sha256", "size", "name", "uploaded_by", "stored_at")


@app.callback()
def evidence() -> None:
    """A group, though of one command as yet."""


@app.command(help=say("cli.evidence_verify"))
def verify(output: FormatOption = Format.TABLE) -> None:
    """Reads every stored file to its end and compares it with its hash."""
    with installation(with_read_model=False) as found, progress_bar("cli.verifying") as progress:
        result = anyio.run(
            partial(verify_files, found.evidence, found.pool, found.clock.now(), progress)
        )
    if output is Format.JSON:
        print_json(verified_answer(result))
    else:
        _print(result, output)
    if result.damaged or result.missing:
        damaged, missing = len(result.damaged), len(result.missing)
        raise RuleViolationError("evidence_unfit", damaged=damaged, missing=missing)


def _print(result: Verified, output: Format) -> None:
    """A row a file of which there is anything to say."""
    found: dict[str, Sequence[Record | str]] = {
        "damaged": result.damaged,
        "missing": result.missing,
        "unreferenced": result.unreferenced,
        "unrecorded": result.unrecorded,
    }
    if output is Format.CSV:
        rows = [[sort, *_cells(file, show_moment)] for sort in found for file in found[sort]]
        print_csv(("condition", *_COLUMNS), rows)
        return
    written = partial(writing.moment, language=settings().lang)
    rows = [
        [say(f"evidence.{sort}"), *_cells(file, written)] for sort in found for file in found[sort]
    ]
    columns = [say(f"column.{name}") for name in ("condition", *_COLUMNS)]
    print_table(say("heading.evidence", number=result.checked), columns, rows)


def _cells(file: Record | str, moment: Callable[[datetime], str]) -> list[Any]:
    """What is known of a file; of one that was never recorded, only where it lies."""
    if isinstance(file, str):
        return [file, None, None, None, None]
    return [file.sha256, file.size, file.name, file.uploaded_by, moment(file.stored_at)]
