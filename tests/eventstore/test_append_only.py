"""Nobody edits what was recorded: not the application by its rights, not the owner by mistake."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.support.scenario import FIRST, Office
from tracker.fold.words import Kind

EDITS = (
    "update event set topic = 'directive.urged'",
    "update event set recorded_at = now() where position = 1",
    "delete from event",
    "delete from event where false",
    "truncate event",
    "truncate event cascade",
    "update import set sha256 = repeat('0', 64)",
    "delete from import",
    "truncate import",
)
INSERT = (
    "insert into tracker.event"
    " (originator_id, originator_version, topic, state, effective_on, recorded_at)"
    " values (gen_random_uuid(), 1, 'directive.assigned', '{}', '2024-01-02', now())"
)


def stored(connection: Connection[Any]) -> list[tuple[Any, ...]]:
    return connection.execute("select * from tracker.event order by position").fetchall()


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("statement", [*EDITS, INSERT])
def test_the_application_has_no_right_to_edit_or_to_write_around_the_lock(
    pool: ConnectionPool[Connection[Any]], statement: str
):
    with pool.connection() as connection:
        before = stored(connection)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())
        assert stored(connection) == before != []


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("statement", EDITS)
def test_even_the_owner_is_refused(owner: Connection[Any], statement: str):
    before = stored(owner)

    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="never edited"):
        owner.execute(statement.encode())

    assert stored(owner) == before != []


@pytest.mark.parametrize(
    "statement",
    [
        "alter table tracker.event disable trigger all",
        "drop table tracker.event cascade",
        "drop trigger event_is_append_only on tracker.event",
        "drop function tracker.append_staged()",
        (
            "create or replace function tracker.refuse_edit() returns trigger language plpgsql"
            " as 'begin return null; end'"
        ),
        "set session_replication_role = replica",
    ],
)
def test_the_application_cannot_take_the_guards_away(
    pool: ConnectionPool[Connection[Any]], statement: str
):
    with pool.connection() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement.encode())


def test_a_role_without_grants_can_neither_read_nor_append(owner: Connection[Any]):
    owner.execute("drop role if exists stranger")
    owner.execute("create role stranger")
    owner.execute("grant usage on schema tracker to stranger")
    owner.execute("set role stranger")
    try:
        for statement in ("select * from event", "select append_staged()", "table import"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(statement.encode())
    finally:
        owner.execute("reset role")
        owner.execute("drop owned by stranger")
        owner.execute("drop role stranger")


def test_every_function_that_appends_is_granted_to_the_application_alone(owner: Connection[Any]):
    owner.execute("drop role if exists bystander")
    owner.execute("create role bystander")
    try:
        granted = owner.execute(
            "select p.proname, has_function_privilege('tracker_app', p.oid, 'execute'),"
            " has_function_privilege('bystander', p.oid, 'execute')"
            " from pg_proc p where p.pronamespace = 'tracker'::regnamespace and p.prosecdef"
        ).fetchall()
    finally:
        owner.execute("drop role bystander")
    assert {name for name, *_ in granted} >= {"append_events", "append_staged", "append_imported"}
    assert {tuple(rights) for _, *rights in granted} == {(True, False)}


@pytest.mark.parametrize("call", ["append_staged()", "append_imported('{a}', '{b}')"])
def test_the_appending_functions_read_no_view_with_the_owners_rights(
    pool: ConnectionPool[Connection[Any]], call: str
):
    with pool.connection() as connection, connection.transaction():
        connection.execute(
            "create temporary view staged_event as select 1 as ord, 1 as file_no,"
            " gen_random_uuid() as originator_id, 1 as originator_version,"
            " 'directive.assigned' as topic, '{}'::bytea as state,"
            " current_date as effective_on, now() as recorded_at"
        )
        with (
            pytest.raises(psycopg.errors.RaiseException, match="plain temporary table"),
            connection.transaction(),
        ):
            connection.execute(f"select {call}".encode())


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("topic", "'Directive.Assigned'"),
        ("topic", "'os:system'"),
        ("originator_version", "0"),
        ("effective_on", "current_date + 2"),
    ],
)
def test_the_table_itself_refuses_what_no_event_is(owner: Connection[Any], column: str, value: str):
    row = {
        "originator_version": "1",
        "topic": "'directive.assigned'",
        "effective_on": "current_date",
        column: value,
    }
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute(
            f"insert into event (originator_id, state, recorded_at, {', '.join(row)})"
            f" values (gen_random_uuid(), '{{}}', now(), {', '.join(row.values())})".encode()
        )


def test_imported_events_keep_where_they_came_from_and_recorded_ones_come_from_nowhere(
    office: Office, owner: Connection[Any]
):
    office.assign(Kind.DIRECTIVE, "CD-01", unit=FIRST)

    assert owner.execute("select distinct import_no from event").fetchall() == [(None,)]
