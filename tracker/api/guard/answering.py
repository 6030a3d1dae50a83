"""What every answer carries, whoever gives it: the request's id and the security headers."""

from typing import Final
from uuid import UUID, uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.api.guard.sizes import has_body
from tracker.bootstrap import Installation

REQUEST_ID: Final = "x-request-id"

DATA_POLICY: Final = (
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
"""For all that is no page: a browser that shows it loads and runs nothing."""
PAGE_POLICY: Final = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; object-src 'none'; frame-ancestors 'none';"
    " base-uri 'none'; form-action 'self'"
)
"""For pages: scripts and styles from files of ours alone, never inline."""
_ALWAYS: Final = {
    "x-content-type-options": "nosniff",
    # Not no-referrer: forms of our own pages would then say `Origin: null`.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}
_ONLY_HTTPS: Final = "max-age=31536000"
"""A year; without sub-domains, for they are the office's to decide about."""
_DATA: Final = "/api/"
_REFUSED: Final = 400


class Answering:
    """Gives each request an id and each answer its headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _id_of(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        found: Installation = scope["app"].state.installation
        is_secure = found.settings.address.startswith("https://")

        is_whole = not has_body(scope)

        async def receive_and_see() -> Message:
            nonlocal is_whole
            message = await receive()
            is_whole = is_whole or not message.get("more_body", False)
            return message

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request_id
                _protect(headers, scope["path"], is_secure=is_secure)
                if not is_whole and message["status"] >= _REFUSED:
                    # Or the web server would go on receiving what was refused, without an end.
                    headers["connection"] = "close"
            await send(message)

        await self._app(scope, receive_and_see, send_with_headers)


def _id_of(scope: Scope) -> str:
    """The id that a proxy gave, if it is one; anything else could be an attempt on the log."""
    told = Headers(scope=scope).get(REQUEST_ID, "")
    try:
        return str(UUID(told))
    except ValueError:
        return str(uuid4())


def _protect(headers: MutableHeaders, path: str, *, is_secure: bool) -> None:
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    is_page = headers.get("content-type", "").startswith("text/html")
    headers.setdefault("content-security-policy", PAGE_POLICY if is_page else DATA_POLICY)
    if is_secure:
        headers.setdefault("strict-transport-security", _ONLY_HTTPS)
    if path.startswith(_DATA):
        headers.setdefault("cache-control", "no-store")
