"""The ground of the matrix, laid out once."""

from collections.abc import Iterator

import pytest

from tests.api.asking import serving
from tests.api.rights.ground import Ground, lay_out
from tests.conftest import Databases


@pytest.fixture(scope="module")
def ground(databases: Databases) -> Iterator[Ground]:
    """Commands of the matrix record nothing but the items that they are about."""
    with databases.fresh() as url, serving(url, signed_in=False) as web:
        yield lay_out(web)
