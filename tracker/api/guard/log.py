"""One line for each request: who asked which route, and how it ended. No path, query or body."""

import logging
import time
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.api.guard.addresses import address_of
from tracker.api.guard.hosts import FOR_OPERATORS
from tracker.api.guard.recording import account_of
from tracker.api.guard.routes import route_of
from tracker.bootstrap import Installation

logger: Final = logging.getLogger(__name__)

_LINE: Final = (
    "at=%s request=%s address=%s account=%s method=%s route=%s status=%s milliseconds=%.1f"
)


class Logged:
    """Writes the line when the answer has been sent; health checks only where asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 0
        # A stopwatch, not a time of day.
        begun = time.perf_counter()

        async def send_and_see(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        finally:
            _write(scope, status, (time.perf_counter() - begun) * 1000)


def _write(scope: Scope, status: int, milliseconds: float) -> None:
    level = logging.DEBUG if scope["path"] in FOR_OPERATORS else logging.INFO
    if not logger.isEnabledFor(level):
        return
    found: Installation = scope["app"].state.installation
    logger.log(
        level,
        _LINE,
        found.clock.now().isoformat(),
        scope["state"]["request_id"],
        address_of(scope),
        account_of(scope) or "-",
        scope["method"],
        route_of(scope) or "-",
        status,
        milliseconds,
    )
