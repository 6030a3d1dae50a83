"""The recorder behind the library's event store: our own append, in one round trip.

The stock one hangs on large messages and the faster stock setting loses events for
followers; what was measured is in docs/decisions/0004.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, LiteralString, NoReturn
from uuid import UUID

import orjson
import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    ProgrammingError,
    StoredEvent,
)
from psycopg import Connection
from psycopg.rows import class_row
from psycopg_pool import ConnectionPool

from tracker.database.connect import ATTEMPTS, answered, borrowed, renew
from tracker.database.sqlfile import queries
from tracker.errors import RuleViolationError, UnavailableError
from tracker.eventstore.mapper import DatedEvent, RecordedEvent

Beside = Callable[[Connection[Any]], None]
"""What else is written in the transaction of an append; it may refuse by raising."""

SQL: Final = queries("tracker.eventstore", "eventstore.sql")
ACCOUNTS_SQL: Final = queries("tracker.eventstore", "accounts.sql")
"""The same names for the log of accounts, where nobody appends so many that COPY pays."""
_MANY: Final = 500
"""From this number of events on, COPY beats arrays (engine.md section 2)."""
_NO_END: Final = 2**31 - 1


class EventRecorder(ApplicationRecorder):
    """Appends and reads events through the application's connection pool.

    Args:
        pool: the application's connections.
        sql: the named queries of the log that is meant.
    """

    def __init__(
        self, pool: ConnectionPool[Connection[Any]], sql: Mapping[str, LiteralString] = SQL
    ) -> None:
        super().__init__()
        self.pool = pool
        self._sql = sql
        self._copies = "append_staged" in sql

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Appends all of the events or none; gives their positions.

        A connection may break after the server committed. The append is then tried
        again, and finding exactly our own events in the store is success.

        Args:
            stored_events: by our mapper.
            kwargs: ``beside``, a :data:`Beside`, is called after the append, in its
                transaction; so again when the append is tried again.

        Raises:
            IntegrityError: another writer was first (a stale aggregate).
            UnavailableError: the database is down or busy.
        """
        events = [event for event in stored_events if isinstance(event, DatedEvent)]
        if len(events) != len(stored_events):
            message = "only events of our mapper can be stored"
            raise ProgrammingError(message)
        beside: Beside | None = kwargs.get("beside")
        for attempt in range(ATTEMPTS):
            try:
                return self._insert(events, beside) if events else None
            except psycopg.errors.UniqueViolation as error:
                if attempt == 0:
                    raise IntegrityError(str(error)) from error
                return self._recognise(events, error)
            except psycopg.errors.CheckViolation as error:
                self._refuse_dated_ahead(events, error)
            except psycopg.OperationalError as error:
                renew(self.pool, attempt, error)
        raise UnavailableError("database_unreachable")

    def _insert(self, events: list[DatedEvent], beside: Beside | None) -> Sequence[int]:
        with borrowed(self.pool) as connection:
            if beside is None:
                return self._append(connection, events)
            with connection.transaction():
                positions = self._append(connection, events)
                beside(connection)
            return positions

    def _append(self, connection: Connection[Any], events: list[DatedEvent]) -> Sequence[int]:
        if self._copies and len(events) >= _MANY:
            return self._append_many(connection, events)
        if len(events) == 1:
            only = _columns(events[0])
            row = connection.execute(self._sql["append_event"], only, prepare=True).fetchone()
            return list(row or ())
        columns = [list(column) for column in zip(*map(_columns, events), strict=True)]
        rows = connection.execute(self._sql["append_events"], columns, prepare=True)
        return [position for (position,) in rows.fetchall()]

    def _append_many(self, connection: Connection[Any], events: list[DatedEvent]) -> range:
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(self._sql["stage"])
            cursor.execute(self._sql["share_stage"])
            with cursor.copy(self._sql["copy_into_stage"]) as copy:
                copy.set_types(["int8", "uuid", "int4", "text", "bytea", "date"])
                for ord_, e in enumerate(events):
                    copy.write_row((ord_, *_columns(e)))
            row = cursor.execute(self._sql["append_staged"]).fetchone()
        last = row[0] if row else 0
        return range(last - len(events) + 1, last + 1)

    def _recognise(self, events: list[DatedEvent], error: psycopg.Error) -> list[int]:
        """The positions of ``events`` if they are what the store holds, byte for byte.

        Each state holds the id of the command that made it, so equality is proof.
        """
        positions = []
        for event in events:
            version = event.originator_version
            stored = self.select_events(event.originator_id, gt=version - 1, lte=version)
            if not stored or "command_id" not in orjson.loads(event.state):
                raise IntegrityError(str(error)) from error
            if (stored[0].topic, stored[0].state) != (event.topic, event.state):
                raise IntegrityError(str(error)) from error
            positions.append(stored[0].position)
        return positions

    def _refuse_dated_ahead(self, events: list[DatedEvent], error: psycopg.Error) -> NoReturn:
        """The server's clock is the judge of what is ahead; ours may be fast."""
        latest = max(event.effective_on for event in events)
        raise RuleViolationError(
            "effective_after_recording", field="effective_on", value=latest, recorded_on="-"
        ) from error

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[RecordedEvent]:
        """The events of one stream, in order."""
        name = "select_stream_backwards" if desc else "select_stream"
        bounds = {
            "id": originator_id,
            "gt": gt if gt is not None else 0,
            "lte": lte if lte is not None else _NO_END,
            "limit": limit,
        }

        def ask(connection: Connection[Any]) -> list[RecordedEvent]:
            with connection.cursor(row_factory=class_row(RecordedEvent), binary=True) as cursor:
                return cursor.execute(self._sql[name], bounds, prepare=True).fetchall()

        return answered(self.pool, ask)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """A stretch of the whole log; for programs that follow us by the library's own ways."""
        bounds = {
            "start": (start or 0) + (0 if inclusive_of_start else 1),
            "stop": stop if stop is not None else 2**63 - 1,
            "topics": list(topics),
            "limit": limit,
        }

        def ask(connection: Connection[Any]) -> list[Notification]:
            with connection.cursor(row_factory=class_row(Notification)) as cursor:
                return cursor.execute(self._sql["select_log"], bounds).fetchall()

        return answered(self.pool, ask)

    def max_notification_id(self) -> int | None:
        """The last position of the log."""
        row = answered(self.pool, lambda c: c.execute(self._sql["last_position"]).fetchone())
        return None if row is None else row[0]

    def subscribe(
        self,
        gt: int | None = None,  # noqa: ARG002 - the library's signature
        topics: Sequence[str] = (),  # noqa: ARG002
    ) -> NoReturn:
        """Not offered: the library's subscription dies with its connection; use the projector."""
        message = "follow the log with tracker.projections.projector"
        raise ProgrammingError(message)


def _columns(event: DatedEvent) -> tuple[Any, ...]:
    return (
        event.originator_id,
        event.originator_version,
        event.topic,
        event.state,
        event.effective_on,
    )
