"""The database dies and comes back; the next command succeeds and nothing committed is lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.conftest import Databases
from tests.support.scenario import FIRST, ROOT, Office, md
from tests.support.waiting import Aside, until
from tracker.application import Tracker
from tracker.commands.items import Urge
from tracker.commands.units import MoveUnit
from tracker.database.connect import open_pool
from tracker.errors import UnavailableError
from tracker.fold.words import Kind


@pytest.fixture
def pool(mortal_url: str) -> Iterator[ConnectionPool[Connection[Any]]]:
    """As in any test, but on the server that may die."""
    with open_pool(mortal_url, size=4) as pool:
        yield pool


@pytest.fixture
def outage(mortal_databases: Databases, office: Office) -> Databases:
    """Two items; then the server dies under us and is started again."""
    office.assign(Kind.DIRECTIVE, "CD-01")
    office.assign(Kind.DIRECTIVE, "CD-02")
    mortal_databases.kill()
    mortal_databases.server.ensure_running()
    return mortal_databases


@pytest.mark.usefixtures("outage")
def test_the_next_command_on_an_item_succeeds(office: Office):
    outcome = Aside(lambda: office.act(Urge, Kind.DIRECTIVE, "CD-01", "1/3")).result()

    assert outcome.version == 2
    assert office.tracker.item(Kind.DIRECTIVE, "CD-02").version == 1


@pytest.mark.usefixtures("outage")
def test_the_next_assignment_succeeds(office: Office):
    assert Aside(lambda: office.assign(Kind.FINDING, "KL-01")).result().version == 1


@pytest.mark.usefixtures("outage")
def test_the_next_command_on_a_unit_succeeds(office: Office):
    move = Aside(lambda: office.change(MoveUnit, FIRST, "1/3", parent=None))

    assert move.result().version == 2


@pytest.mark.usefixtures("outage")
def test_the_next_look_at_the_whole_log_succeeds(office: Office):
    assert Aside(lambda: office.tracker.unit_tree().at(ROOT, md("1/2"))).result()
    assert Aside(office.tracker.recorder.max_notification_id).result() == 5


def test_while_it_is_away_it_is_unavailable_and_then_it_is_not(
    mortal_databases: Databases,
    office: Office,
    tracker_app: Tracker,
    pool: ConnectionPool[Connection[Any]],
):
    """However long it was away: the pool must not go on waiting for what is there again."""
    office.assign(Kind.DIRECTIVE, "CD-01")
    usual, pool.timeout = pool.timeout, 2
    mortal_databases.kill()
    until(mortal_databases.deserted, "the server's end, connection by connection")

    for deed in (
        lambda: office.act(Urge, Kind.DIRECTIVE, "CD-01", "1/3"),
        lambda: office.change(MoveUnit, FIRST, "1/3", parent=ROOT),
        lambda: tracker_app.unit_tree().at("H57", md("1/2")),
    ) * 3:
        with pytest.raises(UnavailableError) as caught:
            Aside(deed).result()
        assert caught.value.code == "database_unreachable"

    mortal_databases.server.ensure_running()
    pool.timeout = usual
    assert Aside(lambda: office.act(Urge, Kind.DIRECTIVE, "CD-01", "1/3")).result().version == 2
