"""Browsers use the address that the office gave out, and no other name for this machine."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.api.guard.credentials import credential_of
from tracker.bootstrap import Installation
from tracker.errors import ForbiddenError

FOR_OPERATORS: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked by programs, by whatever address they have; nobody is signed in there."""


class Hosted:
    """Refuses other hosts than that of `public_address`, where that is set.

    Where it is not, an office reaches us by whatever name its network has, and any is taken: a
    name of somebody else's that leads here brings no session along, for browsers keep cookies
    by name.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request.

        Raises:
            ForbiddenError: `foreign_host`.
        """
        if scope["type"] == "http" and scope["path"] not in FOR_OPERATORS:
            _refuse_foreign(scope)
        await self._app(scope, receive, send)


def _refuse_foreign(scope: Scope) -> None:
    found: Installation = scope["app"].state.installation
    address = found.settings.public_address
    if address is None or Headers(scope=scope).get("host", "").lower() == urlsplit(address).netloc:
        return
    credential = credential_of(scope)
    if credential is None or not credential.is_token:
        raise ForbiddenError("foreign_host", expected=address)
