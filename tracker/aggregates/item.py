"""What the three kinds of item share: they decide by one rule, then record."""

from dataclasses import field
from datetime import datetime
from types import new_class
from typing import Any, ClassVar, Self
from uuid import UUID

from eventsourcing.domain import BaseAggregate

from tracker.aggregates import item_events
from tracker.aggregates.events import stream_id
from tracker.aggregates.item_events import ItemEvent
from tracker.days import local_day
from tracker.fold.acceptance import refuse_unless_valid
from tracker.fold.marks import Known
from tracker.fold.state import Fact
from tracker.fold.words import Kind, Word, word_as_stored


class Item(BaseAggregate[UUID]):
    """One plan task, directive or finding: one stream, one lead unit at a time.

    A kind defines its own ``Assigned`` (and what only it has); every event of
    :data:`~tracker.aggregates.item_events.SHARED_EVENTS` is added under the kind's topic.
    """

    KIND: ClassVar[Kind]
    EVENTS: ClassVar[dict[Word, type[ItemEvent]]] = {}

    happenings: list[ItemEvent] = field(default_factory=list, init=False)

    class Event(ItemEvent):
        """Base of the kind's events; never triggered."""

    class Assigned(item_events.Assigned):
        """The beginning of every item; each kind says what is assigned."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        for shared in item_events.SHARED_EVENTS:
            setattr(cls, shared.__name__, cls._own(shared))
        super().__init_subclass__(**kwargs)
        cls.EVENTS = {
            value.word: value
            for value in vars(cls).values()
            if isinstance(value, type) and issubclass(value, ItemEvent) and hasattr(value, "word")
        }

    @classmethod
    def _own(cls, shared: type[ItemEvent]) -> type[ItemEvent]:
        """A shared event under the kind's own topic."""
        topic = f"{cls.KIND}.{word_as_stored(cls.KIND, shared.word)}"
        body = {"TOPIC": topic, "__module__": cls.__module__, "__doc__": shared.__doc__}
        return new_class(shared.__name__, (shared,), exec_body=lambda space: space.update(body))

    @property
    def history(self) -> list[Fact]:
        """The facts of all events in stream order, as known now."""
        return [event.fact for event in self.happenings]

    @property
    def known(self) -> list[Known]:
        """The same with the moments from which on they were known."""
        return [event.known for event in self.happenings]

    @classmethod
    def confirmation_by_default(cls) -> bool:
        """Whether items of the kind need confirmation unless said otherwise."""
        return cls.Assigned.NEEDS_CONFIRMATION

    @classmethod
    def assign(cls, *, ref: str, recorded_at: datetime, **fields: Any) -> Self:
        """Gives a new item to its lead unit.

        Raises:
            RuleViolationError: when the day or the deadline is impossible.
        """
        event_class = cls.EVENTS[Word.ASSIGNED]
        refuse_unless_valid((), event_class.fact_from(1, fields), local_day(recorded_at))
        return cls._create(
            event_class,  # type: ignore[arg-type]
            id=stream_id(cls.KIND, ref),
            timestamp=recorded_at,
            ref=ref,
            **fields,
        )

    def record(self, word: Word, *, recorded_at: datetime, **fields: Any) -> None:
        """Decides whether ``word`` may have happened, then records it.

        Raises:
            RuleViolationError: naming the event or the field in the way; nothing changes.
        """
        event_class = self.EVENTS[word]
        fact = event_class.fact_from(self.version + 1, fields)
        refuse_unless_valid(self.history, fact, local_day(recorded_at))
        ref = self.happenings[0].ref
        self.trigger_event(event_class, timestamp=recorded_at, ref=ref, **fields)

    def has_recorded(self, command_id: str) -> bool:
        """Whether a command with this id was recorded already (a retry, not a new fact)."""
        return any(event.command_id == command_id for event in self.happenings)
