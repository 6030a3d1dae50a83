"""``tracker calendar``: which days are off or worked; adopting them shows what moves first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from psycopg import Connection

from tracker.answers.deadlines import calendar_answer, calendars_answer, moves_answer
from tracker.bootstrap import Installation
from tracker.cli import deadline_tables
from tracker.cli.context import progress_bar, say, settings, up_to_date
from tracker.cli.deeds import About, On, Showing, confirm, days_of
from tracker.cli.grouping import grouped
from tracker.cli.options import Format, FormatOption, KnownAt, as_moment
from tracker.cli.output import print_json
from tracker.cli.unit_import import content_of
from tracker.commands.calendars import (
    AdoptDays,
    Adoption,
    EstablishCalendar,
    adopt_days,
    establish_calendar,
    preview_days,
)
from tracker.days import local_day
from tracker.deadlines.calendar import NATIONAL, DayEntry, DayKind, WorkCalendar, as_entry
from tracker.deadlines.proposals import proposed_days
from tracker.entry.icalendar_days import read_icalendar
from tracker.errors import InvalidInputError
from tracker.present import writing
from tracker.reading.calendars import calendars_known
from tracker.reading.cut import cut_at
from tracker.reforming import counted_after

app = typer.Typer(name="calendar", help=say("cli.calendar"), no_args_is_help=True)

Which = Annotated[str, typer.Option("--calendar", metavar="CODE", help=say("option.calendar"))]
Year = Annotated[int, typer.Option("--year", min=1900, max=2199, help=say("option.year"))]
File = Annotated[Path | None, typer.Option("--file", help=say("option.ics"))]


def _days_option(name: str) -> Any:
    return typer.Option(f"--{name}", metavar="D", help=say(f"option.{name}"), callback=days_of)


@app.command(name="list", help=say("cli.calendar_list"))
def list_calendars(known_at: KnownAt = None, output: FormatOption = Format.TABLE) -> None:
    """Every calendar, on which other one it rests, and for which unit it rules."""
    with up_to_date() as (found, connection):
        calendars = calendars_known(connection, _position(found, connection, known_at))
    if output is Format.JSON:
        print_json(calendars_answer(calendars))
    else:
        deadline_tables.calendars(calendars, output)


@app.command(help=say("cli.calendar_show"))
def show(
    year: Year,
    calendar: Which = NATIONAL,
    known_at: KnownAt = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """The days of a year that are not what the week says, as known at a time."""
    with up_to_date() as (found, connection):
        known = calendars_known(connection, _position(found, connection, known_at))
    told = known.named(calendar)
    days = told.days_of(year)
    if output is Format.JSON:
        print_json(calendar_answer(told, days))
    else:
        title = say("heading.calendar", code=calendar, year=year, version=told.version)
        deadline_tables.calendar(told, days, title, output)


@app.command(help=say("cli.calendar_propose"))
def propose(
    year: Year,
    file: File = None,
    calendar: Which = NATIONAL,
    output: FormatOption = Format.TABLE,
) -> None:
    """What a well-kept package, or a file, says of a year; nothing is adopted by looking."""
    with up_to_date() as (found, connection):
        told = calendars_known(connection, _position(found, connection, None)).named(calendar)
    days = [_adopted(told, day) for day in _proposed(year, file)]
    if output is Format.JSON:
        print_json(calendar_answer(told, days))
    else:
        deadline_tables.calendar(told, days, say("heading.proposed", year=year), output)
        if file is None and output is Format.TABLE:
            _say_unsettled(year)


@app.command(help=say("cli.calendar_establish"))
@grouped
def establish(
    code: Annotated[str, typer.Argument(metavar="CODE", help=say("option.calendar"))],
    name: Annotated[str, typer.Option("--name", help=say("option.calendar_name"))],
    on: On,
    about: About,
    base: Annotated[str, typer.Option("--base", help=say("option.base"))] = NATIONAL,
    unit: Annotated[str | None, typer.Option("--unit", help=say("option.calendar_unit"))] = None,
) -> None:
    """A calendar of its own, for a province that adds days."""
    command = EstablishCalendar(code=code, name=name, base=base, unit=unit, **about.on(on))
    with up_to_date() as (found, _):
        establish_calendar(command, found.tracker, found.clock)
    typer.echo(say("cli.recorded", event=say("event.calendar.established"), code=code))


@app.command(help=say("cli.calendar_adopt"))
@grouped
def adopt(
    about: About,
    how: Showing,
    year: Annotated[int | None, typer.Option("--year", help=say("option.year_adopted"))] = None,
    file: File = None,
    off: Annotated[list[str] | None, _days_option("off")] = None,
    swapped: Annotated[list[str] | None, _days_option("swapped")] = None,
    worked: Annotated[list[str] | None, _days_option("worked")] = None,
    ordinary: Annotated[list[str] | None, _days_option("ordinary")] = None,
    name: Annotated[str | None, typer.Option("--name", help=say("option.day_name"))] = None,
    calendar: Which = NATIONAL,
) -> None:
    """Lays days down by a document, after a look at the open deadlines that move."""
    by_hand = {
        DayKind.HOLIDAY: off,
        DayKind.SWAPPED_OFF: swapped,
        DayKind.MAKEUP_WORK: worked,
        DayKind.ORDINARY: ordinary,
    }
    # What is named by hand goes before what the year says of the same day.
    listed = {day.day: day for day in _of_year(year, file)}
    named = _by_hand(by_hand, name)
    days = [day for day in listed.values() if day.day not in {one.day for one in named}] + named
    if not days:
        raise InvalidInputError("no_days", field="year")
    command = AdoptDays(
        code=calendar,
        expected_version=None,
        days=[_as_said(day) for day in days],
        # A file may hold what one document says; only a whole year of proposals is complete.
        years=None if year is None or file is not None else [year],
        **about.on(date.min),
    )
    _adopt(command, how)


def _adopt(command: AdoptDays, how: Showing) -> None:
    """Shows what would move, asks, and records; the act is of the day on which it is done."""
    with up_to_date() as (found, connection):
        today = local_day(found.clock.now())
        command = replace(command, effective_on=today)
        if how.preview or not how.yes:
            some = counted_after(connection, command, today)
            look = preview_days(command, some, found.tracker, found.clock)
            if how.preview or how.output is Format.TABLE:
                _print_moves(look, command.code, how.output, recorded=False)
            if how.preview:
                return
            days, moves = len(command.days), len(look.moves)
            confirm(say("cli.calendar_confirm", days=days, moves=moves), yes=how.yes)
            found.catch_up()
        some = counted_after(connection, command, today)
        with progress_bar("cli.moving") as progress:
            done = adopt_days(command, some, found.tracker, found.clock, progress)
    _print_moves(done, command.code, how.output, recorded=True)


def _position(found: Installation, connection: Connection[Any], known_at: Any) -> int:
    now: datetime = found.clock.now()
    return cut_at(connection, local_day(now), as_moment(known_at), now).position


def _of_year(year: int | None, file: Path | None) -> list[DayEntry]:
    if year is None:
        if file is not None:
            raise InvalidInputError("file_without_year", field="year")
        return []
    if file is not None:
        return _proposed(year, file)
    return [as_entry(day) for day in proposed_days(year).values() if day.settled_by_law]


def _proposed(year: int, file: Path | None) -> list[DayEntry]:
    if file is None:
        return [as_entry(day) for day in proposed_days(year).values()]
    return read_icalendar(content_of(file), year)


def _say_unsettled(year: int) -> None:
    """Days of which the package knows more than the law."""
    unsettled = [day.day for day in proposed_days(year).values() if not day.settled_by_law]
    if unsettled:
        shown = ", ".join(writing.day(day, settings().lang) for day in unsettled)
        typer.echo(say("note.unsettled", days=shown))


def _adopted(told: WorkCalendar, day: DayEntry) -> DayEntry:
    """A proposal, or in its place the same day as it was adopted already."""
    entry = told.entries.get(day.day)
    return entry if entry is not None and entry.kind is day.kind else day


def _by_hand(given: dict[DayKind, Any], name: str | None) -> list[DayEntry]:
    return [
        DayEntry(day, kind, name or say(f"day_kind.{kind.value}"))
        for kind, days in given.items()
        for day in _dates(days)
    ]


def _dates(days: Sequence[date] | None) -> Sequence[date]:
    return days or ()


def _as_said(day: DayEntry) -> dict[str, str]:
    return {"day": day.day.isoformat(), "kind": day.kind.value, "name": day.name}


def _print_moves(told: Adoption, code: str, output: Format, *, recorded: bool) -> None:
    if output is Format.JSON:
        print_json(moves_answer(code, told.moves, told.kept, recorded=recorded))
    else:
        deadline_tables.moves(told, code, output, recorded=recorded)
