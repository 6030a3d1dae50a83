"""The deadline of a line: read from its words, and chosen by the clerk where they are not sure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from psycopg import Connection

from tracker.deadlines.outcome import DeadlineKind, Occurrence
from tracker.entry.problems import Problem
from tracker.errors import InvalidInputError
from tracker.web.clerk.layouts import DUE, DUE_FOR, DUE_OTHER, NO_DUE, WORDS
from tracker.web.clerk.typed import Line
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit
from tracker.web.items.reading_words import Days, ReadBack, read_words

SERIES: Final = "series"
NONE: Final = "none"
"""Chosen beside days: an item for each occurrence; no deadline at all."""


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """What was typed means this; where a problem is left, a person has to look."""

    words: str | None = None
    due_on: date | None = None
    rule: dict[str, Any] | None = None
    """How the day was counted, as the command keeps it."""
    occurrences: Sequence[Occurrence] = ()
    """The deadlines of a series: an item for each."""
    read: ReadBack | None = None
    choices: Sequence[date] = ()
    """The days among which the clerk chooses; none where the words are sure."""
    may_be_none: bool = False
    """Whether "no deadline" is among what can be chosen."""
    chosen: str | None = None
    """What was chosen for these very words."""
    problem: Problem | None = None

    @property
    def asks(self) -> bool:
        """Whether somebody has to say what the words mean, or has done so."""
        return self.read is None or not self.read.is_sure


def settled(connection: Connection[Any], visit: Visit, line: Line, unit: str | None) -> Deadline:
    """The deadline that a line sets.

    Args:
        connection: to the read model.
        visit: who typed it, in which language.
        line: the line of the form.
        unit: whose calendar counts; None: the national one.
    """
    words, is_none = line.typed.one(WORDS), line.typed.one(NO_DUE) is not None
    if words is None:
        problem = None if is_none else Problem(line.field(WORDS), "deadline_unsaid", {})
        return Deadline(problem=problem)
    if is_none:
        return Deadline(words=words, problem=Problem(line.field(NO_DUE), "due_and_none", {}))
    chosen, wrong = _chosen(line, words)
    read, unread = _read(connection, visit, line, words, unit)
    found = _meant(line, words, read, unread, chosen)
    return found if wrong is None else replace(found, problem=wrong)


def _chosen(line: Line, words: str) -> tuple[str | None, Problem | None]:
    """What was chosen for these words; a choice made for other words counts for nothing."""
    if line.typed.one(DUE_FOR) != words:
        return None, None
    other = line.typed.one(DUE_OTHER)
    if other is None:
        return line.typed.one(DUE), None
    try:
        return day_typed(other, DUE_OTHER).isoformat(), None
    except InvalidInputError:
        return None, Problem(line.field(DUE_OTHER), "expected_day", {"value": other})


def _read(
    connection: Connection[Any], visit: Visit, line: Line, words: str, unit: str | None
) -> tuple[ReadBack | None, Problem | None]:
    days = Days(line.typed.day("effective_on"), line.typed.day("source.date"))
    try:
        return read_words(connection, visit, words, days, unit), None
    except InvalidInputError as error:
        told = {name: value for name, value in error.details.items() if name != "field"}
        return None, Problem(line.field(WORDS), error.code, told)


def _meant(
    line: Line, words: str, read: ReadBack | None, unread: Problem | None, chosen: str | None
) -> Deadline:
    if read is None:
        day = None if chosen is None else _day(chosen)
        return Deadline(
            words=words, due_on=day, chosen=chosen, problem=None if day is not None else unread
        )
    reading = read.reading
    found = Deadline(words=words, read=read, chosen=chosen)
    if read.is_sure:
        return replace(found, due_on=read.due_on, rule=read.rule)
    is_none = reading.kind is DeadlineKind.NONE
    proposed = () if read.due_on is None else (read.due_on,)
    found = replace(found, choices=reading.alternatives or proposed, may_be_none=is_none)
    if chosen == SERIES and reading.kind is DeadlineKind.SERIES:
        return replace(found, occurrences=reading.occurrences)
    if chosen == NONE and is_none:
        return found
    day = None if chosen is None else _day(chosen)
    if day is None:
        return replace(found, problem=Problem(line.field(WORDS), "due_to_be_chosen", {}))
    return replace(found, due_on=day, rule=read.rule if day == read.due_on else None)


def _day(chosen: str) -> date | None:
    try:
        return day_typed(chosen, DUE)
    except InvalidInputError:
        return None
