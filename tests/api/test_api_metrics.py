"""What collectors read: requests by route, the log, the lag; also while the database is down."""

from datetime import datetime, timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families
from psycopg.conninfo import make_conninfo

from tests.api.asking import Web, over
from tests.support.rows import head
from tests.support.waiting import GUARD, Aside, until
from tracker.api.upkeep.metrics import Looks
from tracker.clock import FixedClock
from tracker.days import LOCAL_ZONE
from tracker.fold.words import Kind
from tracker.upkeep import runs
from tracker.upkeep.runs import Result

REPORT = "2024-03-08"
Labels = frozenset[tuple[str, str]]


def collected(web: Web) -> dict[tuple[str, Labels], float]:
    """Every measurement by its name and labels."""
    response = web.ask("/metrics")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def value(found: dict[tuple[str, Labels], float], name: str, **labels: str) -> float:
    return found[name, frozenset(labels.items())]


@pytest.fixture
def fresh(web: Web) -> Web:
    """Every collection looks anew."""
    web.app.state.looks = Looks(web.found.database_url, fresh_seconds=0)
    return web


def test_requests_are_counted_by_route_method_and_status(web: Web) -> None:
    web.answer("/counts", as_of=REPORT)
    web.answer("/counts", as_of=REPORT)
    web.get("/counts", as_of="8/3")
    web.get("/items/directive/HH-T-001")
    web.get("/items/directive/KHONG-CO")
    web.ask("/nowhere/at/all")
    web.send("BREW", "/api/v1/counts")

    found = collected(web)

    def number(route: str, status: int, method: str = "GET") -> float:
        labels = {"route": route, "method": method, "status": str(status)}
        return value(found, "tracker_http_requests_total", **labels)

    assert number("/api/v1/counts", 200) == 2
    assert number("/api/v1/counts", 422) == 1
    assert number("/api/v1/items/{kind}/{ref}", 200) == 1
    assert number("/api/v1/items/{kind}/{ref}", 404) == 1
    assert number("none", 404) == 1
    labels = {"route": "/api/v1/counts", "method": "GET"}
    assert value(found, "tracker_http_request_seconds_count", **labels) == 3
    assert value(found, "tracker_http_request_seconds_sum", **labels) > 0
    assert value(found, "tracker_http_request_seconds_bucket", le="+Inf", **labels) == 3
    methods = {dict(labels).get("method") for _, labels in found} - {None}
    assert methods == {"GET", "none"}
    routes = {dict(labels).get("route") for _, labels in found}
    assert not any(route and "HH-T-001" in route for route in routes)


def test_each_application_measures_for_itself(web: Web) -> None:
    web.answer("/counts", as_of=REPORT)
    with over(web.found, web.health) as other:
        names = {name for name, _ in collected(other)}
    assert "tracker_http_requests_total" not in names


def test_the_log_and_the_lag_behind_it_are_measured(fresh: Web) -> None:
    found = collected(fresh)
    assert value(found, "tracker_up") == 1
    assert value(found, "tracker_events_recorded_total") == head(fresh.found.database_url)
    assert value(found, "tracker_projection_lag_positions") == 0
    assert value(found, "tracker_projection_lag_seconds") == 0
    assert value(found, "tracker_events_parked") == 0

    fresh.office().assign(Kind.DIRECTIVE, "DO-1", "2/1", unit="H57.31.05")
    fresh.office().assign(Kind.DIRECTIVE, "DO-2", "2/1", unit="H57.31.05")
    fresh.found.clock = FixedClock(fresh.found.clock.now() + timedelta(hours=1))
    lagging = collected(fresh)
    assert value(lagging, "tracker_projection_lag_positions") == 2
    assert 3600 <= value(lagging, "tracker_projection_lag_seconds") < 3600 + GUARD

    fresh.found.catch_up()
    assert value(collected(fresh), "tracker_projection_lag_positions") == 0


def test_the_pool_and_those_who_wait_are_measured(web: Web) -> None:
    web.app.state.arrivals.patience = GUARD
    position = web.office().assign(Kind.DIRECTIVE, "DO-3", "2/1", unit="H57.31.05").position
    asked = Aside(lambda: web.answer("/counts", as_of=REPORT, min_position=position))
    until(lambda: web.app.state.arrivals.waiting, "the question waits")

    found = collected(web)
    assert value(found, "tracker_questions_waiting") == 1
    assert value(found, "tracker_pool_waiting") == 0
    opened = value(found, "tracker_pool_connections", state="open")
    assert 1 <= value(found, "tracker_pool_connections", state="idle") <= opened

    web.found.catch_up()
    asked.result()
    assert value(collected(web), "tracker_questions_waiting") == 0


