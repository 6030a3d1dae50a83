"""A unit: an office, a level of government, or at a commune a person (domain.md 1.7)."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, field
from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from eventsourcing.domain import BaseAggregate

from tracker.aggregates.events import FirstHappening, Happening, stream_id
from tracker.fold.units import UnitFact, UnitWord, refuse_unless_valid


class UnitEvent(Happening):
    """Something that happened to a unit; it may be dated ahead, as reforms are."""

    word: ClassVar[UnitWord]

    _: KW_ONLY
    code: str

    def apply(self, aggregate: Any) -> None:
        """Adds the event to the unit's history."""
        aggregate.happenings.append(self)

    @property
    def fact(self) -> UnitFact:
        """What the fold needs to know of this event."""
        return self.fact_from(vars(self))

    @classmethod
    def fact_from(cls, state: Mapping[str, Any]) -> UnitFact:
        """The same straight from a stored state."""
        return UnitFact(
            cls.word,
            state["effective_on"],
            state.get("name", ""),
            state.get("level", ""),
            state.get("parent"),
            _successors(state),
        )


def _successors(state: Mapping[str, Any]) -> tuple[str, ...]:
    """Who takes over, however the event spells it: into one, to one, or to several."""
    one = state.get("into") or state.get("successor")
    return (one,) if one is not None else tuple(state.get("successors") or ())


class Unit(BaseAggregate[UUID]):
    """One unit of the tree; the code is its identity, the name never is."""

    TOPIC = "unit"

    happenings: list[UnitEvent] = field(default_factory=list, init=False)

    class Event(UnitEvent):
        """Base of the unit's events; never triggered."""

    class Established(FirstHappening, UnitEvent):
        """The unit came into being below ``parent``, or as a root."""

        TOPIC = "unit.established"
        word = UnitWord.ESTABLISHED

        _: KW_ONLY
        name: str
        level: str
        parent: str | None

    class Renamed(UnitEvent):
        """The unit has another name from that day on."""

        TOPIC = "unit.renamed"
        word = UnitWord.RENAMED

        _: KW_ONLY
        name: str

    class Moved(UnitEvent):
        """The unit is below another parent from that day on."""

        TOPIC = "unit.moved"
        word = UnitWord.MOVED

        _: KW_ONLY
        parent: str | None

    class Merged(UnitEvent):
        """The unit became part of another and is no longer there."""

        TOPIC = "unit.merged"
        word = UnitWord.MERGED

        _: KW_ONLY
        into: str

    class Split(UnitEvent):
        """The unit was divided (chia) and is no longer there; the first keeps its records."""

        TOPIC = "unit.split"
        word = UnitWord.SPLIT

        _: KW_ONLY
        successors: list[str]

    class Dissolved(UnitEvent):
        """The unit ended; ``successor`` is who takes over its work, if one does."""

        TOPIC = "unit.dissolved"
        word = UnitWord.DISSOLVED

        _: KW_ONLY
        successor: str | None = None

    EVENTS: ClassVar[dict[UnitWord, type[UnitEvent]]] = {
        UnitWord.ESTABLISHED: Established,
        UnitWord.RENAMED: Renamed,
        UnitWord.MOVED: Moved,
        UnitWord.MERGED: Merged,
        UnitWord.SPLIT: Split,
        UnitWord.DISSOLVED: Dissolved,
    }

    @property
    def history(self) -> list[UnitFact]:
        """The facts of all events in stream order, as known now."""
        return [event.fact for event in self.happenings]

    @classmethod
    def establish(cls, *, code: str, recorded_at: datetime, **fields: Any) -> Self:
        """Brings a new unit into being."""
        return cls._create(
            cls.Established,
            id=stream_id("unit", code),
            timestamp=recorded_at,
            code=code,
            **fields,
        )

    def record(self, word: UnitWord, *, recorded_at: datetime, **fields: Any) -> None:
        """Decides whether ``word`` may have happened to this unit alone, then records it.

        Whether the tree allows it (known parent, no cycle) is asked by the command,
        which sees the other units.

        Raises:
            RuleViolationError: naming the event in the way; nothing changes.
        """
        event_class = getattr(type(self), self.EVENTS[word].__name__)
        refuse_unless_valid(self.history, event_class.fact_from(fields))
        code = self.happenings[0].code
        self.trigger_event(event_class, timestamp=recorded_at, code=code, **fields)

    def has_recorded(self, command_id: str) -> bool:
        """Whether a command with this id was recorded already (a retry, not a new fact)."""
        return any(event.command_id == command_id for event in self.happenings)
