"""Deadlines and calendars as JSON."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from tracker.aggregates.item import Item
from tracker.answers import cut_answer, event_answer
from tracker.deadlines.adoption import Calendars
from tracker.deadlines.arithmetic import Period, Step
from tracker.deadlines.calendar import DayEntry, WorkCalendar
from tracker.deadlines.outcome import Reading
from tracker.reading.deadline import DeadlineStory, Decided


def reading_answer(reading: Reading, calendar: WorkCalendar) -> dict[str, Any]:
    """``deadline WORDS --format json``."""
    return {
        "words": reading.words,
        "kind": reading.kind.value,
        "due_on": _day(reading.due_on),
        "certainty": reading.certainty.value,
        "estimated": reading.estimated,
        "notes": [
            {"code": note.code, **{name: _plain(value) for name, value in note.details.items()}}
            for note in reading.notes
        ],
        "alternatives": list(map(_day, reading.alternatives)),
        "occurrences": [
            {"label": occurrence.label, "due_on": _day(occurrence.due_on)}
            for occurrence in reading.occurrences
        ],
        "period": _period(reading.period),
        "day_zero": _day(reading.zero),
        "calendar": calendar.code,
        "calendar_version": calendar.version,
        "steps": steps_answer(reading.steps),
    }


def steps_answer(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Each day of a count and what the calendar says of it."""
    return [
        {
            "day": _day(step.day),
            "step": step.kind.value,
            "no": step.no,
            **({} if step.entry is None else _entry(step.entry)),
        }
        for step in steps
    ]


def _entry(entry: DayEntry) -> dict[str, Any]:
    return {"kind": entry.kind.value, "name": entry.name, "paper": entry.paper}


def story_answer(story: DeadlineStory) -> dict[str, Any]:
    """``deadline KIND REF --format json``."""
    there = story.standing
    return {
        **cut_answer(story.cut),
        "kind": story.kind.value,
        "ref": story.ref,
        "title": story.title,
        "unit": None if there is None else there.unit,
        "class": None if there is None else there.status.value,
        "due_on": None if there is None else _day(there.due_on),
        "completed_on": None if there is None else _day(there.completed_on),
        "original_due_on": _day(story.original_due_on),
        "decisions": list(map(_decision, story.decisions)),
    }


def _decision(decided: Decided) -> dict[str, Any]:
    rule = decided.rule
    return {
        **event_answer(decided.event),
        "sets_due": decided.sets_due,
        "due_on": _day(decided.due_on),
        "in_force": decided.in_force,
        "rule": None if rule is None else rule.as_stored(),
        "rule_stored": decided.stored,
        "steps": steps_answer(decided.steps),
        "counted_today": _day(decided.differs),
    }


def calendars_answer(calendars: Calendars) -> dict[str, Any]:
    """``calendar list --format json``."""
    return {
        "calendars": [
            {
                "code": code,
                "name": calendars.about(code).name,
                "base": calendars.about(code).base,
                "unit": calendars.about(code).unit,
                "version": calendars.version(code),
            }
            for code in calendars
        ]
    }


def calendar_answer(calendar: WorkCalendar, days: Iterable[DayEntry]) -> dict[str, Any]:
    """``calendar show --format json``: the days of a year that are not as the week says."""
    return {
        "calendar": calendar.code,
        "version": calendar.version,
        "complete_years": sorted(calendar.complete),
        "days": [{"day": _day(entry.day), **_entry(entry)} for entry in days],
    }


class Moved(Protocol):
    """An open item whose deadline a calendar moves."""

    @property
    def item(self) -> Item:
        """The item."""
        ...

    @property
    def before(self) -> date:
        """The deadline in force."""
        ...

    @property
    def after(self) -> date:
        """The deadline as it is counted now."""
        ...


def moves_answer(
    code: str, moves: Iterable[Moved], kept: Iterable[Moved], *, recorded: bool
) -> dict[str, Any]:
    """``calendar adopt --format json``: what adopting days moves, or has moved."""
    return {
        "calendar": code,
        "recorded": recorded,
        "moves": [
            {
                "kind": move.item.KIND.value,
                "ref": move.item.happenings[0].ref,
                "title": vars(move.item.happenings[0])["title"],
                "before": _day(move.before),
                "after": _day(move.after),
            }
            for move in moves
        ],
        "kept": [move.item.happenings[0].ref for move in kept],
    }


def _period(period: Period | None) -> dict[str, Any] | None:
    return None if period is None else {"count": period.count, "unit": period.unit.value}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
