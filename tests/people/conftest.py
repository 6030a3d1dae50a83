"""People over a fresh database; passwords are hashed for real, only more cheaply."""

from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.people.staff import CHEAP, Staff
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.people.people import People


@pytest.fixture
def people(pool: ConnectionPool[Connection[Any]]) -> People:
    return People(pool, passwords=CHEAP)


@pytest.fixture
def staff(people: People, tracker_app: Tracker, clock: FixedClock) -> Staff:
    return Staff(people, tracker_app, clock)
