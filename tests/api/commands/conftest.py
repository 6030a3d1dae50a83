"""One running application over a small office, which all tests here share; none shares items."""

from collections.abc import Iterator

import pytest

from tests.api.asking import WHEN_ASKED, serving
from tests.api.commands.giving import Desk
from tests.conftest import Databases
from tracker.clock import FixedClock


@pytest.fixture(scope="session")
def desk(databases: Databases) -> Iterator[Desk]:
    """A desk on a Monday in June 2024."""
    with databases.fresh() as url, serving(url, clock=FixedClock(WHEN_ASKED)) as web:
        web.office().settle_in()
        yield Desk(web)
