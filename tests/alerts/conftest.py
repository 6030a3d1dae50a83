"""Desks over fresh databases, long before anything happens."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.alerts.desk import Desk, desk_at, staff_office
from tests.conftest import Databases
from tests.support.scenario import moment
from tests.support.simulated_clock import install

BEGINNING = moment("2/1")


class Staffed(NamedTuple):
    """A database to be copied, and who is who there."""

    template: str
    names: dict[UUID, str]


@pytest.fixture(scope="session")
def staffed_office(databases: Databases) -> Iterator[Staffed]:
    """The office of :func:`staff_office`; nobody connects to it."""
    with databases.fresh() as url:
        install(url, BEGINNING)
        with desk_at(url, BEGINNING) as desk:
            staff_office(desk)
            names = desk.names
        yield Staffed(str(conninfo_to_dict(url)["dbname"]), names)


@pytest.fixture
def staffed(databases: Databases, staffed_office: Staffed) -> Iterator[Desk]:
    """The same on 2 January 2024, in a database of the test's own."""
    with (
        databases.fresh(template=staffed_office.template) as url,
        desk_at(url, BEGINNING) as desk,
    ):
        desk.names |= staffed_office.names
        yield desk


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """The district H57 with its two offices and nobody in them, on 2 January 2024."""
    install(database_url, BEGINNING)
    with desk_at(database_url, BEGINNING) as desk:
        desk.office.settle_in()
        yield desk
