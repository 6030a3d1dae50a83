"""``tracker refusals``: the record of refused accesses."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from tracker.access.refusals import Noted, Period, all_refusals
from tracker.cli.context import installation, say, settings
from tracker.cli.options import Format, FormatOption, as_day, read_day
from tracker.cli.output import print_csv, print_json, print_table
from tracker.present import writing

app = typer.Typer()

_COLUMNS = ("at", "times", "account", "address", "method", "path", "code", "act", "unit")


def _day_option(name: str) -> Any:
    return typer.Option(f"--{name}", metavar="D", help=say(f"option.{name}"), callback=read_day)


@app.command(name="refusals", help=say("cli.refusals"))
def refusals(
    start: Annotated[str | None, _day_option("from")] = None,
    to: Annotated[str | None, _day_option("to")] = None,
    account: Annotated[str | None, typer.Option("--account", help=say("option.account"))] = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Who was refused what, the youngest first."""
    first, last = (None if day is None else as_day(day) for day in (start, to))
    with (
        installation(with_read_model=False) as found,
        found.pool.connection() as connection,
    ):
        listed = list(all_refusals(connection, Period.of_days(first, last, account)))
    if output is Format.JSON:
        print_json({"refusals": [refusal.told() for refusal in listed]})
    else:
        _print(listed, output)


def _print(listed: Sequence[Noted], output: Format) -> None:
    if output is Format.CSV:
        names = [name for name in Noted._fields if name != "refusal_no"]
        print_csv(names, ([refusal.told()[name] for name in names] for refusal in listed))
        return
    rows = [[_cell(name, value) for name, value in _named(refusal)] for refusal in listed]
    columns = [say(f"column.refusal_{name}") for name in _COLUMNS]
    print_table(say("heading.refusals", number=len(listed)), columns, rows)


def _named(refusal: Noted) -> list[tuple[str, Any]]:
    return [(name, getattr(refusal, name)) for name in _COLUMNS]


def _cell(name: str, value: Any) -> Any:
    """A value for people; the code of a refusal stays, so that it is found in answers and logs."""
    match name, value:
        case "at", _:
            return writing.moment(value, settings().lang)
        case "act", str(act):
            return say(f"act.{act}")
        case _:
            return value
