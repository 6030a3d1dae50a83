"""The ground of a run: a server of its own in a temporary home, a database for every store."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from tracker.database.connect import owner_conninfo
from tracker.database.embedded import EmbeddedPostgres
from tracker.database.migrate import migrate


@dataclass(frozen=True)
class Ground:
    """A running server and a folder for files beside it."""

    url: str
    folder: Path

    def store(self, name: str) -> str:
        """A fresh, migrated, empty store; gives its address."""
        self.drop(name)
        with psycopg.connect(self._maintenance(), autocommit=True) as connection:
            connection.execute(SQL("create database {}").format(Identifier(name)))
        migrate(self.address(name))
        return self.address(name)

    def exists(self, name: str) -> bool:
        """Whether a store of that name is there from a run that was kept."""
        with psycopg.connect(self._maintenance()) as connection:
            found = connection.execute("select from pg_database where datname = %s", (name,))
            return found.fetchone() is not None

    def drop(self, name: str) -> None:
        """Removes a store."""
        with psycopg.connect(self._maintenance(), autocommit=True) as connection:
            statement = SQL("drop database if exists {} with (force)")
            connection.execute(statement.format(Identifier(name)))

    def address(self, name: str) -> str:
        """The address of a store."""
        return make_conninfo(self.url, dbname=name)

    def _maintenance(self) -> str:
        return make_conninfo(self.url, dbname="postgres")


@contextmanager
def ground(*, keep: bool) -> Iterator[Ground]:
    """The server for as long as the block lasts; its home is removed unless kept.

    ``TRACKER_BENCH_HOME`` names the home; otherwise it is a new folder in /tmp, open for
    passing through, because the server may run as a user of its own.
    """
    named = os.environ.get("TRACKER_BENCH_HOME")
    home = Path(named or tempfile.mkdtemp(prefix="tracker-bench-", dir="/tmp"))
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    server = EmbeddedPostgres(home / "home")
    folder = home / "files"
    folder.mkdir(exist_ok=True)
    try:
        with server as url:
            yield Ground(url, folder)
    finally:
        if keep:
            print(f"kept: {home}")
        else:
            shutil.rmtree(home, ignore_errors=True)


def settle(database_url: str) -> None:
    """Leaves no work of an earlier measure to the next one."""
    with psycopg.connect(owner_conninfo(database_url), autocommit=True) as connection:
        connection.execute("vacuum (analyze) tracker.event")
        connection.execute("checkpoint")


def machine(database_url: str) -> str:
    """What it all ran on."""
    with psycopg.connect(database_url) as connection:
        names = ("server_version", "shared_buffers", "work_mem", "fsync")
        shown = [connection.execute(SQL("show {}").format(Identifier(n))).fetchone() for n in names]
    settings = ", ".join(f"{n} {s[0]}" for n, s in zip(names, shown, strict=True) if s)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 30)
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores (load {load:.1f}), {memory:.0f} GiB, PostgreSQL {settings}"
