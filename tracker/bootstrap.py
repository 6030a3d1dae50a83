"""The one place that assembles the product: database, read model, pool, application, clock."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool
from pydantic import SecretStr

from tracker.application import Tracker
from tracker.clock import Clock, SystemClock
from tracker.database.connect import open_pool
from tracker.database.embedded import EmbeddedPostgres
from tracker.database.migrate import migrate
from tracker.errors import UnavailableError, UnfitEnvironmentError
from tracker.evidence.store import Store, open_store
from tracker.openid.provider import Provider
from tracker.people.people import People, SessionLimits
from tracker.projections.projector import Progress, catch_up
from tracker.projections.rebuild import ensure_read_model
from tracker.settings import Settings


@dataclass
class Installation:
    """An installation that is ready: its schema and its read model are there."""

    settings: Settings
    clock: Clock
    database_url: str
    embedded: EmbeddedPostgres | None
    _exits: ExitStack = field(repr=False)

    @cached_property
    def pool(self) -> ConnectionPool[Connection[Any]]:
        """The application's connections."""
        return self._exits.enter_context(open_pool(self.database_url))

    @cached_property
    def tracker(self) -> Tracker:
        """The event-sourced application."""
        return Tracker(self.pool)

    @cached_property
    def people(self) -> People:
        """The event-sourced application of accounts."""
        idle = timedelta(minutes=self.settings.session_idle_minutes)
        absolute = timedelta(hours=self.settings.session_hours)
        return People(self.pool, limits=SessionLimits(idle, absolute))

    @cached_property
    def openid(self) -> Provider | None:
        """The OpenID provider that may sign people in; None: there is none."""
        registration = self.settings.openid
        return None if registration is None else Provider(registration, self.clock)

    @cached_property
    def evidence(self) -> Store:
        """Where evidence files lie."""
        return open_store(self.settings)

    def catch_up(self, progress: Progress | None = None) -> int:
        """Brings the read model up to the log's end; gives the position."""
        return catch_up(self.database_url, progress=progress)


@contextmanager
def opened(
    settings: Settings,
    *,
    clock: Clock | None = None,
    progress: Progress | None = None,
    with_read_model: bool = True,
) -> Iterator[Installation]:
    """Opens the installation for as long as the block lasts.

    Raises:
        UnfitEnvironmentError: the machine or the database is not set up for it.
        UnavailableError: the database does not answer.
    """
    with ExitStack() as exits:
        url, embedded = _database(settings, exits)
        try:
            migrate(url)
            if with_read_model:
                ensure_read_model(url, progress)
        except psycopg.OperationalError as error:
            raise UnavailableError("database_unreachable") from error
        yield Installation(settings, clock or SystemClock(), url, embedded, exits)


def _database(settings: Settings, exits: ExitStack) -> tuple[str, EmbeddedPostgres | None]:
    if settings.database_url is not None:
        return _address(settings.database_url), None
    embedded = EmbeddedPostgres(settings.home)
    return exits.enter_context(embedded), embedded


def _address(database_url: SecretStr) -> str:
    """The address of the database; what is wrong with it is not repeated, it holds a password."""
    address = database_url.get_secret_value()
    try:
        conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise UnfitEnvironmentError("bad_database_url") from None
    return address
