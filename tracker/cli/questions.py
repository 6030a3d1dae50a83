"""The commands that ask: counts, items, flows, series, changes, timeline, verify."""

from typing import Annotated, Any

import typer

from tracker import answers
from tracker.cli import tables
from tracker.cli.context import say, up_to_date
from tracker.cli.grouping import grouped
from tracker.cli.options import (
    Against,
    AsOf,
    ClassOption,
    Format,
    FormatOption,
    From,
    KnownAt,
    RequiredKnownAt,
    Search,
    To,
    as_day,
    as_moment,
)
from tracker.cli.output import print_json
from tracker.cli.where import Through, Where, say_tree
from tracker.days import local_day
from tracker.errors import RuleViolationError
from tracker.fold.words import Kind
from tracker.reading.changes import changes as read_changes
from tracker.reading.counts import Dimension
from tracker.reading.counts import counts as read_counts
from tracker.reading.cut import cut_at
from tracker.reading.flows import flows as read_flows
from tracker.reading.items import all_items
from tracker.reading.search import words_sought
from tracker.reading.series import Step
from tracker.reading.series import series as read_series
from tracker.reading.timeline import timeline as read_timeline
from tracker.reading.verify import verify as read_verified

app = typer.Typer()


def _dimensions(value: str | None) -> list[Dimension]:
    names = [name.strip() for name in (value or "").split(",") if name.strip()]
    known = [dimension.value for dimension in Dimension]
    for name in names:
        if name not in known:
            message = say("error.unknown_dimension", value=name, expected=", ".join(known))
            raise typer.BadParameter(message)
    return [Dimension(name) for name in dict.fromkeys(names)]


By = Annotated[
    Any,
    typer.Option(
        "--by",
        metavar="DIM,…",
        help=say("option.by"),
        parser=str,
        callback=_dimensions,
    ),
]


@app.command(help=say("cli.counts"))
@grouped
def counts(
    as_of: AsOf,
    where: Through,
    known_at: KnownAt = None,
    by: By = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """How many items are in each class on a day, as known at a time."""
    with up_to_date() as (found, connection):
        cut = cut_at(connection, as_day(as_of), as_moment(known_at), found.clock.now())
        filters = where.filters(found.clock.now())
        result = read_counts(connection, cut, filters, by)
    if output is Format.JSON:
        print_json(answers.through(answers.counts_answer(result), filters))
    else:
        say_tree(filters, output)
        tables.counts(result, by, output)


@app.command(help=say("cli.items"))
@grouped
def items(
    as_of: AsOf,
    where: Through,
    known_at: KnownAt = None,
    item_class: ClassOption = None,
    search: Search = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """The list behind any count."""
    with up_to_date() as (found, connection):
        cut = cut_at(connection, as_day(as_of), as_moment(known_at), found.clock.now())
        classes: Any = tuple(item_class or ())
        words = () if search is None else words_sought(search)
        filters = where.filters(found.clock.now())._replace(classes=classes, words=words)
        listed = list(all_items(connection, cut, filters))
    if output is Format.JSON:
        print_json(answers.through(answers.items_answer(cut, listed), filters))
    else:
        say_tree(filters, output)
        tables.items(cut, listed, output)


@app.command(help=say("cli.flows"))
@grouped
def flows(
    start: From,
    to: To,
    where: Through,
    known_at: KnownAt = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Carried in + new + reopened + transferred in = closed + out + left."""
    with up_to_date() as (found, connection):
        cut = cut_at(connection, as_day(to), as_moment(known_at), found.clock.now())
        filters = where.filters(found.clock.now())
        result = read_flows(connection, as_day(start), cut, filters)
    if output is Format.JSON:
        print_json(answers.through(answers.flows_answer(result), filters))
    else:
        say_tree(filters, output)
        tables.flows(result, output)


@app.command(help=say("cli.series"))
@grouped
def series(
    start: From,
    to: To,
    where: Through,
    step: Annotated[Step, typer.Option("--step", help=say("option.step"))] = Step.DAY,
    known_at: KnownAt = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """How many items are in each class at each step of a period."""
    with up_to_date() as (found, connection):
        cut = cut_at(connection, as_day(to), as_moment(known_at), found.clock.now())
        filters = where.filters(found.clock.now())
        result = read_series(connection, as_day(start), cut, filters, step)
    if output is Format.JSON:
        print_json(answers.through(answers.series_answer(result), filters))
    else:
        say_tree(filters, output)
        tables.series(result, output)


@app.command(help=say("cli.changes"))
@grouped
def changes(
    as_of: AsOf,
    known_at: RequiredKnownAt,
    against: Against,
    where: Where,
    output: FormatOption = Format.TABLE,
) -> None:
    """The items whose class on a day differs between two known-at times, and why."""
    with up_to_date() as (found, connection):
        now = found.clock.now()
        one = cut_at(connection, as_day(as_of), as_moment(known_at), now)
        other = cut_at(connection, as_day(as_of), as_moment(against), now)
        result = read_changes(connection, one, other, where.filters(now))
    if output is Format.JSON:
        print_json(answers.changes_answer(result))
    else:
        tables.changes(result, output)


@app.command(help=say("cli.timeline"))
def timeline(
    kind: Annotated[Kind, typer.Argument(help=say("option.kind"))],
    ref: Annotated[str, typer.Argument(help=say("option.ref"))],
    known_at: KnownAt = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Every event of one item, both times, and the class before and after."""
    with up_to_date() as (found, connection):
        now = found.clock.now()
        cut = cut_at(connection, local_day(now), as_moment(known_at), now)
        result = read_timeline(connection, kind, ref, cut.position, cut.known_at)
    if output is Format.JSON:
        print_json(answers.timeline_answer(result))
    else:
        tables.timeline(result, output)


@app.command(help=say("cli.verify"))
def verify(
    as_of: AsOf,
    known_at: KnownAt = None,
    sample: Annotated[int, typer.Option(min=1, help=say("option.sample"))] = 1_000,
    seed: Annotated[int, typer.Option(help=say("option.seed"))] = 1,
    output: FormatOption = Format.TABLE,
) -> None:
    """Classifies items anew from their events and compares with the read model."""
    with up_to_date() as (found, connection):
        cut = cut_at(connection, as_day(as_of), as_moment(known_at), found.clock.now())
        result = read_verified(connection, cut, limit=sample, seed=seed)
    if output is Format.JSON:
        print_json(answers.verify_answer(result))
    else:
        tables.verified(result, output)
    if result.parked:
        raise RuleViolationError("events_parked", parked=result.parked)
    if result.differences:
        raise RuleViolationError("read_model_differs", differences=len(result.differences))
