"""The application over a real database that holds both sample histories."""

from collections.abc import Iterator

import pytest
from psycopg.conninfo import conninfo_to_dict

from tests.api.asking import WHEN_ASKED, Web, serving
from tests.conftest import Databases
from tracker.clock import FixedClock
from tracker.history.importing import import_history
from tracker.projections.rebuild import rebuild
from tracker.sample import HISTORIES


@pytest.fixture(scope="session")
def sampled(databases: Databases) -> Iterator[str]:
    """The name of a database with the sample, to be cloned; nobody connects to it."""
    with databases.fresh() as url:
        import_history(url, HISTORIES, WHEN_ASKED)
        rebuild(url)
        yield str(conninfo_to_dict(url)["dbname"])


@pytest.fixture(scope="session")
def unwritten_url(databases: Databases, sampled: str) -> Iterator[str]:
    """The sample for all tests that only ask; nobody writes to it."""
    with databases.fresh(template=sampled) as url:
        yield url


@pytest.fixture(scope="session")
def sample(unwritten_url: str) -> Iterator[Web]:
    """The application on the sample, asked on a day in June 2024."""
    with serving(unwritten_url, clock=FixedClock(WHEN_ASKED)) as web:
        yield web


@pytest.fixture
def sample_url(databases: Databases, sampled: str) -> Iterator[str]:
    """The sample in a database of the test's own."""
    with databases.fresh(template=sampled) as url:
        yield url


@pytest.fixture
def web(sample_url: str) -> Iterator[Web]:
    """The application on the test's own sample, by the machine's clock."""
    with serving(sample_url) as web:
        yield web
