"""The event-sourced application: loads and saves what the commands decide about.

:class:`Logged` is what the two logs have in common, that of the work and that of accounts
(tracker.people); :class:`Tracker` is the work.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import BaseAggregate
from eventsourcing.persistence import IntegrityError, Mapper
from eventsourcing.utils import Environment
from psycopg import Connection
from psycopg.rows import class_row
from psycopg_pool import ConnectionPool

from tracker.aggregates.calendar import Calendar, CalendarEvent
from tracker.aggregates.events import Happening, stream_id
from tracker.aggregates.item import Item
from tracker.aggregates.target import Target
from tracker.aggregates.unit import Unit, UnitEvent
from tracker.database.connect import answered
from tracker.deadlines.adoption import Calendars
from tracker.errors import NotFoundError, StaleVersionError, UnavailableError
from tracker.eventstore.mapper import EventMapper, RecordedEvent
from tracker.eventstore.recorder import SQL, Beside, EventRecorder
from tracker.fold.units import UnitFact, UnitTree
from tracker.fold.words import Kind

T = TypeVar("T", bound=BaseAggregate[UUID])


class Logged(Application[UUID]):
    """What is common to the applications of both logs: the work's and the accounts'."""

    def __init__(self, pool: ConnectionPool[Connection[Any]]) -> None:
        self.pool = pool
        super().__init__(env={})

    def construct_env(self, name: str, env: Any = None) -> Environment:
        """Takes nothing from the process's environment; settings are passed explicitly."""
        return Environment(name, env or {})

    def _load(self, sort: type[T], stream: UUID, missing: str, field: str, value: str) -> T:
        try:
            found: BaseAggregate[UUID] = self.repository.get(stream)
        except AggregateNotFoundError as error:
            raise NotFoundError(missing, field=field, value=value) from error
        if not isinstance(found, sort):
            raise TypeError(found)
        return found

    @contextmanager
    def taking_turns(self, lock: int) -> Iterator[None]:
        """Holds a lock that decisions over several streams share, until they are recorded.

        The lock has a connection of its own: holders of the pool's last connections
        would wait for each other otherwise.

        Raises:
            UnavailableError: the database is down, or others hold the lock for too long.
        """
        try:
            conninfo = self.pool.conninfo
            with psycopg.connect(
                conninfo() if callable(conninfo) else conninfo, autocommit=True
            ) as connection:
                connection.execute("set lock_timeout = '10s'")
                connection.execute("select pg_advisory_lock(%s)", (lock,))
                yield
        except psycopg.errors.LockNotAvailable as error:
            raise UnavailableError("database_busy") from error
        except psycopg.OperationalError as error:
            raise UnavailableError("database_unreachable") from error

    def record(self, *aggregates: BaseAggregate[UUID], beside: Beside | None = None) -> int | None:
        """Saves all pending events of the aggregates, or none; gives the last position.

        After a failure the aggregates are spent: load them again and decide again.

        Args:
            aggregates: whose pending events are saved.
            beside: what else is written in their transaction, and called again when a
                broken connection makes it be tried again.

        Raises:
            StaleVersionError: somebody else recorded something first.
        """
        try:
            recordings = self.save(*aggregates, beside=beside)
        except IntegrityError as error:
            raise StaleVersionError("changed_meanwhile") from error
        return recordings[-1].notification.id if recordings else None


class Tracker(Logged):
    """All aggregates of one installation's work in one store."""

    name = "tracker"

    def construct_mapper(self) -> Mapper[UUID]:
        """Our spelling and our allow-list of topics."""
        return EventMapper()

    def construct_recorder(self) -> EventRecorder:
        """Our append, one round trip under the lock."""
        return EventRecorder(self.pool)

    def item(self, kind: Kind, ref: str) -> Item:
        """An item by its reference.

        Raises:
            NotFoundError: no item of that kind has the reference.
        """
        return self._load(Item, stream_id(kind, ref), "unknown_item", "ref", ref)

    def target(self, ref: str) -> Target:
        """A target by its reference.

        Raises:
            NotFoundError: no target has the reference.
        """
        return self._load(Target, stream_id(Kind.TARGET, ref), "unknown_item", "ref", ref)

    def unit(self, code: str) -> Unit:
        """A unit by its code.

        Raises:
            NotFoundError: no unit ever had the code.
        """
        return self._load(Unit, stream_id("unit", code), "unknown_unit", "unit", code)

    def calendar(self, code: str) -> Calendar:
        """A working calendar by its code.

        Raises:
            NotFoundError: no calendar has the code.
        """
        stream = stream_id("calendar", code)
        return self._load(Calendar, stream, "unknown_calendar", "calendar", code)

    def unit_events(self) -> Iterator[UnitEvent]:
        """All that ever happened to units, in recorded order."""
        return (event for event in self._all_of("unit_events") if isinstance(event, UnitEvent))

    def unit_tree(self) -> UnitTree:
        """All units as known now."""
        histories: dict[str, list[UnitFact]] = {}
        for event in self.unit_events():
            histories.setdefault(event.code, []).append(event.fact)
        return UnitTree(histories)

    def calendars(self) -> Calendars:
        """All working calendars as known now."""
        events = self._all_of("calendar_events")
        return Calendars(event.fact for event in events if isinstance(event, CalendarEvent))

    def _all_of(self, query: str) -> Iterator[Happening]:
        def ask(connection: Connection[Any]) -> list[RecordedEvent]:
            with connection.cursor(row_factory=class_row(RecordedEvent), binary=True) as cursor:
                return cursor.execute(SQL[query]).fetchall()

        return map(EventMapper().to_domain_event, answered(self.pool, ask))

    def items(self, streams: Sequence[UUID]) -> list[Item]:
        """Many items at once, in the order asked for; those that are not there are left out."""

        def ask(connection: Connection[Any]) -> list[RecordedEvent]:
            with connection.cursor(row_factory=class_row(RecordedEvent), binary=True) as cursor:
                return cursor.execute(SQL["select_streams"], (list(streams),)).fetchall()

        found: dict[UUID, Any] = {}
        for event in map(EventMapper().to_domain_event, answered(self.pool, ask)):
            found[event.originator_id] = event.mutate(found.get(event.originator_id))
        return [found[stream] for stream in streams if isinstance(found.get(stream), Item)]
