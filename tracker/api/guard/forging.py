"""Refuses writes that another site made a signed-in browser send."""

import secrets
from typing import Final

from fastapi import Request

from tracker.bootstrap import Installation
from tracker.errors import ForbiddenError
from tracker.rights.granting import Caller

CSRF_HEADER: Final = "x-csrf-token"
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""They write nothing, whoever makes a browser send them."""
_OURS: Final = frozenset({"same-origin", "none"})
"""`Sec-Fetch-Site` of a page of ours, and of what the person typed or bookmarked."""


def refuse_forged(request: Request, caller: Caller, *, repeated: str | None = None) -> None:
    """Refuses a write with a session's cookie unless a page of ours sent it.

    Args:
        request: what came in; its method and headers are looked at.
        caller: who asks; one who came with a token has no ``csrf`` and is let through, for no
            browser adds tokens by itself.
        repeated: the token of a form's field, where a page has no way to set a header.

    Raises:
        ForbiddenError: `csrf_refused`.
    """
    if caller.csrf is None or request.method in SAFE_METHODS:
        return
    shown = repeated or request.headers.get(CSRF_HEADER, "")
    same = secrets.compare_digest(shown.encode(), caller.csrf.encode())
    if not same or comes_from_elsewhere(request):
        raise ForbiddenError("csrf_refused")


def comes_from_elsewhere(request: Request) -> bool:
    """Whether the browser says that another site made it send this.

    What it does not say is no sign of either: programs say nothing, and old browsers too.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    return (site is not None and site not in _OURS) or (
        origin is not None and origin.lower() not in own_origins(request)
    )


def comes_from_here(request: Request) -> bool:
    """Whether the browser says that a page of ours made it send this; programs say nothing."""
    says_so = request.headers.get("sec-fetch-site") == "same-origin" or request.headers.get(
        "origin", ""
    ).lower() in own_origins(request)
    return says_so and not comes_from_elsewhere(request)


def own_origins(request: Request) -> frozenset[str]:
    """Our own address as browsers write it in `Origin`.

    It is `public_address` where that is set; else whatever host the request was sent to, for
    which the browser then had the cookie.
    """
    found: Installation = request.app.state.installation
    if found.settings.public_address is not None:
        return frozenset({found.settings.public_address})
    host = request.headers.get("host", "").lower()
    return frozenset({f"http://{host}", f"https://{host}"})
