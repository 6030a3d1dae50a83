"""Brings the schema up to date: plain SQL files, each once, under one lock."""

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final, LiteralString, NamedTuple

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from tracker.database.connect import APP_ROLE, owner_conninfo
from tracker.errors import UnfitEnvironmentError

_LOCK: Final = 7_401_001
_OLDEST_SERVER: Final = 150000


class Migration(NamedTuple):
    """One numbered file of ``migrations/``."""

    number: int
    name: str
    sql: LiteralString
    sha256: str


def migrations() -> Iterator[Migration]:
    """All migrations in order."""
    folder = files("tracker.database").joinpath("migrations")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".sql"):
            sql = file.read_text(encoding="utf-8")
            digest = hashlib.sha256(sql.encode()).hexdigest()
            yield Migration(int(file.name[:4]), file.name, sql, digest)


def migrate(database_url: str) -> None:
    """Applies what is missing; safe to call from any number of processes at once.

    Raises:
        UnfitEnvironmentError: a server too old, a role that may not be made, or a
            schema that this version does not know.
    """
    with psycopg.connect(owner_conninfo(database_url), autocommit=True) as connection:
        if connection.info.server_version < _OLDEST_SERVER:
            found = connection.info.parameter_status("server_version")
            raise UnfitEnvironmentError("server_too_old", found=found, expected="15")
        connection.execute("select pg_advisory_lock(%s)", (_LOCK,))
        _prepare(connection)
        applied: dict[int, str] = dict(
            connection.execute("select number, sha256 from tracker.migration").fetchall()
        )
        for migration in migrations():
            _apply(connection, migration, applied.pop(migration.number, None))
        if applied:
            raise UnfitEnvironmentError("schema_too_new", number=max(applied))


def _prepare(connection: Connection[Any]) -> None:
    connection.execute("create schema if not exists tracker")
    connection.execute(
        "create table if not exists tracker.migration ("
        " number integer primary key, name text not null, sha256 text not null,"
        " applied_at timestamptz not null default clock_timestamp())"
    )
    try:
        _ensure_role(connection)
    except psycopg.errors.InsufficientPrivilege as error:
        user = connection.info.user
        raise UnfitEnvironmentError("role_missing", role=APP_ROLE, user=user) from error


def _ensure_role(connection: Connection[Any]) -> None:
    """Roles belong to the whole server, so another database may be making it just now."""
    role = Identifier(APP_ROLE)
    known = connection.execute("select from pg_roles where rolname = %s", (APP_ROLE,)).fetchone()
    if known is None:
        try:
            connection.execute(SQL("create role {} nologin").format(role))
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            connection.execute("select 1")
    member = connection.execute("select pg_has_role(current_user, %s, 'member')", (APP_ROLE,))
    if member.fetchone() != (True,):
        connection.execute(SQL("grant {} to current_user").format(role))


def _apply(connection: Connection[Any], migration: Migration, applied: str | None) -> None:
    if applied == migration.sha256:
        return
    if applied is not None:
        raise UnfitEnvironmentError("migration_edited", name=migration.name)
    with connection.transaction():
        connection.execute(migration.sql)
        connection.execute(
            "insert into tracker.migration (number, name, sha256) values (%s, %s, %s)",
            (migration.number, migration.name, migration.sha256),
        )
