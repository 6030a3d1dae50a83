"""Which event's deadline is in force for an item, and how that deadline was counted."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Self

from tracker.deadlines.calendar import WorkCalendar
from tracker.deadlines.outcome import Context, DeadlineKind
from tracker.deadlines.reading import read_deadline
from tracker.deadlines.rule import DeadlineRule, rule_of
from tracker.errors import InvalidInputError
from tracker.fold.state import Fact, Standing, in_effective_order, standing


class Said(NamedTuple):
    """What an event says of a deadline: the day, its words, and how it was counted."""

    effective_on: date
    due_on: date | None
    words: str | None
    rule: DeadlineRule | None
    dated_on: date | None
    """The day of the document that it rests on."""

    @classmethod
    def by(cls, fields: Mapping[str, Any]) -> Self:
        """From an event's fields."""
        stored = fields.get("deadline_rule")
        dated = (fields.get("source") or {}).get("date")
        return cls(
            fields["effective_on"],
            fields.get("due_on"),
            fields.get("deadline_text"),
            None if stored is None else DeadlineRule.from_stored(stored),
            None if dated is None else date.fromisoformat(dated),
        )

    def context(self, calendar: WorkCalendar) -> Context:
        """What is known for reading the words; a document unnamed was given on the event's day."""
        return Context(
            dated_on=self.dated_on or self.effective_on,
            received_on=self.effective_on,
            assigned_on=self.effective_on,
            calendar=calendar,
        )


def in_force(history: Sequence[Fact], as_of: date) -> Standing | None:
    """The last event that set the deadline by ``as_of``, as corrected; the item's own D."""
    ruling: Standing | None = None
    for entry in in_effective_order(standing(history)):
        if entry.fact.effective_on > as_of:
            break
        if entry.sets_due:
            ruling = entry
    return ruling


def rule_behind(said: Said, calendar: WorkCalendar) -> DeadlineRule | None:
    """How the deadline was counted, if it is a period.

    An event brought in from elsewhere may hold only the words. They are believed where
    counting them gives the very day that was recorded; otherwise somebody chose the day.
    """
    if said.rule is not None or said.words is None or said.due_on is None:
        return said.rule
    try:
        reading = read_deadline(said.words, said.context(calendar))
    except InvalidInputError:
        return None
    if reading.kind is not DeadlineKind.RELATIVE or reading.due_on != said.due_on:
        return None
    return rule_of(reading, calendar)
