"""The application with probes beside its routes, on an empty store; at a fixed time."""

from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.api.asking import WHEN_ASKED, Web
from tests.api.guard.probing import probed
from tests.conftest import Databases
from tracker.clock import FixedClock


@pytest.fixture(scope="session")
def probe(databases: Databases) -> Iterator[Web]:
    """For all tests that leave nothing behind that another would notice."""
    with databases.fresh() as url, probed(url, clock=FixedClock(WHEN_ASKED)) as web:
        assert conninfo_to_dict(url)
        yield web
