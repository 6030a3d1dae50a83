"""The one way in for the API and for the page: a name and a password from somewhere."""

from typing import Final

from fastapi import Request

from tracker.api.cookies import shown_cookie
from tracker.api.guard.addresses import client_site
from tracker.api.guard.forging import comes_from_elsewhere
from tracker.bootstrap import Installation
from tracker.errors import ForbiddenError, UnauthenticatedError
from tracker.people.callers import caller_of_session
from tracker.people.signing_in import Attempt, SignedIn, sign_in
from tracker.rights.granting import Caller

_LONGEST_AGENT: Final = 200


def admitted(
    request: Request, found: Installation, name: str, password: str, code: str | None
) -> SignedIn:
    """Begins a session; the one that the browser had so far ends.

    Raises:
        ForbiddenError: ``csrf_refused``: another site's page would have somebody signed in here
            under a name of its own choice.
        UnauthenticatedError: name, password or code are not right.
        TooManyError: nothing was checked, for there were too many attempts.
    """
    if comes_from_elsewhere(request):
        raise ForbiddenError("csrf_refused")
    before = visitor(request, found)
    attempt = Attempt(
        name=name,
        password=password,
        code=code,
        address=client_site(request),
        agent=agent_of(request),
        replaces=None if before is None else before.session,
    )
    return sign_in(found.people, attempt, found.clock)


def visitor(request: Request, found: Installation) -> Caller | None:
    """Whoever the browser's cookie says is there; nobody, where it says nothing any more.

    For pages, which are there for strangers too; the guard's records name whoever it is.
    """
    secret = shown_cookie(request)
    if secret is None:
        return None
    try:
        caller = caller_of_session(found.pool, secret, found.clock.now())
    except UnauthenticatedError:
        return None
    request.state.caller = caller
    return caller


def agent_of(request: Request) -> str:
    """What the browser says it is, for people to recognise their sessions by."""
    said = request.headers.get("user-agent", "")[:_LONGEST_AGENT]
    return "".join(sign for sign in said if sign.isprintable())
