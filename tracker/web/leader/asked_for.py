"""``/steering/requests``: requests that nobody has answered; a part of the leader's page.

Asked for on its own, for to find them every item's events are looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, NamedTuple

from fastapi import APIRouter, Query, Response

from tracker.access.limiting import limited
from tracker.reading.names import unit_names
from tracker.reading.requests import Request, RequestSort, requests
from tracker.web.frame.addresses import address, part
from tracker.web.frame.visit import Visiting
from tracker.web.leader import acts
from tracker.web.leader.asked import ScopeQuery

router = APIRouter(include_in_schema=False)

_ANSWERS: Final[Mapping[RequestSort, tuple[str, str]]] = {
    RequestSort.EXTENSION: ("extend-deadline", "refuse-extension"),
    RequestSort.RETURN: ("accept-return", "refuse-return"),
}
"""The command that grants a request of each sort, and the one that refuses it."""


class Line(NamedTuple):
    """A request, and where it can be answered; nowhere for who may not, or in the past."""

    request: Request
    answers: list[tuple[str, str]]
    """Commands with the addresses of their forms."""


@dataclass(frozen=True, kw_only=True)
class RequestsPage:
    """What the template shows; the longest waiting first."""

    lines: list[Line]
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
    may_answer, back = acts.may_answer(visit, times), visit.href("/steering", **query.scope)
    lines = [Line(one, _answers(one, back) if may_answer else []) for one in found]
    page = RequestsPage(lines=lines, names=names, may_answer=may_answer, back=back)
    template = "leader/requests_part.html" if visit.is_htmx else "leader/requests.html"
    return visit.page(template, times=times, page=page)


def _answers(request: Request, back: str) -> list[tuple[str, str]]:
    place = f"{request.kind}/{part(request.ref)}"
    return [
        (name, address(f"/record/item/{name}/{place}", back=back))
        for name in _ANSWERS[request.sort]
    ]
