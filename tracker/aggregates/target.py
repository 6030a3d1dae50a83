"""A target of a plan (chỉ tiêu): assessed again and again, never completed (domain.md 4.7)."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, field
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from eventsourcing.domain import BaseAggregate

from tracker.aggregates.events import FirstHappening, Happening, stream_id
from tracker.days import local_day
from tracker.fold.targets import TargetFact, refuse_unless_valid
from tracker.fold.words import Kind, TargetState


class TargetEvent(Happening):
    """Something that happened to a target."""

    _: KW_ONLY
    ref: str

    def apply(self, aggregate: Any) -> None:
        """Adds the event to the target's history."""
        aggregate.happenings.append(self)

    @property
    def fact(self) -> TargetFact:
        """What the fold needs to know of this event."""
        return self.fact_from(vars(self))

    @classmethod
    def fact_from(cls, state: Mapping[str, Any]) -> TargetFact:
        """The same straight from a stored state."""
        return TargetFact(
            state["effective_on"],
            state.get("unit", ""),
            TargetState(state.get("state", TargetState.NOT_ASSESSED)),
        )


class Target(BaseAggregate[UUID]):
    """A measured goal of a plan; a met one may stop being met."""

    TOPIC = "target"
    KIND: ClassVar[Kind] = Kind.TARGET

    happenings: list[TargetEvent] = field(default_factory=list, init=False)

    class Event(TargetEvent):
        """Base of the target's events; never triggered."""

    class Set(FirstHappening, TargetEvent):
        """The plan set the target for a unit."""

        TOPIC = "target.set"

        _: KW_ONLY
        unit: str
        title: str
        plan: str
        goal: str
        measure: str

    class Assessed(TargetEvent):
        """The target was assessed as of the event's day."""

        TOPIC = "target.assessed"

        _: KW_ONLY
        state: str
        numerator: int | None = None
        denominator: int | None = None
        evidence: str | None = None

    @classmethod
    def set(cls, *, ref: str, recorded_at: datetime, **fields: Any) -> Self:
        """Sets a new target for a unit.

        Raises:
            RuleViolationError: when its day is ahead.
        """
        refuse_unless_valid((), TargetEvent.fact_from(fields), local_day(recorded_at))
        return cls._create(
            cls.Set, id=stream_id(cls.KIND, ref), timestamp=recorded_at, ref=ref, **fields
        )

    def assess(self, *, recorded_at: datetime, **fields: Any) -> None:
        """Records an assessment as of a day.

        Raises:
            RuleViolationError: when the day is ahead or before the target was set.
        """
        history = [event.fact for event in self.happenings]
        refuse_unless_valid(history, TargetEvent.fact_from(fields), local_day(recorded_at))
        ref = self.happenings[0].ref
        self.trigger_event(self.Assessed, timestamp=recorded_at, ref=ref, **fields)

    def has_recorded(self, command_id: str) -> bool:
        """Whether a command with this id was recorded already (a retry, not a new fact)."""
        return any(event.command_id == command_id for event in self.happenings)
