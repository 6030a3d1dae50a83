"""``/steering/requests``: requests that nobody has answered; a part of the leader's page.

Asked for on its own, for to find them every item's events are looked at.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from tracker.access.limiting import limited
from tracker.reading.names import unit_names
from tracker.reading.requests import Request, requests
from tracker.web.frame.visit import Visiting
from tracker.web.leader import acts
from tracker.web.leader.asked import ScopeQuery

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, kw_only=True)
class RequestsPage:
    """What the template shows; the longest waiting first."""

    requests: list[Request]
    names: dict[str, str]
    """Of the units that lead the items."""
    may_answer: bool
    back: str


@router.get("/steering/requests")
def show_requests(visit: Visiting, query: Annotated[ScopeQuery, Query()]) -> Response:
    """The requests; alone for who has scripts, else a page of its own."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        filters = limited(connection, visit.caller, query.filters(), times.cut)
        found = requests(connection, times.cut, filters)
        names = unit_names(connection, [one.unit for one in found], times.cut)
    page = RequestsPage(
        requests=found,
        names=names,
        may_answer=acts.may_answer(visit, times),
        back=visit.href("/steering", **query.scope),
    )
    template = "leader/requests_part.html" if visit.is_htmx else "leader/requests.html"
    return visit.page(template, times=times, page=page)
