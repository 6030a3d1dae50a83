"""The office and its people, as the tests of accounts have them, with calendars to read."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from tests.api.people.conftest import NOW, hashing_cheaply, staffed
from tests.conftest import Databases
from tests.feeds.desk import Desk
from tracker.bootstrap import opened
from tracker.clock import FixedClock
from tracker.settings import Settings

__all__ = ["desk", "staffed"]


@pytest.fixture
def desk(databases: Databases, staffed: str) -> Iterator[Desk]:
    """On Monday, 3 June 2024, at nine."""
    clock = FixedClock(NOW)
    with databases.fresh(template=staffed) as url:
        settings = Settings(database_url=SecretStr(url))
        with opened(settings, clock=clock, with_read_model=False) as found:
            yield Desk(hashing_cheaply(found), clock)
