"""The session's cookie: the one place that says what it is called and who may see it."""

from typing import Final

from fastapi import Request, Response
from starlette.requests import HTTPConnection

from tracker.bootstrap import Installation
from tracker.settings import Settings

OVER_HTTPS: Final = "__Host-tracker"
"""With this beginning, browsers take the cookie from us alone and over https alone."""
OVER_HTTP: Final = "tracker_session"
"""In an office's network without https, where browsers refuse a secure cookie."""


def cookie_name(settings: Settings) -> str:
    """What the cookie is called at the address that people use."""
    return OVER_HTTPS if _is_secure(settings) else OVER_HTTP


def shown_cookie(request: HTTPConnection) -> str | None:
    """The session's secret that came with a request, if any did."""
    found: Installation = request.app.state.installation
    return request.cookies.get(cookie_name(found.settings))


def keep(response: Response, settings: Settings, secret: str) -> None:
    """Has the browser keep the session until it is closed; the server ends it sooner or later.

    No script sees it, and no other site's form brings it along.
    """
    response.set_cookie(
        cookie_name(settings),
        secret,
        path="/",
        secure=_is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def forget(response: Response, settings: Settings) -> None:
    """Has the browser forget it."""
    response.delete_cookie(
        cookie_name(settings),
        path="/",
        secure=_is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def _is_secure(settings: Settings) -> bool:
    return settings.address.startswith("https://")


def attempt_cookie_name(settings: Settings) -> str:
    """What the cookie of an attempt to sign in at the OpenID provider is called."""
    return f"{cookie_name(settings)}_openid"


def shown_attempt(request: Request) -> str | None:
    """The secret of the attempt that this browser began, if any."""
    found: Installation = request.app.state.installation
    return request.cookies.get(attempt_cookie_name(found.settings))


def keep_attempt(response: Response, settings: Settings, secret: str, seconds: int) -> None:
    """Has the browser keep it while somebody is at the provider.

    Lax, not strict: it is the provider's page that leads back to us.
    """
    response.set_cookie(
        attempt_cookie_name(settings),
        secret,
        max_age=seconds,
        path="/",
        secure=_is_secure(settings),
        httponly=True,
        samesite="lax",
    )


def forget_attempt(response: Response, settings: Settings) -> None:
    """Has the browser forget it."""
    response.delete_cookie(
        attempt_cookie_name(settings),
        path="/",
        secure=_is_secure(settings),
        httponly=True,
        samesite="lax",
    )
