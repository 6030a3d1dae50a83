"""An office with people in it, made once; every test has a copy of its own."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.api.asking import Web, serving
from tests.api.people.beginning import Beginning
from tests.api.people.browsers import PASSWORD
from tests.conftest import Databases
from tests.support.scenario import FIRST, SECOND, Office
from tracker.bootstrap import Installation
from tracker.clock import FixedClock
from tracker.days import LOCAL_ZONE
from tracker.people.hashing import PasswordHasher
from tracker.people.links import accept, invite
from tracker.people.people import People
from tracker.people.registering import GrantRole, RegisterPerson, grant, register
from tracker.rights.words import Role

NOW = datetime(2024, 6, 3, 9, tzinfo=LOCAL_ZONE)
STAFF: dict[str, tuple[str, list[tuple[Role, str | None]]]] = {
    "quan.tri": ("Trần Thị Quản", [(Role.ADMINISTRATOR, None)]),
    "qt.noivu": ("Lê Văn Nội", [(Role.ADMINISTRATOR, FIRST)]),
    "vt.noivu": ("Nguyễn Thị Đào", [(Role.CLERK, FIRST)]),
    "vt.hoaan": ("Phạm Văn Hòa", [(Role.CLERK, SECOND)]),
    "hai.noi": ("Đỗ Thị Hai", [(Role.CLERK, FIRST), (Role.CLERK, SECOND)]),
    "kiem.tra": ("Võ Minh Tra", [(Role.AUDITOR, None)]),
    "kt.noivu": ("Bùi Thị Soát", [(Role.AUDITOR, FIRST)]),
    "chua.giao": ("Hồ Văn Mới", []),
}
"""Who there is, and the roles that each holds for which units."""


def hashing_cheaply(found: Installation) -> Installation:
    """Passwords are kept as ever, but in far less time."""
    found.people = People(found.pool, passwords=PasswordHasher(memory_kib=8, passes=1))
    return found


@pytest.fixture(scope="session")
def staffed(databases: Databases) -> Iterator[str]:
    """The name of a database with the office and its people; nobody connects to it."""
    with databases.fresh() as url:
        clock = FixedClock(NOW)
        with serving(url, clock=clock, signed_in=False) as web:
            found = hashing_cheaply(web.found)
            Office(found.tracker, clock).settle_in()
            for name, (full_name, roles) in STAFF.items():
                employ(found, name, full_name, roles)
            found.catch_up()
        yield str(conninfo_to_dict(url)["dbname"])


def employ(
    found: Installation, name: str, full_name: str, roles: list[tuple[Role, str | None]]
) -> None:
    """Gives a person an account, roles and the password of everybody."""
    people, clock = found.people, found.clock
    told = {"actor": "tests", "name": name}
    command = RegisterPerson(command_id=f"register {name}", full_name=full_name, **told)
    register(command, people, clock)
    for no, (role, unit) in enumerate(roles):
        granted = GrantRole(
            command_id=f"grant {name} {no}", expected_version=None, role=role, unit=unit, **told
        )
        grant(granted, people, found.tracker, clock)
    link = invite(people, name, "tests", clock)
    accept(people, link.secret, PASSWORD, "10.0.0.1", clock)


@pytest.fixture
def staff_url(databases: Databases, staffed: str) -> Iterator[str]:
    """The office in a database of the test's own."""
    with databases.fresh(template=staffed) as url:
        yield url


@pytest.fixture(scope="session")
def shared(databases: Databases, staffed: str) -> Iterator[tuple[Web, Beginning]]:
    """One application for all these tests, and the way back to how it was at the beginning."""
    with (
        databases.fresh(template=staffed) as url,
        Beginning.of(url) as beginning,
        # Behind a proxy that says from where a browser asks.
        serving(url, clock=FixedClock(NOW), signed_in=False, trusted_proxies="127.0.0.1") as web,
    ):
        hashing_cheaply(web.found)
        yield web, beginning


@pytest.fixture
def web(shared: tuple[Web, Beginning]) -> Web:
    """The office on the morning on which everybody was given a role."""
    web, beginning = shared
    beginning.restore()
    clock_of(web).moment = NOW
    return web


@pytest.fixture
def clock(web: Web) -> FixedClock:
    """The clock of the office; move it by setting ``moment``."""
    return clock_of(web)


def clock_of(web: Web) -> FixedClock:
    clock = web.found.clock
    assert isinstance(clock, FixedClock)
    return clock
