"""An office of which some people were told things, for the tests of this folder."""

from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.api.asking import Web, serving
from tests.api.people.conftest import NOW, employ, hashing_cheaply
from tests.conftest import Databases
from tests.support.scenario import FIRST, SECOND, Office, moment
from tracker.clock import FixedClock
from tracker.fold.words import Kind
from tracker.rights.words import Role

CLERK, LEADER, OTHER = "vt.noivu", "ld.noivu", "vt.hoaan"
STAFF = {
    CLERK: [(Role.CLERK, FIRST)],
    LEADER: [(Role.LEADER, FIRST)],
    OTHER: [(Role.CLERK, SECOND)],
    "chua.giao": [],
}


@pytest.fixture(scope="session")
def notified(databases: Databases) -> Iterator[str]:
    """The name of a database with the office and its work; nobody was told anything yet."""
    with databases.fresh() as url:
        clock = FixedClock(moment("1/1"))
        with serving(url, clock=clock, signed_in=False) as web:
            found = hashing_cheaply(web.found)
            office = Office(found.tracker, clock)
            office.settle_in()
            clock.moment = NOW
            office.assign(Kind.DIRECTIVE, "CD-01", "2/1", unit=FIRST, due="20/5")
            office.assign(Kind.DIRECTIVE, "CD-02", "2/1", unit=FIRST, due="5/6")
            office.assign(Kind.PLAN_TASK, "NV-01", "2/1", unit=FIRST, due="31/5")
            office.assign(Kind.DIRECTIVE, "CD-09", "2/1", unit=SECOND, due="20/5")
            for name, roles in STAFF.items():
                employ(found, name, f"Người {name}", roles)
            found.catch_up()
        yield str(conninfo_to_dict(url)["dbname"])


@pytest.fixture
def web(databases: Databases, notified: str) -> Iterator[Web]:
    """The office in a database of the test's own, on the morning of 03/6/2024."""
    with (
        databases.fresh(template=notified) as url,
        serving(url, clock=FixedClock(NOW), signed_in=False) as web,
    ):
        hashing_cheaply(web.found)
        yield web