def test_while_the_database_is_away_the_rest_is_still_measured(web: Web) -> None:
    web.answer("/counts", as_of=REPORT)
    web.app.state.looks = Looks(make_conninfo(web.found.database_url, host="/nowhere"))
    found = collected(web)
    assert value(found, "tracker_up") == 0
    assert "tracker_projection_lag_positions" not in {name for name, _ in found}
    labels = {"route": "/api/v1/counts", "method": "GET", "status": "200"}
    assert value(found, "tracker_http_requests_total", **labels) == 1


def test_a_busy_pool_keeps_nobody_from_measuring(web: Web) -> None:
    pool = web.found.pool
    held = [pool.getconn() for _ in range(pool.max_size)]
    try:
        found = collected(web)
        assert value(found, "tracker_up") == 1
        assert value(found, "tracker_pool_connections", state="idle") == 0
    finally:
        for connection in held:
            pool.putconn(connection)


def test_who_asks_in_quick_succession_is_told_what_was_seen(web: Web) -> None:
    web.app.state.looks = Looks(web.found.database_url, fresh_seconds=GUARD)
    before = value(collected(web), "tracker_events_recorded_total")
    web.office().assign(Kind.DIRECTIVE, "DO-4", "2/1", unit="H57.31.05")
    assert value(collected(web), "tracker_events_recorded_total") == before


def test_jobs_and_alerts_are_measured(fresh: Web) -> None:
    begun = fresh.found.clock.now()
    ended = begun + timedelta(minutes=2)
    with fresh.found.pool.connection() as connection:
        bare = collected(fresh)
        first = runs.begin(connection, "self_check", begun - timedelta(days=1))
        runs.end(connection, first, Result({"compared": 7}), begun - timedelta(days=1))
        second = runs.begin(connection, "self_check", begun)
        runs.end(connection, second, Result({"differences": 1}, "alarm"), ended)
        runs.begin(connection, "sweep", begun)
        runs.plan(connection, "tidy", ended)
        connection.execute(
            "insert into alert_sweep (swept_on, position, swept_at) values ('2024-03-08', 1, %s)",
            (ended,),
        )
        connection.execute(
            "insert into alert_delivery"
            " (delivery_id, recipient, channel, made_on, made_at, state, next_try_at)"
            " values (gen_random_uuid(), gen_random_uuid(), 'email', '2024-03-08', %s, 'dead', %s)",
            (begun, begun),
        )
        connection.execute("select pg_advisory_lock(%s)", (runs.LEADER_LOCK,))
        found = collected(fresh)
        connection.execute("select pg_advisory_unlock_all()")
    assert value(bare, "tracker_scheduler_leads") == 0
    assert value(found, "tracker_scheduler_leads") == 1
    job = "tracker_job_{}_timestamp_seconds".format
    assert value(found, job("last_run"), job="self_check") == begun.timestamp()
    day_before = begun - timedelta(days=1)
    assert value(found, job("last_success"), job="self_check") == day_before.timestamp()
    assert value(found, job("next_run"), job="tidy") == ended.timestamp()
    outcomes = {
        state: value(found, "tracker_job_last_outcome", job="self_check", outcome=state)
        for state in ("done", "alarm")
    }
    assert outcomes == {"done": 0, "alarm": 1}
    assert value(found, "tracker_job_trouble", job="self_check") == 1
    assert value(found, "tracker_job_last_outcome", job="sweep", outcome="broken_off") == 1
    assert value(found, "tracker_alerts_pending") == 0
    assert value(found, "tracker_alert_deliveries", state="dead") == 1
    assert value(found, "tracker_alert_deliveries", state="waiting") == 0
    midnight = datetime(2024, 3, 8, tzinfo=LOCAL_ZONE).timestamp()
    assert value(found, "tracker_alert_swept_day_timestamp_seconds") == midnight
    assert value(found, "tracker_alert_swept_timestamp_seconds") == ended.timestamp()
    never = {name for name, _ in bare if name.startswith(("tracker_job_", "tracker_alert_swept"))}
    assert never == set()
