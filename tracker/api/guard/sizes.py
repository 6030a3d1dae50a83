"""Bodies no larger than what a command can be; counted as they come, whatever they say."""

from collections import deque
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.errors import TooLargeError

LARGEST_BODY: Final = 1024 * 1024
"""Bytes. The longest command is a list of some thousand items; files go another way."""
LARGEST_OF_STRANGERS: Final = 16 * 1024
"""Bytes. A name, a password and a code, with room to spare."""
OF_STRANGERS: Final = frozenset(
    {"/sign-in", "/invitation", "/api/v1/sign-in", "/api/v1/invitation"}
)
"""Where bodies are read of whoever sends them: to find all that is wrong with a large one takes
seconds of everybody's time."""
WITH_OWN_LIMIT: Final = ("/api/v1/evidence", "/record/")
"""Beginnings of addresses that take files: they count and refuse by themselves, as these come."""


class Sized:
    """Hands a body on only once it is whole and small enough."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST_BODY) -> None:
        self._app = app
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request.

        Raises:
            TooLargeError: `body_too_large`, as soon as that is known.
        """
        has_own = scope["type"] == "http" and scope["path"].startswith(WITH_OWN_LIMIT)
        if scope["type"] != "http" or has_own or not has_body(scope):
            await self._app(scope, receive, send)
            return
        largest = LARGEST_OF_STRANGERS if scope["path"] in OF_STRANGERS else self._largest
        arrived = await self._whole(scope, receive, largest)

        async def receive_again() -> Message:
            return arrived.popleft() if arrived else await receive()

        await self._app(scope, receive_again, send)

    async def _whole(self, scope: Scope, receive: Receive, largest: int) -> deque[Message]:
        """All messages up to the last of the body, or up to where the client went away."""
        said = Headers(scope=scope).get("content-length", "")
        _refuse_beyond(largest, int(said) if said.isdecimal() else 0)
        arrived: deque[Message] = deque()
        counted = 0
        while True:
            message = await receive()
            arrived.append(message)
            counted += len(message.get("body", b""))
            _refuse_beyond(largest, counted)
            if not message.get("more_body", False):
                return arrived


def _refuse_beyond(largest: int, size: int) -> None:
    if size > largest:
        raise TooLargeError("body_too_large", largest=largest)


def has_body(scope: Scope) -> bool:
    """Whether a request brings a body, of whatever length."""
    headers = Headers(scope=scope)
    return "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
