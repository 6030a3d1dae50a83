"""A working calendar: which days are off or worked, and by which document (domain.md 3.2)."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, field
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from eventsourcing.domain import BaseAggregate

from tracker.aggregates.events import FirstHappening, Happening, stream_id
from tracker.days import local_day
from tracker.deadlines.adoption import Adopted, CalendarFact, Established, refuse_impossible
from tracker.deadlines.calendar import DayEntry, DayKind
from tracker.errors import RuleViolationError


class CalendarEvent(Happening):
    """Something that happened to a calendar."""

    _: KW_ONLY
    code: str

    def apply(self, aggregate: Any) -> None:
        """Adds the event to the calendar's history."""
        aggregate.happenings.append(self)

    @property
    def fact(self) -> CalendarFact:
        """What the calendars need to know of this event."""
        return self.fact_from(vars(self))

    @classmethod
    def fact_from(cls, state: Mapping[str, Any]) -> CalendarFact:
        """The same straight from a stored state."""
        return Established(state["code"], state["name"], state.get("base"), state.get("unit"))


class Calendar(BaseAggregate[UUID]):
    """One calendar; days are adopted by a document and put right by adopting them again."""

    TOPIC = "calendar"

    happenings: list[CalendarEvent] = field(default_factory=list, init=False)

    class Event(CalendarEvent):
        """Base of the calendar's events; never triggered."""

    class Established(FirstHappening, CalendarEvent):
        """The calendar came into being: resting on ``base``, ruling for ``unit`` and below."""

        TOPIC = "calendar.established"

        _: KW_ONLY
        name: str
        base: str | None = None
        unit: str | None = None

    class DaysAdopted(CalendarEvent):
        """A document laid days down; ``years`` are complete with it."""

        TOPIC = "calendar.days_adopted"

        _: KW_ONLY
        days: list[dict[str, str]]
        years: list[int] | None = None

        @classmethod
        def fact_from(cls, state: Mapping[str, Any]) -> CalendarFact:
            """The days, each with the document that laid it down."""
            paper = (state.get("source") or {}).get("number")
            days = tuple(
                DayEntry(
                    date.fromisoformat(said["day"]), DayKind(said["kind"]), said["name"], paper
                )
                for said in state["days"]
            )
            return Adopted(state["code"], days, tuple(state.get("years") or ()))

    @classmethod
    def establish(cls, *, code: str, recorded_at: datetime, **fields: Any) -> Self:
        """Brings a new calendar into being.

        Raises:
            RuleViolationError: when its day is ahead.
        """
        _refuse_ahead(fields["effective_on"], recorded_at)
        return cls._create(
            cls.Established,
            id=stream_id("calendar", code),
            timestamp=recorded_at,
            code=code,
            **fields,
        )

    def adopt(self, *, recorded_at: datetime, **fields: Any) -> None:
        """Lays days down by a document.

        Raises:
            RuleViolationError: a day named twice, or a make-up day that is no rest day, or
                no document; nothing changes.
        """
        _refuse_ahead(fields["effective_on"], recorded_at)
        code = self.happenings[0].code
        fact = self.DaysAdopted.fact_from({"code": code, **fields})
        if not isinstance(fact, Adopted):
            raise TypeError(fact)
        refuse_impossible(fact.days)
        if not (fields.get("source") or {}).get("number"):
            raise RuleViolationError("adoption_without_document", field="source.number", value="-")
        self.trigger_event(self.DaysAdopted, timestamp=recorded_at, code=code, **fields)

    def has_recorded(self, command_id: str) -> bool:
        """Whether a command with this id was recorded already (a retry, not a new fact)."""
        return any(event.command_id == command_id for event in self.happenings)


def _refuse_ahead(effective_on: date, recorded_at: datetime) -> None:
    """A document is adopted after it was signed; the days in it may well lie ahead."""
    if effective_on > local_day(recorded_at):
        raise RuleViolationError(
            "effective_after_recording",
            field="effective_on",
            value=effective_on,
            recorded_on=local_day(recorded_at),
        )
