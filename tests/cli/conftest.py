"""The two sample histories, brought in once by the real program; questions do not change them."""

from collections.abc import Iterator

import pytest

from tests.cli.tracker_program import process
from tests.conftest import Databases
from tracker.sample import HISTORIES


@pytest.fixture(scope="session")
def sample_url(databases: Databases) -> Iterator[str]:
    with databases.fresh() as url:
        imported = process(url, "import-history", *HISTORIES)
        assert imported.code == 0, imported.err
        assert "173" in imported.out
        assert imported.err == ""
        yield url
