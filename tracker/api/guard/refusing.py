"""Has what the guard refuses answered like everything else: as problems, or as pages."""

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

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
            request = Request(scope)
            answered = request.app.exception_handlers[TrackerError]
            answer: Response = await run_in_threadpool(answered, request, error)
            await answer(scope, receive, send)
