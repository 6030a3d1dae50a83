"""``tracker unit merge|split|dissolve|hand-over``: what ends, and who takes its work over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from psycopg import Connection

from tracker.aggregates.events import stream_id
from tracker.answers.units import affected_answer, stranded_answer
from tracker.bootstrap import Installation
from tracker.cli import unit_tables
from tracker.cli.bad_rows import refuse_table
from tracker.cli.context import progress_bar, say, settings, up_to_date
from tracker.cli.deeds import About, On, Showing, confirm, print_done
from tracker.cli.grouping import grouped
from tracker.cli.options import Format, FormatOption
from tracker.cli.output import print_json
from tracker.cli.unit_import import content_of
from tracker.commands.reorganising import (
    HandOver,
    Reorganise,
    Reorganised,
    hand_over,
    preview_hand_over,
    preview_reorganising,
    reorganise,
)
from tracker.commands.units import DissolveUnit, EndUnit, MergeUnit, SplitUnit
from tracker.days import local_day
from tracker.entry.handing import BadHandingError, read_handing, refuse_strangers
from tracker.entry.sheets import BadSheetError
from tracker.present import writing
from tracker.reading.affected import Affected
from tracker.reading.affected import affected as read_affected
from tracker.reading.candidates import led_open
from tracker.reading.candidates import stranded as read_stranded
from tracker.reading.cut import cut_at
from tracker.reforming import ended_on, hand_over_late_comers, late_comers, led_until_end

app = typer.Typer()

Code = Annotated[str, typer.Argument(metavar="CODE", help=say("option.code"))]
ChildrenTo = Annotated[str | None, typer.Option("--children-to", help=say("option.children_to"))]
Items = Annotated[Path | None, typer.Option("--items", help=say("option.items"))]


@dataclass(frozen=True, kw_only=True)
class Ending(Showing):
    """Who takes the units below, and which items go elsewhere than to the successor."""

    children_to: ChildrenTo = None
    items: Items = None


@app.command(help=say("cli.unit_merge"))
@grouped
def merge(
    code: Code,
    into: Annotated[str, typer.Option("--into", metavar="CODE", help=say("option.into"))],
    on: On,
    about: About,
    how: Ending,
) -> None:
    """The unit becomes part of another, which takes its open items over."""
    end = MergeUnit(code=code, into=into, expected_version=None, **about.on(on))
    _end(end, how)


@app.command(help=say("cli.unit_split"))
@grouped
def split(
    code: Code,
    into: Annotated[list[str], typer.Option("--into", metavar="CODE", help=say("option.into"))],
    on: On,
    about: About,
    how: Ending,
) -> None:
    """The unit is divided; the first named keeps its records and what ``--items`` leaves out."""
    end = SplitUnit(code=code, successors=into, expected_version=None, **about.on(on))
    _end(end, how)


@app.command(help=say("cli.unit_dissolve"))
@grouped
def dissolve(
    code: Code,
    on: On,
    about: About,
    how: Ending,
    successor: Annotated[
        str | None, typer.Option("--successor", metavar="CODE", help=say("option.successor"))
    ] = None,
) -> None:
    """The unit ends; ``--successor`` takes its open items over."""
    end = DissolveUnit(code=code, successor=successor, expected_version=None, **about.on(on))
    _end(end, how)


@app.command(name="hand-over", help=say("cli.unit_hand_over"))
@grouped
def hand_over_items(
    code: Code,
    about: About,
    how: Showing,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CODE", help=say("option.to_unit"))
    ] = None,
    items: Items = None,
) -> None:
    """What an ended unit still leads goes to its successor, or to ``--to``."""
    with up_to_date() as (found, connection):
        today = local_day(found.clock.now())
        since = ended_on(code, found.tracker, today)
        led = led_open(connection, code, since, today)
        exceptions = _exceptions(items, led)
        command = HandOver(code=code, to=to, exceptions=exceptions, **about.on(today))
        if how.preview or not how.yes:
            preview_hand_over(command, led, found.tracker, found.clock)
            if not _looked(found, connection, code, since, how):
                return
            found.catch_up()
            led = led_open(connection, code, since, today)
        with progress_bar("cli.transferring") as progress:
            result = hand_over(command, led, found.tracker, found.clock, progress)
    _print_done(code, result, how.output)


@app.command(help=say("cli.unit_stranded"))
def stranded(output: FormatOption = Format.TABLE) -> None:
    """Units that have ended and still lead open items; they wait for a hand-over."""
    with up_to_date() as (found, connection):
        left = read_stranded(connection, local_day(found.clock.now()))
    if output is Format.JSON:
        print_json(stranded_answer(left))
    else:
        unit_tables.stranded(left, output)


def _end(end: EndUnit, how: Ending) -> None:
    on = end.effective_on
    with up_to_date() as (found, connection):
        today = local_day(found.clock.now())
        command, led = _reorganise(connection, end, how, today)
        if how.preview or not how.yes:
            preview_reorganising(command, led, found.tracker, found.clock)
            if not _looked(found, connection, end.code, on, how):
                return
            found.catch_up()
            command, led = _reorganise(connection, end, how, today)
        with progress_bar("cli.transferring") as progress:
            result = reorganise(command, led, found.tracker, found.clock, progress)
        found.catch_up()
        led = late_comers(connection, command, today)
        late = hand_over_late_comers(led, command, found.tracker, found.clock)
        result = result._replace(transferred=result.transferred + late)
    if on > today:
        typer.echo(
            say("cli.unit_ends_ahead", code=end.code, on=writing.day(on, settings().lang)), err=True
        )
    _print_done(end.code, result, how.output)


def _reorganise(
    connection: Connection[Any], end: EndUnit, how: Ending, today: date
) -> tuple[Reorganise, list[UUID]]:
    led = led_until_end(connection, end, today)
    exceptions = _exceptions(how.items, led)
    return Reorganise(end=end, children_to=how.children_to, exceptions=exceptions), led


def _looked(
    found: Installation, connection: Connection[Any], code: str, on: date, how: Showing
) -> bool:
    """Shows what is affected and asks; false when looking was all that was wanted."""
    now = found.clock.now()
    touched = read_affected(connection, code, on, cut_at(connection, local_day(now), None, now))
    if how.preview or how.output is Format.TABLE:
        _print_affected(touched, how.output)
    if how.preview:
        return False
    confirm(say("cli.unit_confirm", code=code, items=len(touched.items)), yes=how.yes)
    return True


def _print_affected(touched: Affected, output: Format) -> None:
    if output is Format.JSON:
        print_json(affected_answer(touched))
    else:
        unit_tables.affected(touched, output)


def _print_done(code: str, result: Reorganised, output: Format) -> None:
    facts = {"transferred": result.transferred, "moved": result.moved}
    print_done(output, say("cli.unit_done", code=code, **facts), unit=code, **facts)


def _exceptions(items: Path | None, led: Sequence[UUID]) -> Mapping[UUID, str]:
    """Which items go elsewhere than to the unit that takes over; others are no business here."""
    if items is None:
        return {}
    try:
        given = read_handing(content_of(items))
        refuse_strangers(given, set(led))
    except BadSheetError as error:
        refuse_table(error)
    except BadHandingError as error:
        refuse_table(error, error.problems)
    return {stream_id(row.kind, row.ref): row.unit for row in given}
