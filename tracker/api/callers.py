"""Who asks: the session's cookie or the API token of a request, as a caller with grants."""

from typing import Annotated, Final

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import HTTPConnection

from tracker.api.cookies import OVER_HTTPS, shown_cookie
from tracker.api.dependencies import Installed
from tracker.api.guard.forging import refuse_forged
from tracker.errors import ForbiddenError, UnauthenticatedError
from tracker.people.callers import caller_of_session, caller_of_token
from tracker.rights.granting import Caller


class _SessionCookie(APIKeyCookie):
    """The cookie, by the name that it has at the address that people use."""

    async def __call__(self, request: HTTPConnection) -> str | None:
        return shown_cookie(request)


_TOKEN: Final = HTTPBearer(
    scheme_name="token",
    bearerFormat="trk_…",
    description="An API token (`POST /me/tokens`).",
    auto_error=False,
)
_COOKIE: Final = _SessionCookie(
    name=OVER_HTTPS,
    scheme_name="session",
    description=(
        "The session's cookie (`POST /sign-in`); without https it is called `tracker_session`."
        " A write repeats `csrf` in `X-CSRF-Token`."
    ),
    auto_error=False,
)


def calling(
    request: Request,
    found: Installed,
    token: Annotated[HTTPAuthorizationCredentials | None, Security(_TOKEN)],
    cookie: Annotated[str | None, Security(_COOKIE)],
) -> Caller:
    """Who asks; the guard's records name whoever it is.

    Raises:
        UnauthenticatedError: neither a token nor a cookie that is good.
        ForbiddenError: a write with a cookie that no page of ours sent.
    """
    now = found.clock.now()
    if token is not None:
        caller = caller_of_token(found.pool, token.credentials, now)
    elif cookie is not None:
        caller = caller_of_session(found.pool, cookie, now)
    else:
        raise UnauthenticatedError("not_signed_in")
    request.state.caller = caller
    refuse_forged(request, caller)
    return caller


Calling = Annotated[Caller, Depends(calling)]


async def in_person(caller: Calling) -> Caller:
    """Who asks, signed in; a token must not give itself a longer life or wider rights.

    Raises:
        ForbiddenError: an API token asks.
    """
    if caller.session is None:
        raise ForbiddenError("session_needed")
    return caller


InPerson = Annotated[Caller, Depends(in_person)]
