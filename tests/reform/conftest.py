"""The reform of 01/7/2025, carried out once; questions do not change it."""

from collections.abc import Iterator

import pytest

from tests.conftest import Databases
from tests.reform.hau_giang import Reformed, carried_out, import_past


@pytest.fixture(scope="session")
def reformed(databases: Databases) -> Iterator[Reformed]:
    with databases.fresh() as url:
        yield carried_out(url)


@pytest.fixture
def before_reform(database_url: str) -> str:
    """The address of a store in which nobody has recorded the reform yet."""
    import_past(database_url)
    return database_url
