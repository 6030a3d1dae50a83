"""``/``: leads everybody to where he begins."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tracker.api.dependencies import Installed
from tracker.api.people.admitting import visitor
from tracker.web.frame.navigation import home_of

router = APIRouter(include_in_schema=False)


@router.get("/")
def show_start(request: Request, found: Installed) -> Response:
    """To the page that the visitor's rights are for; a stranger to where one signs in."""
    caller = visitor(request, found)
    where = "/sign-in" if caller is None else home_of(caller)
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)
