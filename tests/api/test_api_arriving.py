"""Who names the position of a write reads at least that write, or is told that it is not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import psycopg
import pytest

from tests.api.asking import Web, refused
from tests.support.rows import checkpoint, head
from tests.support.waiting import GUARD, Aside, until
from tracker.api.arriving import LISTENER, Arrivals
from tracker.database.connect import POOL_SIZE
from tracker.fold.words import Kind
from tracker.projections.batch import Lookup, project, read_log
from tracker.projections.projector import Projector, following

REPORT = "2024-03-08"


def record(web: Web, ref: str) -> int:
    """Gives an item to a unit; the position of that write."""
    return web.office().assign(Kind.DIRECTIVE, ref, "2/1", unit="H57.31.05").position


def refs(web: Web, **query: object) -> set[str]:
    return {
        item["ref"] for item in web.answer("/items", as_of=REPORT, limit=1000, **query)["items"]
    }


def arrivals(web: Web) -> Arrivals:
    found: Arrivals = web.app.state.arrivals
    return found


@pytest.fixture
def patient(web: Web) -> Web:
    """Questions wait as long as it takes."""
    arrivals(web).patience = GUARD
    return web


@contextmanager
def projector(web: Web) -> Iterator[None]:
    stop = Event()
    work = Thread(target=Projector(web.found.database_url).run, args=(stop,))
    work.start()
    try:
        yield
    finally:
        stop.set()
        work.join()


def test_beside_a_running_projector_every_write_is_read_at_once(web: Web) -> None:
    with projector(web):
        for number in range(10):
            position = record(web, f"GHI-{number}")
            assert f"GHI-{number}" in refs(web, min_position=position)
            assert checkpoint(web.found.database_url) >= position


def test_a_question_asked_before_the_projector_starts_is_answered_when_it_has_come(
    patient: Web,
) -> None:
    position = record(patient, "CHO-1")
    asked = Aside(lambda: refs(patient, min_position=position))
    until(lambda: arrivals(patient).waiting, "the question waits")
    assert asked.going_on
    with projector(patient):
        assert "CHO-1" in asked.result()


def test_without_a_projector_the_question_is_put_off(web: Web) -> None:
    position = record(web, "CHO-2")
    response = web.get("/counts", as_of=REPORT, min_position=position)
    refused(response, 503, "projection_behind")
    assert int(response.headers["retry-after"]) > 0
    assert arrivals(web).waiting == 0
    assert "CHO-2" not in refs(web)
    assert "CHO-2" not in refs(web, min_position=checkpoint(web.found.database_url))


def test_what_nobody_has_recorded_is_not_waited_for(patient: Web) -> None:
    beyond = head(patient.found.database_url) + 1
    body = refused(
        patient.get("/counts", as_of=REPORT, min_position=beyond), 422, "not_recorded_yet"
    )
    assert body["field"] == "min_position"


@pytest.mark.parametrize("position", ["0", "-1", "1.5", "x", "", str(2**31), "9" * 40])
def test_what_is_no_position_is_refused(sample: Web, position: str) -> None:
    body = refused(sample.get("/counts", as_of=REPORT, min_position=position), 422, "bad_parameter")
    assert body["field"] == "min_position"


def questions(web: Web) -> list[str]:
    """Every address of which a known-at time can be asked."""
    paths = web.ask("/api/v1/openapi.json").json()["paths"]
    return [
        path
        for path, operations in paths.items()
        if "get" in operations
        and "known_at" in {one["name"] for one in operations["get"].get("parameters", ())}
    ]


def test_every_question_can_wait(sample: Web) -> None:
    beyond = head(sample.found.database_url) + 1
    assert len(questions(sample)) > 10
    for path in questions(sample):
        filled = path.format(kind="plan_task", ref="HH-2024-NV11", code="VN", sha256="0" * 64)
        response = sample.ask(filled, min_position=beyond)
        refused(response, 422, "not_recorded_yet")


def test_a_known_at_time_is_answered_as_before_after_the_wait(web: Web) -> None:
    known_at = "2024-03-08T17:30:00+07:00"
    before = web.answer("/counts", as_of=REPORT, known_at=known_at)
    position = record(web, "CHO-3")
    web.found.catch_up()
    after = web.answer("/counts", as_of=REPORT, known_at=known_at, min_position=position)
    assert after == before


def test_who_waits_holds_neither_a_thread_nor_a_connection(patient: Web) -> None:
    position = record(patient, "CHO-4")
    many = 5 * POOL_SIZE
    asked = [Aside(lambda: refs(patient, min_position=position)) for _ in range(many)]
    until(lambda: arrivals(patient).waiting == many, "all wait")

    def all_are_free() -> bool:
        stats = patient.found.pool.get_stats()
        return stats["pool_available"] == stats["pool_size"]

    # The last to have asked is waiting a moment before its connection is back.
    until(all_are_free, "nobody holds a connection")
    assert patient.found.pool.get_stats().get("requests_waiting", 0) == 0
    assert arrivals(patient).waiting == many
    assert "CHO-4" not in refs(patient)

    patient.found.catch_up()
    assert all("CHO-4" in one.result() for one in asked)


def test_without_a_notification_the_checkpoint_is_looked_at(patient: Web) -> None:
    url = patient.found.database_url
    position = record(patient, "CHO-5")
    asked = Aside(lambda: refs(patient, min_position=position))
    until(lambda: arrivals(patient).waiting, "the question waits")
    with following(url) as connection:
        after = checkpoint(url)
        project(connection, Lookup(connection), read_log(connection, after, 1000), after)
    assert "CHO-5" in asked.result()


def test_the_listener_comes_back_after_its_connection_was_cut(patient: Web) -> None:
    url = patient.found.database_url
    until(lambda: cut_listener(url), "a listener to cut")
    position = record(patient, "CHO-6")
    asked = Aside(lambda: refs(patient, min_position=position))
    patient.found.catch_up()
    assert "CHO-6" in asked.result()
    until(lambda: arrivals(patient).reached >= position, "the listener hears again")


def cut_listener(url: str) -> int:
    """Ends the connections that listen for what is projected; how many there were."""
    query = """
        select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and application_name = %s"""
    with psycopg.connect(url) as connection:
        row: Any = connection.execute(query, (LISTENER,)).fetchone()
    return int(row[0])
