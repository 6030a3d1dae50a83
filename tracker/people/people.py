"""The event-sourced application of accounts: a log of its own, rows and secrets beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from eventsourcing.persistence import IntegrityError, Mapper
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tracker.aggregates.account import Account, access_stream, account_stream
from tracker.aggregates.account_events import AccountEvent
from tracker.aggregates.topics import ACCOUNT_EVENT_CLASSES
from tracker.application import Logged
from tracker.days import local_day
from tracker.errors import StaleVersionError
from tracker.eventstore.mapper import EventMapper
from tracker.eventstore.recorder import ACCOUNTS_SQL, Beside, EventRecorder
from tracker.people.account_names import folded
from tracker.people.hashing import PasswordHasher
from tracker.people.readmodel import project

ADMINISTRATORS_LOCK: Final = 7_401_006
"""Two who take each other's administration away would leave none, so they take turns."""
_ATTEMPTS: Final = 10


@dataclass(frozen=True)
class SessionLimits:
    """When a session ends by itself: unused for ``idle``, and after ``absolute`` in any case."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)


class People(Logged):
    """All accounts of one installation.

    Args:
        pool: the application's connections.
        passwords: how passwords are kept.
        limits: when sessions end by themselves.
    """

    name = "people"

    def __init__(
        self,
        pool: ConnectionPool[Connection[Any]],
        *,
        passwords: PasswordHasher | None = None,
        limits: SessionLimits | None = None,
    ) -> None:
        self.passwords = passwords or PasswordHasher()
        self.limits = limits or SessionLimits()
        super().__init__(pool)

    def construct_mapper(self) -> Mapper[UUID]:
        """Our spelling and the allow-list of this log."""
        return EventMapper(ACCOUNT_EVENT_CLASSES)

    def construct_recorder(self) -> EventRecorder:
        """The append to the log of accounts."""
        return EventRecorder(self.pool, ACCOUNTS_SQL)

    def account(self, name: str) -> Account:
        """An account by its name, however its letters are typed.

        Raises:
            NotFoundError: ``unknown_account``.
        """
        known_as = folded(name)
        return self._load(Account, account_stream(known_as), "unknown_account", "name", known_as)

    def decide(self, account: Account, beside: Beside | None = None) -> int | None:
        """Records what was decided about an account, its rows and its secrets, or nothing.

        Args:
            account: with what is to be recorded.
            beside: writes secrets in the same transaction; it may refuse by raising.

        Raises:
            StaleVersionError: somebody else recorded something first.
        """
        events = [event for event in account.pending_events if isinstance(event, AccountEvent)]

        def together(connection: Connection[Any]) -> None:
            for event in events:
                project(connection, event)
            if beside is not None:
                beside(connection)

        return self.record(account, beside=together)

    def note(
        self,
        happening: type[AccountEvent],
        name: str,
        now: datetime,
        beside: Beside | None = None,
        **fields: Any,
    ) -> None:
        """Records beside an account's stream what nothing is decided from.

        Where others do so at the same time, it takes the next place.

        Args:
            happening: what happened, a class of event.
            name: whose account.
            now: when.
            beside: what else is written in the same transaction; it may refuse by raising.
            fields: of the event.

        Raises:
            StaleVersionError: others were always first.
        """
        stream = access_stream(name)
        about = {"name": name, "effective_on": local_day(now), "command_id": str(uuid4())}
        for attempt in range(_ATTEMPTS):
            last = next(iter(self.events.get(stream, desc=True, limit=1)), None)
            event = happening(
                originator_id=stream,
                originator_version=1 if last is None else last.originator_version + 1,
                timestamp=now,
                **about,
                **fields,
            )
            try:
                self.save(event, beside=beside)
            except IntegrityError as error:
                if attempt == _ATTEMPTS - 1:
                    raise StaleVersionError("changed_meanwhile") from error
            else:
                return
