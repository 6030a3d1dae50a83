"""A connection cut at the worst moment: what the server has done is done once, and known."""

from collections.abc import Iterator
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.support.scenario import Office
from tests.support.severing import SeveringProxy, is_commit, is_statement, severing
from tests.support.waiting import Aside
from tracker.aggregates.directive import Directive
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.database.connect import open_pool
from tracker.errors import StaleVersionError
from tracker.fold.words import Kind, Word


@pytest.fixture
def proxy(database_url: str) -> Iterator[SeveringProxy]:
    with severing(database_url) as proxy:
        yield proxy


@pytest.fixture
def pool(proxy: SeveringProxy) -> Iterator[ConnectionPool[Connection[Any]]]:
    """As in any test, but by way of the proxy."""
    with open_pool(proxy.url, size=4) as pool:
        yield pool


def urging(tracker: Tracker, clock: FixedClock, ref: str, command_id: str | None) -> Directive:
    item = tracker.item(Kind.DIRECTIVE, ref)
    item.record(
        Word.URGED,
        recorded_at=clock.now(),
        effective_on=clock.now().date(),
        actor="pnv.ph",
        command_id=command_id,
    )
    assert isinstance(item, Directive)
    return item


def stored(owner: Connection[Any]) -> list[int]:
    query = "select originator_version from event where topic like 'directive.%' order by position"
    return [version for (version,) in owner.execute(query.encode())]


@pytest.mark.parametrize("after", [True, False], ids=["answer lost", "request lost"])
def test_a_save_whose_connection_is_cut_succeeds_and_is_stored_once(
    office: Office, proxy: SeveringProxy, owner: Connection[Any], *, after: bool
):
    office.assign(Kind.DIRECTIVE, "CD-01")
    item = urging(office.tracker, office.clock, "CD-01", "u-1")

    proxy.sever(is_statement, after=after)
    position = Aside(lambda: office.tracker.record(item)).result()

    assert proxy.severed.is_set()
    assert stored(owner) == [1, 2]
    assert owner.execute("select max(position) from event").fetchone() == (position,)


@pytest.mark.parametrize("after", [True, False], ids=["answer lost", "commit lost"])
def test_many_events_copied_are_stored_once_too(
    office: Office, proxy: SeveringProxy, owner: Connection[Any], *, after: bool
):
    office.assign(Kind.DIRECTIVE, "CD-00")
    items = [
        Directive.assign(
            ref=f"CD-{no}",
            recorded_at=office.clock.now(),
            effective_on=office.clock.now().date(),
            actor="vt.huonghuu",
            unit="H57.31",
            title="Việc",
            due_on=None,
            issuer="UBND tỉnh",
            issuer_level="province",
            command_id=f"a-{no}",
        )
        for no in range(1, 701)
    ]

    proxy.sever(is_commit, after=after)
    Aside(lambda: office.tracker.record(*items)).result()

    assert proxy.severed.is_set()
    assert stored(owner) == [1] * 701


def test_if_somebody_else_was_first_the_retry_is_a_conflict(
    office: Office, proxy: SeveringProxy, owner: Connection[Any]
):
    office.assign(Kind.DIRECTIVE, "CD-01")
    mine = urging(office.tracker, office.clock, "CD-01", "mine")
    theirs = urging(office.tracker, office.clock, "CD-01", "theirs")
    office.tracker.record(theirs)

    proxy.sever(is_statement, after=False)
    with pytest.raises(StaleVersionError):
        Aside(lambda: office.tracker.record(mine)).result()

    assert proxy.severed.is_set()
    assert stored(owner) == [1, 2]


def test_without_a_command_id_nobody_can_say_whose_event_it_is(
    office: Office, proxy: SeveringProxy, owner: Connection[Any]
):
    office.assign(Kind.DIRECTIVE, "CD-01")
    item = urging(office.tracker, office.clock, "CD-01", None)

    proxy.sever(is_statement, after=True)
    with pytest.raises(StaleVersionError):
        Aside(lambda: office.tracker.record(item)).result()

    assert proxy.severed.is_set()
    assert stored(owner) == [1, 2]


def test_a_read_whose_connection_is_cut_is_tried_again(office: Office, proxy: SeveringProxy):
    office.assign(Kind.DIRECTIVE, "CD-01")

    proxy.sever(is_statement, after=True)
    item = Aside(lambda: office.tracker.item(Kind.DIRECTIVE, "CD-01")).result()

    assert proxy.severed.is_set()
    assert item.version == 1
