"""``HEAD`` at a page's address: what ``GET`` would answer, without the page itself."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.web.frame.addresses import is_page_path


class Heads:
    """Answers for pages, which say only what they do on ``GET``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or not is_page_path(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, send_without_body)
        finally:
            # What stands around us is told which route it was, but not of another method.
            scope.update(asked, method="HEAD")
