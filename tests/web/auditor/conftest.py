"""Auditors, and others, before an office of which much was typed late; and before the sample."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.asking import WHEN_ASKED, serving
from tests.api.people.conftest import employ, hashing_cheaply
from tests.conftest import Databases
from tests.support.scenario import write_history
from tests.web.auditor.stories import PEOPLE, history
from tests.web.leader.conftest import sample, sampled
from tests.web.leader.desk import Desk
from tracker.clock import FixedClock
from tracker.history.importing import import_history

__all__ = ["sample", "sampled"]


@pytest.fixture(scope="session")
def office(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The stories, asked about on 03/6/2024; these tests only look."""
    folder: Path = tmp_path_factory.mktemp("audited")
    with databases.fresh() as url:
        import_history(url, [write_history(folder / "past.jsonl", history())], WHEN_ASKED)
        with serving(url, clock=FixedClock(WHEN_ASKED), signed_in=False) as web:
            hashing_cheaply(web.found)
            for name, roles in PEOPLE.items():
                employ(web.found, name, f"Người {name}", roles)
            web.found.catch_up()
            yield Desk(web)
