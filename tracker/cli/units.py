"""``tracker unit``: the tree, and what happens to units; ending one hands its work over."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer
from psycopg import Connection

from tracker.aggregates.events import stream_id
from tracker.answers.units import affected_answer, stranded_answer, tree_answer
from tracker.bootstrap import Installation
from tracker.cli import unit_import, unit_tables
from tracker.cli.context import progress_bar, say, up_to_date
from tracker.cli.deeds import (
    Actor,
    Document,
    DocumentDate,
    Issuer,
    On,
    Preview,
    Reason,
    Yes,
    confirm,
    meta,
    print_done,
    source,
)
from tracker.cli.options import AsOf, Format, FormatOption, KnownAt, Unit, as_day, as_moment
from tracker.cli.output import print_json
from tracker.commands.reorganising import HandOver, Reorganise, Reorganised, hand_over, reorganise
from tracker.commands.units import (
    DissolveUnit,
    EndUnit,
    EstablishUnit,
    MergeUnit,
    MoveUnit,
    RenameUnit,
    SplitUnit,
    change,
    establish,
)
from tracker.days import local_day
from tracker.entry.handing import read_handing
from tracker.errors import InvalidInputError
from tracker.fold.words import UnitLevel
from tracker.reading.affected import Affected
from tracker.reading.affected import affected as read_affected
from tracker.reading.candidates import led_open
from tracker.reading.candidates import stranded as read_stranded
from tracker.reading.cut import cut_at
from tracker.reading.tree import tree as read_tree

app = typer.Typer(name="unit", help=say("cli.unit"), no_args_is_help=True)
app.add_typer(unit_import.app)

Code = Annotated[str, typer.Argument(metavar="CODE", help=say("option.code"))]
Parent = Annotated[str | None, typer.Option("--parent", help=say("option.parent"))]
ChildrenTo = Annotated[str | None, typer.Option("--children-to", help=say("option.children_to"))]
Items = Annotated[Path | None, typer.Option("--items", help=say("option.items"))]


@app.command(help=say("cli.unit_tree"))
def tree(
    as_of: AsOf, known_at: KnownAt = None, unit: Unit = None, output: FormatOption = Format.TABLE
) -> None:
    """The units on a day, as known at a time."""
    with up_to_date() as (found, connection):
        cut = cut_at(connection, as_day(as_of), as_moment(known_at), found.clock.now())
        units = read_tree(connection, cut, unit)
    if output is Format.JSON:
        print_json(tree_answer(cut, units))
    else:
        unit_tables.tree(cut, units, output)


@app.command(name="establish", help=say("cli.unit_establish"))
def establish_unit(
    code: Code,
    name: Annotated[str, typer.Option("--name", help=say("option.name"))],
    level: Annotated[UnitLevel, typer.Option("--level", help=say("option.level"))],
    on: On,
    actor: Actor,
    parent: Parent = None,
    reason: Reason = None,
    document: Document = None,
    document_date: DocumentDate = None,
    issuer: Issuer = None,
) -> None:
    """A unit comes into being."""
    about = meta(actor, on, reason, source(document, document_date, issuer))
    command = EstablishUnit(code=code, name=name, level=level, parent=parent, **about)
    with up_to_date() as (found, _):
        establish(command, found.tracker, found.clock)
    typer.echo(say("cli.recorded", event=say("event.unit.established"), code=code))


@app.command(help=say("cli.unit_rename"))
def rename(
    code: Code,
    name: Annotated[str, typer.Option("--name", help=say("option.name"))],
    on: On,
    actor: Actor,
    reason: Reason = None,
    document: Document = None,
    document_date: DocumentDate = None,
    issuer: Issuer = None,
) -> None:
    """The unit gets another name; earlier cutoffs keep the old one."""
    about = meta(actor, on, reason, source(document, document_date, issuer))
    _change(RenameUnit(code=code, name=name, expected_version=None, **about), "renamed")


@app.command(help=say("cli.unit_move"))
def move(
    code: Code,
    on: On,
    actor: Actor,
    parent: Parent = None,
    reason: Reason = None,
    document: Document = None,
    document_date: DocumentDate = None,
    issuer: Issuer = None,
) -> None:
    """The unit goes below another parent; without one it becomes a root."""
    about = meta(actor, on, reason, source(document, document_date, issuer))
    _change(MoveUnit(code=code, parent=parent, expected_version=None, **about), "moved")


def _change(command: RenameUnit | MoveUnit, event: str) -> None:
    with up_to_date() as (found, _):
        change(command, found.tracker, found.clock)
    typer.echo(say("cli.recorded", event=say(f"event.unit.{event}"), code=command.code))


@app.command(help=say("cli.unit_merge"))
def merge(
    code: Code,
    into: Annotated[str, typer.Option("--into", metavar="CODE", help=say("option.into"))],
    on: On,
    actor: Actor,
    children_to: ChildrenTo = None,
    items: Items = None,
    reason: Reason = None,
    document: Document = None,
    document_date: DocumentDate = None,
    issuer: Issuer = None,
    preview: Preview = False,
    yes: Yes = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """The unit becomes part of another, which takes its open items over."""
    about = meta(actor, on, reason, source(document, document_date, issuer))
    end = MergeUnit(code=code, into=into, expected_version=None, **about)
    _end(end, children_to, items, preview=preview, yes=yes, output=output)


@app.command(help=say("cli.unit_split"))
def split(
    code: Code,
    into: Annotated[list[str], typer.Option("--into", metavar="CODE", help=say("option.into"))],
    on: On,
    actor: Actor,
    children_to: ChildrenTo = None,
    items: Items = None,
    reason: Reason = None,
    document: Document = None,
    document_date: DocumentDate = None,
    issuer: Issuer = None,
    preview: Preview = False,
    yes: Yes = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """The unit is divided; the first named keeps its records and what ``--items`` leaves out."""
    about = meta(actor, on, reason, source(document, document_date, issuer))
    end = SplitUnit(code=code, successors=into, expected_version=None, **about)
    _end(end, children_to, items, preview=preview, yes=yes, output=output)


@app.command(help=say("cli.unit_dissolve"))
def dissolve(
    code: Code,
    on: On,
    actor: Actor,
    successor: Annotated[
        str | None, typer.Option("--successor", metavar="CODE", help=say("option.successor"))
    ] = None,
    children_to: ChildrenTo = None,
    items: Items = None,
    reason: Reason = None,
    document: Document = None,
    document_date: DocumentDate = None,
    issuer: Issuer = None,
    preview: Preview = False,
    yes: Yes = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """The unit ends; ``--successor`` takes its open items over."""
    about = meta(actor, on, reason, source(document, document_date, issuer))
    end = DissolveUnit(code=code, successor=successor, expected_version=None, **about)
    _end(end, children_to, items, preview=preview, yes=yes, output=output)


@app.command(name="hand-over", help=say("cli.unit_hand_over"))
def hand_over_items(
    code: Code,
    actor: Actor,
    to: Annotated[
        str | None, typer.Option("--to", metavar="CODE", help=say("option.to_unit"))
    ] = None,
    items: Items = None,
    reason: Reason = None,
    document: Document = None,
    document_date: DocumentDate = None,
    issuer: Issuer = None,
    preview: Preview = False,
    yes: Yes = False,
    output: FormatOption = Format.TABLE,
) -> None:
    """What an ended unit still leads goes to its successor, or to ``--to``."""
    with up_to_date() as (found, connection):
        today = local_day(found.clock.now())
        ended = found.tracker.unit_tree().end(found.tracker.unit(code).happenings[0].code)
        since = today if ended is None else ended.valid_from
        if not _looked(found, connection, code, since, preview=preview, yes=yes, output=output):
            return
        found.catch_up()
        led = led_open(connection, code, since, today)
        about = meta(actor, today, reason, source(document, document_date, issuer))
        command = HandOver(code=code, to=to, exceptions=_exceptions(items, led), **about)
        with progress_bar("cli.transferring") as progress:
            result = hand_over(command, led, found.tracker, found.clock, progress)
    _print_done(code, result, output)


@app.command(help=say("cli.unit_stranded"))
def stranded(output: FormatOption = Format.TABLE) -> None:
    """Units that have ended and still lead open items; they wait for a hand-over."""
    with up_to_date() as (found, connection):
        left = read_stranded(connection, local_day(found.clock.now()))
    if output is Format.JSON:
        print_json(stranded_answer(left))
    else:
        unit_tables.stranded(left, output)


def _end(
    end: EndUnit,
    children_to: str | None,
    items: Path | None,
    *,
    preview: bool,
    yes: bool,
    output: Format,
) -> None:
    on = end.effective_on
    with up_to_date() as (found, connection):
        if not _looked(found, connection, end.code, on, preview=preview, yes=yes, output=output):
            return
        found.catch_up()
        today = local_day(found.clock.now())
        led = led_open(connection, end.code, on, today)
        exceptions = _exceptions(items, led)
        command = Reorganise(end=end, children_to=children_to, exceptions=exceptions)
        with progress_bar("cli.transferring") as progress:
            result = reorganise(command, led, found.tracker, found.clock, progress)
        if on <= today:
            result = _with_late_comers(found, connection, command, result)
    if on > today:
        typer.echo(say("cli.unit_ends_ahead", code=end.code, on=on.isoformat()), err=True)
    _print_done(end.code, result, output)


def _with_late_comers(
    found: Installation, connection: Connection[Any], command: Reorganise, result: Reorganised
) -> Reorganised:
    """Hands over what somebody gave to the unit in the very moment of its end."""
    end = command.end
    found.catch_up()
    led = led_open(connection, end.code, end.effective_on, local_day(found.clock.now()))
    if not led or not end.heirs:
        return result
    about = {**end.common(), "command_id": str(uuid4())}
    over = HandOver(code=end.code, exceptions=command.exceptions, **about)
    more = hand_over(over, led, found.tracker, found.clock)
    return result._replace(transferred=result.transferred + more.transferred)


def _looked(
    found: Installation,
    connection: Connection[Any],
    code: str,
    on: date,
    *,
    preview: bool,
    yes: bool,
    output: Format,
) -> bool:
    """Shows what is affected and asks; false when looking was all that was wanted."""
    if yes and not preview:
        return True
    now = found.clock.now()
    touched = read_affected(connection, code, on, cut_at(connection, local_day(now), None, now))
    if preview or output is Format.TABLE:
        _print_affected(touched, output)
    if preview:
        return False
    confirm(say("cli.unit_confirm", code=code, items=len(touched.items)), yes=yes)
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
    given = read_handing(unit_import.content_of(items))
    for row in given:
        if stream_id(row.kind, row.ref) not in led:
            raise InvalidInputError("item_not_led", field="ref", value=row.ref, row=row.row)
    return {stream_id(row.kind, row.ref): row.unit for row in given}
