"""``/metrics``: what Prometheus collects, also while the database is down."""

import asyncio
from collections.abc import Iterator
from time import monotonic
from typing import Any, Final, NamedTuple

import anyio
import psycopg
from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from psycopg import AsyncConnection

from tracker.api.dependencies import Installed
from tracker.api.upkeep.measuring import Meters
from tracker.api.upkeep.scheduled import Scheduled, look_at_scheduler, of_scheduler
from tracker.api.upkeep.standing import Standing
from tracker.bootstrap import Installation
from tracker.database.connect import app_conninfo
from tracker.reading.cut import SQL

router = APIRouter()

_PATIENCE_SECONDS: Final = 3.0
"""Collectors give up after ten; a database that takes longer than this is as good as down."""
_FRESH_SECONDS: Final = 1.0
"""Whoever asks more often gets what was seen last: nobody can keep the database busy with it."""


class Seen(NamedTuple):
    """What the database said."""

    standing: Standing
    scheduler: Scheduled


class Looks:
    """What the database was seen to say, by a connection of its own.

    One of the pool would have to be waited for when everything is busy, which is when
    measurements matter most.
    """

    def __init__(self, database_url: str, *, fresh_seconds: float = _FRESH_SECONDS) -> None:
        self._conninfo = app_conninfo(database_url)
        self._fresh_seconds = fresh_seconds
        self._one_at_a_time = asyncio.Lock()
        self._seen: Seen | None = None
        self._at: float | None = None

    async def seen(self) -> Seen | None:
        """What the database says of itself; None: it does not answer."""
        async with self._one_at_a_time:
            if self._at is None or monotonic() - self._at > self._fresh_seconds:
                self._seen = await self._look()
                self._at = monotonic()
            return self._seen

    async def _look(self) -> Seen | None:
        try:
            with anyio.fail_after(_PATIENCE_SECONDS):
                async with await AsyncConnection.connect(self._conninfo) as connection:
                    return await look(connection)
        except (psycopg.Error, TimeoutError):
            return None


class _Snapshot(Collector):
    """What is true at the moment of a collection."""

    def __init__(self, found: Installation, waiting: int, seen: Seen | None) -> None:
        self._found = found
        self._waiting = waiting
        self._seen = seen

    def collect(self) -> Iterator[Metric]:
        """The measurements; those of the database are left out while it is down."""
        is_up = self._seen is not None
        yield GaugeMetricFamily("tracker_up", "Whether the database answers.", int(is_up))
        yield from self._of_process()
        if self._seen is not None:
            yield from self._of_database(self._seen.standing)
            yield from of_scheduler(self._seen.scheduler)

    def _of_process(self) -> Iterator[Metric]:
        pool = self._found.pool.get_stats()
        about = "Connections of the pool: all that are open, and those that nobody uses."
        connections = GaugeMetricFamily("tracker_pool_connections", about, labels=("state",))
        connections.add_metric(["open"], pool["pool_size"])
        connections.add_metric(["idle"], pool["pool_available"])
        yield connections
        yield GaugeMetricFamily(
            "tracker_pool_waiting",
            "Requests that wait for a connection.",
            pool.get("requests_waiting", 0),
        )
        yield GaugeMetricFamily(
            "tracker_questions_waiting",
            "Questions that wait for the read model to hold a position.",
            self._waiting,
        )

    def _of_database(self, standing: Standing) -> Iterator[Metric]:
        yield CounterMetricFamily(
            "tracker_events_recorded", "The last position of the log.", standing.head
        )
        yield GaugeMetricFamily(
            "tracker_projection_lag_positions",
            "Positions of the log that the read model lacks.",
            standing.lag_events,
        )
        yield GaugeMetricFamily(
            "tracker_projection_lag_seconds",
            "For how long the read model has lacked something.",
            standing.lag_seconds(self._found.clock.now()),
        )
        yield GaugeMetricFamily(
            "tracker_events_parked", "Events that the projection set aside.", standing.parked
        )


async def look(connection: AsyncConnection[tuple[Any, ...]]) -> Seen:
    """Asks the database; all of it is cheap."""
    row = await (await connection.execute(SQL["lag"])).fetchone()
    standing = Standing(*row) if row else Standing()
    return Seen(standing, await look_at_scheduler(connection))


@router.get("/metrics", response_class=PlainTextResponse)
async def get_metrics(request: Request, found: Installed) -> Response:
    """Requests, latency, connections, the log and how far the read model is behind it."""
    state = request.app.state
    meters: Meters = state.meters
    snapshot = CollectorRegistry()
    snapshot.register(_Snapshot(found, state.arrivals.waiting, await state.looks.seen()))
    text = generate_latest(snapshot) + generate_latest(meters.registry)
    return Response(text, headers={"content-type": CONTENT_TYPE_LATEST})
