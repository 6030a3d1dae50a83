"""``/me``: who is signed in, and what he may do."""

from fastapi import APIRouter, Response

from tracker.people.listing import person
from tracker.web.frame.visit import Visiting

router = APIRouter(include_in_schema=False)


@router.get("/me")
def show_me(visit: Visiting) -> Response:
    """The account with its grants in force today."""
    me = person(visit.found.pool, visit.caller.name)
    return visit.page("account/me.html", me=me)
