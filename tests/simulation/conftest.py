"""A town in a fresh database, its machines running, time standing still."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.simulation.calendar import FIRST, at
from tests.simulation.house import House, Start
from tests.simulation.year import ITEMS, Year, begin
from tests.support import simulated_clock
from tests.support.programs import programs
from tests.support.simulated_clock import SimulatedClock
from tracker.application import Tracker
from tracker.database.connect import open_pool, owner_conninfo

SEED = 2


@pytest.fixture
def start() -> Iterator[Start]:
    with programs() as start:
        yield start


@pytest.fixture
def year(database_url: str, tmp_path: Path, start: Start) -> Iterator[Year]:
    with beginning(database_url, tmp_path, start, ITEMS) as year:
        yield year


@pytest.fixture
def town(database_url: str, tmp_path: Path, start: Start) -> Iterator[Year]:
    """A year in which nothing is planned."""
    with beginning(database_url, tmp_path, start, 0) as year:
        yield year


@contextmanager
def beginning(database_url: str, folder: Path, start: Start, items: int) -> Iterator[Year]:
    simulated_clock.install(database_url, at(FIRST, "00:00"))
    with (
        SimulatedClock(database_url) as clock,
        open_pool(database_url, size=2) as pool,
        psycopg.connect(owner_conninfo(database_url), autocommit=True) as owner,
    ):
        house = House(database_url, folder, start, clock, owner)
        house.open()
        yield begin(house, Tracker(pool), items, SEED)
