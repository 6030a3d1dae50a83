"""``POST /sign-in``, ``/sign-out`` and ``/sign-out-everywhere``."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from tracker.api.callers import InPerson
from tracker.api.cookies import forget, keep
from tracker.api.dependencies import Installed
from tracker.api.people.admitting import admitted
from tracker.api.people.bodies import SignInBody
from tracker.api.people.errors import OWN_ERRORS, SIGN_IN_ERRORS
from tracker.api.people.telling import own_grants
from tracker.api.shapes.people import EndedShape, SignedInShape
from tracker.people.listing import person
from tracker.people.signing_in import sign_out, sign_out_everywhere

open_router = APIRouter(tags=["account"])
"""What is there for those who have not signed in yet."""
router = APIRouter(tags=["account"])


@open_router.post("/sign-in", responses=SIGN_IN_ERRORS)
def post_sign_in(
    body: SignInBody, request: Request, response: Response, found: Installed
) -> SignedInShape:
    """Begins a session; its secret is in a cookie that no script sees.

    An unknown name, a wrong password and a disabled account are answered alike, in the same time.
    """
    code = None if body.code is None else body.code.get_secret_value()
    password = body.password.get_secret_value()
    session = admitted(request, found, body.name, password, code)
    keep(response, found.settings, session.cookie)
    caller = session.caller
    return SignedInShape(
        name=caller.name,
        full_name=person(found.pool, caller.name).full_name,
        grants=own_grants(caller.grants),
        csrf=session.csrf,
        expires_at=session.expires_at,
        idle_seconds=int(found.people.limits.idle.total_seconds()),
    )


@router.post("/sign-out", status_code=HTTPStatus.NO_CONTENT, responses=OWN_ERRORS)
def post_sign_out(caller: InPerson, response: Response, found: Installed) -> None:
    """Ends this session."""
    sign_out(found.people, str(caller.session), found.clock)
    forget(response, found.settings)


@router.post("/sign-out-everywhere", responses=OWN_ERRORS)
def post_sign_out_everywhere(caller: InPerson, response: Response, found: Installed) -> EndedShape:
    """Ends every session of the account, this one included; API tokens stay."""
    ended = sign_out_everywhere(found.people, caller.name, caller.name, found.clock)
    forget(response, found.settings)
    return EndedShape(ended=ended)
