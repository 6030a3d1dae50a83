"""Deadlines and calendars as tables for people and as CSV."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tracker.answers.deadlines import (
    calendar_answer,
    calendars_answer,
    moves_answer,
    steps_answer,
)
from tracker.cli.context import say, settings
from tracker.cli.options import Format
from tracker.cli.output import print_csv, print_lines, print_table
from tracker.cli.tables import heading
from tracker.commands.calendars import Adoption
from tracker.deadlines.adoption import Calendars
from tracker.deadlines.arithmetic import Step
from tracker.deadlines.calendar import DayEntry, WorkCalendar
from tracker.deadlines.outcome import Certainty, DeadlineKind, Reading
from tracker.present import deadlines as present
from tracker.present import writing
from tracker.present.happening import event_name
from tracker.reading.deadline import DeadlineStory, Decided

_STEP_COLUMNS = ("day", "step", "no", "kind", "name", "paper")


def _day(day: date | None) -> str:
    return say("due.none") if day is None else present.dated(day, settings().lang)


def reading(told: Reading, calendar: WorkCalendar, output: Format) -> None:
    """What the words mean, why, and how each day was counted."""
    if output is Format.CSV:
        steps = steps_answer(told.steps)
        print_csv(_STEP_COLUMNS, ([step.get(name) for name in _STEP_COLUMNS] for step in steps))
        return
    print_lines(_headline(told), list(_told(told, calendar)))


def _headline(told: Reading) -> str:
    if told.kind is DeadlineKind.SERIES:
        return say("due.headline_series", words=told.words, number=len(told.occurrences))
    if told.kind is DeadlineKind.NONE:
        return say("due.headline_none", words=told.words)
    if told.due_on is None:
        return say("due.headline_unknown", words=told.words)
    return say("due.headline", words=told.words, due_on=_day(told.due_on))


def _told(told: Reading, calendar: WorkCalendar) -> Iterator[str]:
    language = settings().lang
    yield say(f"certainty.{told.certainty.value}")
    if told.estimated:
        yield say("due.estimated")
    for note in told.notes:
        yield f"- {present.note(note, language)}"
    if told.certainty is Certainty.ASK and told.alternatives:
        yield say("due.choose", days="; ".join(map(_day, told.alternatives)))
    for occurrence in told.occurrences:
        yield f"  {occurrence.label}: {_day(occurrence.due_on)}"
    if told.period is not None and told.zero is not None:
        yield say("due.counted", period=present.period(told.period, language))
        yield present.basis(told, language)
    yield from _counted(told.steps, calendar.code, calendar.version)


def _counted(steps: Sequence[Step], code: str, version: int) -> Iterator[str]:
    if steps:
        yield from (f"  {line}" for line in present.steps(steps, settings().lang))
        yield say("due.calendar", calendar=code, version=version)


def story(told: DeadlineStory, output: Format) -> None:
    """Every decision about an item's deadline, and how its days were counted."""
    if output is Format.CSV:
        rows = (
            [d.event.originator_version, d.event.TOPIC, d.event.effective_on, d.due_on, d.in_force]
            for d in told.decisions
        )
        print_csv(["no", "type", "effective_on", "due_on", "in_force"], rows)
        return
    language = settings().lang
    there = told.standing
    title = say(
        "due.story",
        kind=say(f"kind.{told.kind.value}"),
        ref=told.ref,
        title=told.title,
        status="" if there is None else say(f"class.{there.status.value}"),
        due_on=_day(None if there is None else there.due_on),
    )
    lines = [heading(told.cut)]
    if there is not None and there.due_on != told.original_due_on:
        lines.append(say("due.original", due_on=_day(told.original_due_on)))
    if there is not None and there.completed_on is not None:
        lines.append(say("due.judged", completed_on=writing.day(there.completed_on, language)))
    for decided in told.decisions:
        lines += _decided(decided)
    print_lines(title, lines)


def _decided(told: Decided) -> Iterator[str]:
    language = settings().lang
    event = told.event
    line = say(
        "due.decision",
        no=event.originator_version,
        event=event_name(event.TOPIC, language),
        effective_on=writing.day(event.effective_on, language),
        recorded_at=writing.moment(event.recorded_at, language),
        actor=event.actor,
    )
    if told.sets_due:
        line += say("due.sets", due_on=_day(told.due_on))
    if told.in_force:
        line += " " + say("due.in_force")
    yield line
    yield from (f"   {line}" for line in _reasons(told))


def _reasons(told: Decided) -> Iterator[str]:
    said = vars(told.event)
    language = settings().lang
    paper = (said.get("source") or {}).get("number")
    cause = said.get("cause")
    if said.get("deadline_text"):
        yield say("due.words", words=said["deadline_text"])
    if paper:
        yield say("due.paper", paper=paper)
    if said.get("reason"):
        yield say("due.reason", reason=said["reason"])
    if cause:
        yield say(
            "due.cause",
            calendar=cause["calendar"],
            version=cause["calendar_version"],
            paper=cause.get("paper") or "-",
        )
    if told.corrected:
        yield say("due.corrected")
    if told.rule is not None:
        yield say("due.counted", period=present.period(told.rule.period, language))
        yield present.basis(told.rule, language)
        yield from _counted(told.steps, told.rule.calendar, told.rule.calendar_version)
        if not told.stored:
            yield say("due.from_words")
    if told.differs is not None:
        yield say("due.differs", due_on=_day(told.differs))


def calendar(told: WorkCalendar, days: Iterable[DayEntry], title: str, output: Format) -> None:
    """The days that are not what their place in the week says, each with its document."""
    if output is Format.CSV:
        names = ("day", "kind", "name", "paper")
        rows = calendar_answer(told, days)["days"]
        print_csv(names, ([row[name] for name in names] for row in rows))
        return
    language = settings().lang
    rows = [
        [
            present.dated(entry.day, language),
            say(f"day_kind.{entry.kind.value}"),
            entry.name,
            entry.paper or say("day.without_paper"),
        ]
        for entry in days
    ]
    print_table(
        title, [say(f"column.{name}") for name in ("day", "day_kind", "name", "paper")], rows
    )


def calendars(told: Calendars, output: Format) -> None:
    """A row a calendar."""
    names = ("code", "name", "base", "unit", "version")
    rows = [[row[name] for name in names] for row in calendars_answer(told)["calendars"]]
    if output is Format.CSV:
        print_csv(names, rows)
        return
    print_table(say("heading.calendars"), [say(f"column.{name}") for name in names], rows)


def moves(told: Adoption, code: str, output: Format, *, recorded: bool) -> None:
    """A row an open item whose deadline moves: old and new."""
    answer = moves_answer(code, told.moves, told.kept, recorded=recorded)
    names = ("kind", "ref", "before", "after", "title")
    if output is Format.CSV:
        print_csv(names, ([row[name] for name in names] for row in answer["moves"]))
        return
    rows = [
        [
            say(f"kind.{move.item.KIND.value}"),
            move.item.happenings[0].ref,
            _day(move.before),
            _day(move.after),
            vars(move.item.happenings[0])["title"],
        ]
        for move in told.moves
    ]
    columns = [
        say(f"column.{name}") for name in ("kind", "ref", "due_before", "due_after", "title")
    ]
    note = say("note.moves" if recorded else "note.would_move", number=len(rows), code=code)
    notes = [note]
    if told.kept:
        refs = ", ".join(move.item.happenings[0].ref for move in told.kept)
        notes.append(say("note.kept_before_assignment", number=len(told.kept), refs=refs))
    print_table(say("heading.moves", code=code), columns, rows, notes=notes)
