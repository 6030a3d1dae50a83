"""Alive, and ready: whether the numbers can be trusted to be fresh, and if not, why."""

from datetime import timedelta
from threading import Event
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.api.asking import WHEN_ASKED, Web, over, refused, serving
from tests.support.rows import checkpoint, head
from tests.support.waiting import GUARD, Aside, until
from tracker.clock import FixedClock
from tracker.fold.words import Kind
from tracker.projections.projector import Projector
from tracker.projections.rebuild import rebuild
from tracker.serving import background


def readiness(web: Web, status: int) -> dict[str, Any]:
    """What ``/readyz`` says; it has the same shape in both cases."""
    response = web.ask("/readyz")
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    body = dict(response.json())
    assert set(body) == {
        "ready", "position", "head", "lag_events", "lag_seconds", "parked", "problem",
    }  # fmt: skip
    assert body["ready"] == (status == 200) == (body["problem"] is None)
    return body


def record_bad_event(url: str) -> None:
    """As only the owner can: an event that nobody can read."""
    options = "-c search_path=tracker,readmodel"
    with psycopg.connect(make_conninfo(url, options=options)) as connection:
        connection.execute(
            "insert into event (originator_id, originator_version, topic, state,"
            " effective_on, recorded_at)"
            " values (%s, 1, 'directive.assigned', 'no json', '2024-05-01', clock_timestamp())",
            (uuid4(),),
        )


def test_alive_is_who_answers(sample: Web) -> None:
    response = sample.ask("/healthz")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_ready_is_whose_read_model_is_up_to_the_log(sample: Web) -> None:
    body = readiness(sample, 200)
    assert body["position"] == body["head"] > 100
    assert (body["lag_events"], body["lag_seconds"], body["parked"]) == (0, 0.0, 0)


def test_an_empty_installation_is_ready(database_url: str) -> None:
    with serving(database_url) as web:
        body = readiness(web, 200)
        assert (body["position"], body["head"]) == (0, 0)
        assert web.answer("/counts", as_of="2024-03-08")["groups"] == [{"counts": {}}]
        assert web.answer("/items", as_of="2024-03-08")["items"] == []
        refused(web.get("/counts", as_of="2024-03-08", unit="H57"), 404, "unknown_unit")


def test_not_ready_while_an_event_is_parked_and_ready_after_it_can_be_read(web: Web) -> None:
    record_bad_event(web.found.database_url)
    web.found.catch_up()
    body = readiness(web, 503)
    assert (body["problem"], body["parked"]) == ("events_parked", 1)
    assert body["position"] == body["head"]
    # A parked event stays in sight over a rebuild, because it is as unreadable as before.
    rebuild(web.found.database_url)
    assert readiness(web, 503)["parked"] == 1


def test_counts_go_on_beside_a_parked_event(web: Web) -> None:
    before = web.answer("/counts", as_of="2024-03-08")["groups"]
    record_bad_event(web.found.database_url)
    web.found.catch_up()
    assert web.answer("/counts", as_of="2024-03-08")["groups"] == before


def test_not_ready_when_the_read_model_lags_behind_for_too_long(sample_url: str) -> None:
    clock = FixedClock(WHEN_ASKED)
    with serving(sample_url, clock=clock) as web:
        recorded = web.office().assign(Kind.DIRECTIVE, "TRE-1", "2/1", unit="H57.31")
        assert recorded.position is not None
        with psycopg.connect(sample_url) as connection:
            row = connection.execute(
                "select recorded_at from tracker.event where position = %s", (recorded.position,)
            ).fetchone()
        assert row is not None
        clock.moment = row[0] + timedelta(seconds=59)
        body = readiness(web, 200)
        assert (body["lag_events"], body["lag_seconds"]) == (1, 59.0)
        clock.moment = row[0] + timedelta(seconds=61)
        body = readiness(web, 503)
        assert (body["problem"], body["lag_seconds"]) == ("projection_behind", 61.0)
        web.found.catch_up()
        assert readiness(web, 200)["lag_events"] == 0


def test_lag_is_never_negative_when_clocks_disagree(sample_url: str) -> None:
    with serving(sample_url, clock=FixedClock(WHEN_ASKED)) as web:
        web.office().assign(Kind.DIRECTIVE, "TRE-2", "2/1", unit="H57.31")
        assert readiness(web, 200)["lag_seconds"] == 0.0


def test_a_question_about_what_is_not_projected_yet_is_refused_for_now(web: Web) -> None:
    web.office().assign(Kind.DIRECTIVE, "TRE-3", "2/1", unit="H57.31")
    with psycopg.connect(web.found.database_url) as connection:
        row = connection.execute("select max(recorded_at) from tracker.event").fetchone()
    assert row is not None
    known_at = row[0].isoformat()
    response = web.get("/counts", as_of="2024-03-08", known_at=known_at)
    refused(response, 503, "projection_behind")
    assert int(response.headers["retry-after"]) > 0
    web.found.catch_up()
    assert web.answer("/counts", as_of="2024-03-08", known_at=known_at)["known_at"]


def test_not_ready_when_the_projector_ended(sample_url: str) -> None:
    """A checkpoint beyond the log is of another log; going on would mix two histories."""
    with serving(sample_url) as before:
        options = "-c search_path=tracker,readmodel"
        with psycopg.connect(make_conninfo(sample_url, options=options)) as connection:
            connection.execute("update checkpoint set position = position + 1000")
        projector = Projector(sample_url)
        Aside(lambda: projector.run(Event())).result()
        with over(before.found, projector.health) as web:
            body = readiness(web, 503)
            assert body["problem"] == "read_model_ahead"
            assert body["lag_events"] == 0


def test_the_projector_beside_the_server_makes_news_countable(sample_url: str) -> None:
    with (
        serving(sample_url) as plain,
        background(plain.found) as health,
        over(plain.found, health) as web,
    ):
        total = web.answer("/counts", as_of="2024-03-08")["total"]
        web.office().assign(Kind.DIRECTIVE, "MOI-1", "2/1", unit="H57.31")

        def counted() -> bool:
            return bool(web.answer("/counts", as_of="2024-03-08")["total"] == total + 1)

        until(counted, "the new item is counted")
        assert readiness(web, 200)["lag_events"] == 0
        assert health.leading
        assert checkpoint(sample_url) == head(sample_url)


def test_questions_are_answered_while_the_read_model_is_swapped(sample_url: str) -> None:
    with serving(sample_url) as web:
        before = web.answer("/counts", as_of="2024-03-08", known_at="2024-03-15")
        stop = Event()

        def keep_swapping() -> int:
            times = 0
            while not stop.is_set():
                rebuild(sample_url)
                times += 1
            return times

        swapping = Aside(keep_swapping)
        try:
            for _ in range(100):
                answer = web.answer("/counts", as_of="2024-03-08", known_at="2024-03-15")
                assert answer == before
        finally:
            stop.set()
            assert swapping.result(GUARD) > 0


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_parameters_and_takes_none_amiss(sample: Web, path: str) -> None:
    assert sample.ask(path, anything="x").status_code == 200
