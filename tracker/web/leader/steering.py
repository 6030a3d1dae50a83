"""``/steering``: how many, how many overdue, whose, how long, getting better or worse."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from psycopg import Connection

from tracker.access.limiting import limited
from tracker.errors import ForbiddenError
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.leader.asked import SteeringQuery
from tracker.web.leader.page import Asked, steering_page
from tracker.web.leader.path import Place
from tracker.web.lists.places import own_places

router = APIRouter(include_in_schema=False)

_TO_BE_NAMED: Final = "unit_to_be_named"


@router.get("/steering")
def show_steering(visit: Visiting, query: Annotated[SteeringQuery, Query()]) -> Response:
    """The page of a unit and all below it; without a unit, of the visitor's own."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        try:
            filters = limited(connection, visit.caller, query.filters(), times.cut)
        except ForbiddenError as error:
            if error.code != _TO_BE_NAMED:
                raise
            return _choose(connection, visit, times)
        page = steering_page(connection, Asked(visit, times, query, filters))
    return visit.page("leader/steering.html", times=times, page=page)


def _choose(connection: Connection[Any], visit: Visit, times: Times) -> Response:
    """Who holds several units side by side says which one he means."""
    places = [
        Place(place.code, place.name, visit.href("/steering", unit=place.code))
        for place in own_places(connection, visit.caller, times.cut)
    ]
    return visit.page("leader/choose.html", times=times, places=places)
