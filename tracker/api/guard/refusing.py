"""Makes what the guard refuses the same problem documents as everything else."""

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.api.problems import refused
from tracker.errors import TrackerError


class Refusing:
    """Answers for what stands behind it and raises before the application has been asked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        try:
            await self._app(scope, receive, send)
        except TrackerError as error:
            answer = await run_in_threadpool(refused, Request(scope), error)
            await answer(scope, receive, send)
