"""Desks over fresh databases, long before anything happens."""

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.alerts.desk import Desk, desk_at, staff_office
from tests.alerts.posting import MailServer, Posting, posting_at
from tests.alerts.sweeps import TASK
from tests.conftest import Databases
from tests.support.programs import programs
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
        desk_at(url, BEGINNING, first=1000) as desk,
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


@pytest.fixture(scope="session")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """A mail server, which is a process of its own."""
    folder = tmp_path_factory.mktemp("post")
    with programs() as start:
        program = start("smtp_server", folder, 0)
        yield MailServer(program, folder, program.says())


@pytest.fixture
def posting(staffed: Desk, mail_server: MailServer) -> Iterator[Posting]:
    """The staffed desk with a task NV-1 of FIRST that was due on Friday, 15/3."""
    staffed.office.assign(TASK, "NV-1", due="15/3")
    with posting_at(staffed, mail_server) as posting:
        yield posting
