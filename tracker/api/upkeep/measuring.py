"""Counts and times requests by the template of their route; never by paths, which name items."""

from time import perf_counter
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.api.guard.routes import route_of

_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
"""Anything else is counted as one: a caller may make up methods."""
_UNKNOWN: Final = "none"
"""The route of what no route answered, and the status of what was never answered."""
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Meters:
    """The measurements of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "tracker_http_requests",
            "Requests by route, method and status.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "tracker_http_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route", "method"),
            buckets=_BUCKETS,
            registry=self.registry,
        )


class Measured:
    """Measures each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = _UNKNOWN
        # A stopwatch, not a time of day.
        begun = perf_counter()

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        finally:
            _measure(scope, status, perf_counter() - begun)


def _measure(scope: Scope, status: str, seconds: float) -> None:
    meters: Meters = scope["app"].state.meters
    route = route_of(scope) or _UNKNOWN
    method = scope["method"] if scope["method"] in _METHODS else _UNKNOWN
    meters.requests.labels(route, method, status).inc()
    meters.seconds.labels(route, method).observe(seconds)
