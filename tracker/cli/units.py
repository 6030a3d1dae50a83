"""``tracker unit``: the tree of units, and units that are founded, renamed or moved."""

from typing import Annotated

import typer

from tracker.answers.units import tree_answer
from tracker.cli import unit_ending, unit_import, unit_tables
from tracker.cli.context import say, up_to_date
from tracker.cli.deeds import About, On
from tracker.cli.grouping import grouped
from tracker.cli.options import AsOf, Format, FormatOption, KnownAt, Unit, as_day, as_moment
from tracker.cli.output import print_json
from tracker.commands.units import EstablishUnit, MoveUnit, RenameUnit, change, establish
from tracker.fold.words import UnitLevel
from tracker.reading.cut import cut_at
from tracker.reading.tree import tree as read_tree

app = typer.Typer(name="unit", help=say("cli.unit"), no_args_is_help=True)
for part in (unit_ending, unit_import):
    app.add_typer(part.app)

Code = unit_ending.Code
Parent = Annotated[str | None, typer.Option("--parent", help=say("option.parent"))]


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
@grouped
def establish_unit(
    code: Code,
    name: Annotated[str, typer.Option("--name", help=say("option.name"))],
    level: Annotated[UnitLevel, typer.Option("--level", help=say("option.level"))],
    on: On,
    about: About,
    parent: Parent = None,
) -> None:
    """A unit comes into being."""
    command = EstablishUnit(code=code, name=name, level=level, parent=parent, **about.on(on))
    with up_to_date() as (found, _):
        establish(command, found.tracker, found.clock)
    typer.echo(say("cli.recorded", event=say("event.unit.established"), code=code))


@app.command(help=say("cli.unit_rename"))
@grouped
def rename(
    code: Code,
    name: Annotated[str, typer.Option("--name", help=say("option.name"))],
    on: On,
    about: About,
) -> None:
    """The unit gets another name; earlier cutoffs keep the old one."""
    _change(RenameUnit(code=code, name=name, expected_version=None, **about.on(on)), "renamed")


@app.command(help=say("cli.unit_move"))
@grouped
def move(
    code: Code,
    on: On,
    about: About,
    parent: Parent = None,
) -> None:
    """The unit goes below another parent; without one it becomes a root."""
    _change(MoveUnit(code=code, parent=parent, expected_version=None, **about.on(on)), "moved")


def _change(command: RenameUnit | MoveUnit, event: str) -> None:
    with up_to_date() as (found, _):
        change(command, found.tracker, found.clock)
    typer.echo(say("cli.recorded", event=say(f"event.unit.{event}"), code=command.code))
