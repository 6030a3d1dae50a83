"""``/sign-in/openid``: signing in at the OpenID provider, and linking the own account to it."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from tracker.api.callers import InPerson
from tracker.api.cookies import forget_attempt, keep, keep_attempt, shown_attempt
from tracker.api.dependencies import Installed
from tracker.api.guard.addresses import client_site
from tracker.api.people.admitting import agent_of, visitor
from tracker.api.people.errors import OWN_ERRORS
from tracker.api.people.returning import LinkBody, ReturnTo
from tracker.api.shapes.openid import OpenIDWayShape, WayInShape, WaysShape
from tracker.bootstrap import Installation
from tracker.errors import NotFoundError, UnauthenticatedError
from tracker.openid.provider import Answer, Provider, draw_secrets
from tracker.openid.words import Vouched
from tracker.people.identities import link_identity
from tracker.people.openid import Arrival, sign_in_vouched
from tracker.people.openid_attempts import LASTS, Begun, begin_attempt, take_attempt
from tracker.people.signing_in import SignedIn, sign_out

open_router = APIRouter(tags=["account"])
router = APIRouter(tags=["account"])

_Told = Annotated[str | None, Query(max_length=4000)]
_REDIRECT: Final = {
    "description": "Elsewhere.",
    "headers": {"Location": {"schema": {"type": "string"}}},
}


@open_router.get("/sign-in", responses=OWN_ERRORS)
def get_ways(request: Request, found: Installed) -> WaysShape:
    """How one can sign in here."""
    if found.openid is None:
        return WaysShape(password=True, openid=None)
    address = str(request.app.url_path_for("get_openid"))
    way = OpenIDWayShape(label=found.settings.oidc_label, address=address)
    return WaysShape(password=True, openid=way)


@open_router.get(
    "/sign-in/openid",
    status_code=HTTPStatus.FOUND,
    response_class=RedirectResponse,
    responses={**OWN_ERRORS, int(HTTPStatus.FOUND): _REDIRECT},
)
async def get_openid(request: Request, found: Installed, return_to: ReturnTo = "/") -> Response:
    """Sends the browser to the OpenID provider; afterwards it is led to ``return_to``."""
    location, secret = await begin_at_provider(request, found, return_to, None)
    answer = RedirectResponse(location, HTTPStatus.FOUND)
    keep_attempt(answer, found.settings, secret, int(LASTS.total_seconds()))
    return answer


@open_router.get(
    "/sign-in/openid/callback",
    status_code=HTTPStatus.SEE_OTHER,
    response_class=RedirectResponse,
    responses={**OWN_ERRORS, int(HTTPStatus.SEE_OTHER): _REDIRECT},
)
async def get_openid_callback(
    request: Request,
    found: Installed,
    code: _Told = None,
    state: _Told = None,
    error: _Told = None,
    iss: _Told = None,
) -> Response:
    """Where the provider sends the browser back to; begins the session, or links the account."""
    provider = _provider(found)
    begun = await run_in_threadpool(
        take_attempt, found.pool, shown_attempt(request), state, found.clock.now()
    )
    callback = _callback(request, found)
    vouched = await provider.vouched(Answer(code, error, iss), begun.drawn, callback)
    answer = RedirectResponse(begun.return_to, HTTPStatus.SEE_OTHER)
    session = await run_in_threadpool(_arrived, request, found, begun, vouched)
    if session is not None:
        keep(answer, found.settings, session.cookie)
    forget_attempt(answer, found.settings)
    return answer


@router.post("/me/openid", responses=OWN_ERRORS)
async def post_openid(
    body: LinkBody, request: Request, response: Response, caller: InPerson, found: Installed
) -> WayInShape:
    """Begins linking the own account: send the browser to ``location``.

    Whom the provider then vouches for can sign in as this account from then on.
    """
    location, secret = await begin_at_provider(request, found, body.return_to, caller.name)
    keep_attempt(response, found.settings, secret, int(LASTS.total_seconds()))
    return WayInShape(location=location)


async def begin_at_provider(
    request: Request, found: Installation, return_to: str, linking: str | None
) -> tuple[str, str]:
    """Where the browser goes, and the secret that it keeps meanwhile (``keep_attempt``).

    Args:
        request: of whoever is on the way.
        found: the installation.
        return_to: the page of ours that comes afterwards.
        linking: the account to be linked; None: somebody signs in.

    Raises:
        NotFoundError: ``openid_off``.
        UnavailableError: the provider does not answer.
    """
    drawn = draw_secrets()
    location = await _provider(found).way_in(drawn, _callback(request, found))
    secret = await run_in_threadpool(
        begin_attempt, found.pool, drawn, return_to, linking, found.clock.now()
    )
    return location, secret


def _provider(found: Installation) -> Provider:
    if found.openid is None:
        raise NotFoundError("openid_off")
    return found.openid


def _callback(request: Request, found: Installation) -> str:
    return found.settings.address + str(request.app.url_path_for("get_openid_callback"))


def _arrived(
    request: Request, found: Installation, begun: Begun, vouched: Vouched
) -> SignedIn | None:
    """What the attempt was begun for: a session, or (None) a link to the account."""
    before = visitor(request, found)
    if begun.linking is None:
        arrival = Arrival(vouched, client_site(request), agent_of(request))
        by_name = found.settings.oidc_link_by_name
        session = sign_in_vouched(found.people, arrival, found.clock, link_by_name=by_name)
        if before is not None:
            sign_out(found.people, str(before.session), found.clock)
        return session
    if before is None or before.name != begun.linking:
        raise UnauthenticatedError("openid_state")
    issuer, subject = vouched.issuer, vouched.subject
    link_identity(found.people, before.name, issuer, subject, before.name, found.clock)
    return None
