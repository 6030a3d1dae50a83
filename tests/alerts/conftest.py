"""A desk over a fresh database, long before anything happens."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from tests.alerts.desk import Desk
from tests.people.staff import CHEAP, Staff
from tests.support.scenario import Office, moment
from tests.support.simulated_clock import install
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.database.connect import app_conninfo
from tracker.people.people import People


@pytest.fixture
def desk(database_url: str, tracker_app: Tracker, owner: Connection[Any]) -> Iterator[Desk]:
    """The district H57 with its two offices, on 2 January 2024."""
    clock = FixedClock(moment("2/1"))
    install(database_url, clock.moment)
    office = Office(tracker_app, clock)
    office.settle_in()
    staff = Staff(People(tracker_app.pool, passwords=CHEAP), tracker_app, clock)
    with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
        yield Desk(database_url, office, staff, connection, owner)
