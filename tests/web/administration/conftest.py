"""An office with work and people, before its administrators; copied for every test that writes."""

from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.api.asking import serving
from tests.api.people.conftest import NOW, employ, hashing_cheaply
from tests.calendars.deeds import give, rule
from tests.conftest import Databases
from tests.support.scenario import FIRST, ROOT, SECOND, Office, md, moment
from tests.web.administration.bureau import Bureau
from tracker.clock import FixedClock
from tracker.fold.words import Kind
from tracker.rights.words import Role

TEN_DAYS = rule(count=10, since="2024-05-30")
"""Ten working days of which the last is 13/6/2024, while 05/6 is worked."""
STAFF: dict[str, list[tuple[Role, str | None]]] = {
    "quan.tri": [(Role.ADMINISTRATOR, None), (Role.AUDITOR, None)],
    "qt.noivu": [(Role.ADMINISTRATOR, FIRST)],
    "vt.noivu": [(Role.CLERK, FIRST)],
    "kiem.tra": [(Role.AUDITOR, ROOT)],
    "chua.giao": [],
}


@pytest.fixture(scope="session")
def furnished(databases: Databases) -> Iterator[str]:
    """The name of a database with the office; nobody connects to it."""
    with databases.fresh() as url:
        clock = FixedClock(moment("1/1"))
        with serving(url, clock=clock, signed_in=False) as web:
            found = hashing_cheaply(web.found)
            office = Office(found.tracker, clock)
            office.settle_in()
            office.establish(f"{FIRST}.01", "Công chức Tư pháp", "person", FIRST)
            clock.moment = NOW
            office.assign(Kind.PLAN_TASK, "NV-01", due="15/6", unit=FIRST)
            office.assign(Kind.DIRECTIVE, "CD-01", due="30/6", unit=FIRST)
            office.assign(Kind.PLAN_TASK, "NV-02", due="15/6", unit=f"{FIRST}.01")
            office.assign(Kind.DIRECTIVE, "CD-02", due="20/5", unit=SECOND)
            give(office, "CD-03", on="30/5", due=md("13/6"), counted=TEN_DAYS, unit=SECOND)
            for name, roles in STAFF.items():
                employ(found, name, f"Người {name}", roles)
            found.catch_up()
        yield str(conninfo_to_dict(url)["dbname"])


@pytest.fixture(scope="session")
def bureau(databases: Databases, furnished: str) -> Iterator[Bureau]:
    """The office for all tests that look, or are refused; nothing is ever recorded in it."""
    with (
        databases.fresh(template=furnished) as url,
        serving(url, clock=FixedClock(NOW), signed_in=False) as web,
    ):
        hashing_cheaply(web.found)
        yield Bureau(web)


@pytest.fixture
def own(databases: Databases, furnished: str) -> Iterator[Bureau]:
    """The office in a database of the test's own."""
    with (
        databases.fresh(template=furnished) as url,
        serving(url, clock=FixedClock(NOW), signed_in=False) as web,
    ):
        hashing_cheaply(web.found)
        yield Bureau(web)
