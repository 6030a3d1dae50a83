"""One empty store serves all bad files, since nothing may be left of them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import Databases
from tests.history.past import Bring, Refused, bring


class Store:
    """An empty database, replaced by another should something be taken in after all."""

    def __init__(self, databases: Databases, exits: ExitStack) -> None:
        self._new = lambda: exits.enter_context(databases.fresh())
        self.url = self._new()

    def spoilt(self) -> None:
        self.url = self._new()


@pytest.fixture(scope="session")
def empty_store(databases: Databases) -> Iterator[Store]:
    with ExitStack() as exits:
        yield Store(databases, exits)


@pytest.fixture
def refused(empty_store: Store, tmp_path: Path) -> Callable[[bytes], Refused]:
    """Brings a file that must be refused; gives what was named."""

    def must_be_refused(content: bytes) -> Refused:
        outcome = bring(empty_store.url, tmp_path / "past.jsonl", content)
        if outcome is None:
            empty_store.spoilt()
            pytest.fail("the file was taken in")
        return outcome

    return must_be_refused


@pytest.fixture
def brought(database_url: str, tmp_path: Path) -> Bring:
    """Brings a file into an empty store of its own."""
    return lambda content: bring(database_url, tmp_path / "past.jsonl", content)
