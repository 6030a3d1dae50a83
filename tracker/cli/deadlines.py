"""The command that reads a deadline in words, or explains the one of an item."""

from typing import Annotated, Any

import typer

from tracker.answers import deadlines as answers
from tracker.cli import deadline_tables
from tracker.cli.context import say, settings, up_to_date
from tracker.cli.options import Format, FormatOption, KnownAt, as_moment, day_written, read_day
from tracker.cli.output import print_json
from tracker.days import local_day
from tracker.deadlines.calendar import NATIONAL
from tracker.deadlines.outcome import Context
from tracker.deadlines.reading import read_deadline
from tracker.fold.words import Kind
from tracker.reading.calendars import calendars_known
from tracker.reading.cut import cut_at
from tracker.reading.deadline import deadline_story

app = typer.Typer()

_KINDS = {kind.value for kind in Kind}


def _day(name: str, read: Any = day_written) -> Any:
    return typer.Option(f"--{name}", metavar="D", help=say(f"option.{name}"), callback=read)


@app.command(help=say("cli.deadline"))
def deadline(
    words: Annotated[list[str], typer.Argument(metavar="WORDS…", help=say("option.words"))],
    dated: Annotated[str | None, _day("dated")] = None,
    received: Annotated[str | None, _day("received")] = None,
    assigned: Annotated[str | None, _day("assigned")] = None,
    as_of: Annotated[str | None, _day("as-of", read_day)] = None,
    calendar: Annotated[str, typer.Option(help=say("option.calendar"))] = NATIONAL,
    known_at: KnownAt = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Reads a deadline in words, or explains the one of an item: ``deadline KIND REF``."""
    with up_to_date() as (found, connection):
        now = found.clock.now()
        day = local_day(now) if as_of is None else as_of
        cut = cut_at(connection, day, as_moment(known_at), now)  # type: ignore[arg-type]
        if len(words) == 2 and words[0] in _KINDS:  # noqa: PLR2004 - kind and reference
            story = deadline_story(connection, Kind(words[0]), words[1], cut)
            _print(story, answers.story_answer, deadline_tables.story, output)
            return
        context = Context(
            dated_on=dated,  # type: ignore[arg-type]
            received_on=received,  # type: ignore[arg-type]
            assigned_on=assigned,  # type: ignore[arg-type]
            today=cut.as_of,
            calendar=calendars_known(connection, cut.position).named(calendar),
            roll_fixed_dates=settings().roll_fixed_dates,
            before_means=settings().before_means,
        )
    reading = read_deadline(" ".join(words), context)
    answer = answers.reading_answer(reading, context.calendar)
    _print(
        reading,
        lambda _: answer,
        lambda told, how: deadline_tables.reading(told, context.calendar, how),
        output,
    )


def _print(told: Any, answer: Any, table: Any, output: Format) -> None:
    if output is Format.JSON:
        print_json(answer(told))
    else:
        table(told, output)
