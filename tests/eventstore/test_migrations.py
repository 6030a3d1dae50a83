"""Migrations are applied once, however many processes start at once; what is odd is refused."""

import psycopg
import pytest

from tests.conftest import Databases
from tests.support.programs import programs
from tracker.database.migrate import migrate, migrations
from tracker.errors import UnfitEnvironmentError


def applied(url: str) -> list[tuple[int, str]]:
    with psycopg.connect(url) as connection:
        query = "select number, name from tracker.migration order by number"
        return connection.execute(query).fetchall()


ALL = [(migration.number, migration.name) for migration in migrations()]


def test_four_processes_on_two_databases_of_a_new_server(bare_server: Databases):
    """Two databases, because the application's role belongs to the whole server."""
    with (
        bare_server.fresh(template="template0") as one,
        bare_server.fresh(template="template0") as other,
        programs() as start,
    ):
        starting = [start("migrator", url) for url in (one, other, one, other)]
        for program in starting:
            assert program.says() == "ready"
        for program in starting:
            program.tell()

        assert [program.finish() for program in starting] == [["migrated"]] * 4
        assert applied(one) == applied(other) == ALL


def test_migrating_again_changes_nothing(database_url: str):
    with psycopg.connect(database_url) as connection:
        before = connection.execute("select * from tracker.migration").fetchall()

    migrate(database_url)

    with psycopg.connect(database_url) as connection:
        assert connection.execute("select * from tracker.migration").fetchall() == before


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("update tracker.migration set sha256 = 'other' where number = 1", "migration_edited"),
        ("insert into tracker.migration values (9999, '9999_ahead.sql', 'x')", "schema_too_new"),
    ],
)
def test_a_schema_that_is_not_ours_is_refused(database_url: str, statement: str, code: str):
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(statement.encode())

    with pytest.raises(UnfitEnvironmentError) as caught:
        migrate(database_url)

    assert caught.value.code == code


def test_a_migration_that_fails_leaves_nothing_of_itself(databases: Databases):
    with databases.fresh(template="template0") as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("create schema tracker")
            connection.execute("create table tracker.import (in_the_way integer)")

        with pytest.raises(psycopg.errors.DuplicateTable):
            migrate(url)

        with psycopg.connect(url) as connection:
            assert connection.execute("select to_regclass('tracker.event')").fetchone() == (None,)
        assert applied(url) == []
