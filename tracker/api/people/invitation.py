"""``POST /invitation``: a password is set by a one-time link."""

from fastapi import APIRouter, Request

from tracker.api.dependencies import Installed
from tracker.api.guard.addresses import client_site
from tracker.api.people.bodies import AcceptBody
from tracker.api.people.errors import SIGN_IN_ERRORS
from tracker.api.shapes.people import AcceptedShape
from tracker.people.links import accept

open_router = APIRouter(tags=["account"])


@open_router.post("/invitation", responses=SIGN_IN_ERRORS)
def post_invitation(body: AcceptBody, request: Request, found: Installed) -> AcceptedShape:
    """Sets the password of the account that the link was made for; the link is used up by it.

    It signs nobody in, so a page of another site gains nothing by sending it.
    """
    token, password = body.token.get_secret_value(), body.password.get_secret_value()
    name = accept(found.people, token, password, client_site(request), found.clock)
    return AcceptedShape(name=name, sign_in=f"{found.settings.address}/sign-in")
