"""A real PostgreSQL for every test that wants one: our embedded server, a fresh database each.

``database_url`` is a migrated database with an empty read model, cloned for the test from a
template and dropped after it; ``pool`` and ``tracker_app`` work on it. A property that needs a
database an example takes ``databases`` and asks it for clones.
"""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import Connection, sql
from psycopg.conninfo import make_conninfo
from psycopg_pool import ConnectionPool

from tests.support.ground import passing_home
from tests.support.scenario import Office
from tests.support.waiting import GUARD
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.database.connect import open_pool
from tracker.database.embedded import EmbeddedPostgres
from tracker.database.embedded_ground import existing_user
from tracker.database.migrate import migrate
from tracker.days import LOCAL_ZONE
from tracker.projections.rebuild import ensure_read_model

# What is slow here is a real database, and that is its right; what fails must fail again.
_SLOW = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large)
settings.register_profile("dev", deadline=None, print_blob=True, suppress_health_check=_SLOW)
settings.register_profile(
    "ci", settings.get_profile("dev"), derandomize=True, database=None, max_examples=100
)
settings.register_profile("thorough", settings.get_profile("dev"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))

TEMPLATE = "furnished"
HURRIED = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    "shared_buffers": "128MB",  # looked through whenever a database is made or dropped
}


def pytest_configure(config: pytest.Config) -> None:
    """Makes the user that servers of root run as, before workers do so at once."""
    if not hasattr(config, "workerinput"):
        existing_user()


@dataclass
class Databases:
    """The databases of one running server; clones cost some tens of milliseconds."""

    server: EmbeddedPostgres
    home: Path
    url: str
    """Of the server's own database, which no test uses."""
    _numbers: Iterator[int] = field(default_factory=count)

    def named(self, name: str) -> str:
        return make_conninfo(self.url, dbname=name)

    @contextmanager
    def fresh(self, *, template: str = TEMPLATE) -> Iterator[str]:
        """A database of its own for the length of the block; ``template0`` gives a bare one."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("create database {} template {} strategy file_copy").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        try:
            yield self.named(name)
        finally:
            with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
                drop = sql.SQL("drop database {} with (force)")
                connection.execute(drop.format(sql.Identifier(name)))

    def hurry(self) -> None:
        """Writes nothing through to the disk: tests end programs, not the machine's power."""
        with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
            for name, value in HURRIED.items():
                setting = sql.SQL("alter system set {} = {}")
                connection.execute(setting.format(sql.Identifier(name), value))
        self.server.release()
        self.server.acquire()

    def kill(self) -> None:
        """Ends the server's first process without warning, and waits until it has gone."""
        pid = int((self.home / "postgres" / "postmaster.pid").read_text().split()[0])
        process = os.pidfd_open(pid)
        try:
            os.kill(pid, signal.SIGKILL)
            assert select.select([process], [], [], GUARD)[0]
        finally:
            os.close(process)

    def deserted(self) -> bool:
        """Whether no process is left; those of connections end when they notice the first's end."""
        return (self.home / "postgres").resolve() not in map(
            _folder_of, Path("/proc").glob("[0-9]*")
        )

    def furnish(self) -> None:
        """Makes the template: migrated, with an empty read model."""
        with psycopg.connect(self.named("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
        migrate(self.named(TEMPLATE))
        ensure_read_model(self.named(TEMPLATE))


def _folder_of(process: Path) -> Path | None:
    # Ended meanwhile, or somebody else's.
    with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
        return (process / "cwd").readlink()
    return None


@contextmanager
def running_server() -> Iterator[Databases]:
    with passing_home() as home:
        server = EmbeddedPostgres(home)
        try:
            databases = Databases(server, home, server.acquire())
            databases.hurry()
            yield databases
        finally:
            server.release()


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The server that all tests share; never stop it."""
    with running_server() as databases:
        databases.furnish()
        yield databases


@pytest.fixture(scope="session")
def mortal_databases() -> Iterator[Databases]:
    """A second server, for tests that kill it."""
    with running_server() as databases:
        databases.furnish()
        yield databases


@pytest.fixture
def bare_server() -> Iterator[Databases]:
    """A server just initialised: no role of ours, no schema."""
    with running_server() as databases:
        yield databases


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    with databases.fresh() as url:
        yield url


@pytest.fixture
def mortal_url(mortal_databases: Databases) -> Iterator[str]:
    with mortal_databases.fresh() as url:
        yield url
        mortal_databases.server.ensure_running()


@pytest.fixture
def owner(database_url: str) -> Iterator[Connection[Any]]:
    """The owner's connection: what no program of ours uses while it works."""
    options = "-c search_path=tracker,readmodel -c timezone=UTC"
    url = make_conninfo(database_url, options=options)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def pool(database_url: str) -> Iterator[ConnectionPool[Connection[Any]]]:
    with open_pool(database_url, size=4) as pool:
        yield pool


@pytest.fixture
def tracker_app(pool: ConnectionPool[Connection[Any]]) -> Tracker:
    return Tracker(pool)


@pytest.fixture
def clock() -> FixedClock:
    """Stands at a working morning; move it by setting ``moment``."""
    return FixedClock(datetime(2024, 6, 3, 9, tzinfo=LOCAL_ZONE))


@pytest.fixture
def office(tracker_app: Tracker, clock: FixedClock) -> Office:
    """An office with three units and short ways to give it work."""
    office = Office(tracker_app, clock)
    office.settle_in()
    return office
