"""``/search``: a reference leads straight to its item, other words to the list of what has them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from tracker.reading.referred import items_called
from tracker.web.frame.addresses import part
from tracker.web.frame.timebar import TimeQuery
from tracker.web.frame.visit import Visiting
from tracker.web.lists.asking import PATH

router = APIRouter(include_in_schema=False)


class SearchQuery(TimeQuery):
    """What is looked for."""

    q: str | None = Field(None, max_length=200)


@router.get("/search")
def search(visit: Visiting, query: Annotated[SearchQuery, Query()]) -> Response:
    """To the one item of that reference; else to the list of those that have the words."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        called = [] if query.q is None else items_called(connection, times.cut, query.q)
    if len(called) == 1:
        kind, ref = called[0]
        where = visit.href(f"{PATH}/{kind}/{part(ref)}")
    else:
        where = visit.href(PATH, q=query.q)
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)
