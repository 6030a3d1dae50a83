"""An installation to schedule, and schedulers of their own."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from tests.scheduler.standing import Start, schedulers
from tracker.bootstrap import Installation, opened
from tracker.clock import FixedClock
from tracker.settings import Settings


@pytest.fixture
def start(database_url: str) -> Iterator[Start]:
    """Starts a ``tracker scheduler``."""
    with schedulers(database_url) as start:
        yield start


@pytest.fixture
def found(database_url: str, clock: FixedClock) -> Iterator[Installation]:
    """An installation whose clock stands."""
    with opened(Settings(database_url=SecretStr(database_url)), clock=clock) as found:
        yield found
