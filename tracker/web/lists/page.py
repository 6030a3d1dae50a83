"""``/items``: the list behind every number, to be filtered, sorted, turned over and taken along."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from psycopg import Connection

from tracker.access.limiting import limited
from tracker.api.guard.recording import record_refusal
from tracker.api.sheets.answering import Form
from tracker.errors import ForbiddenError, InvalidInputError
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.lists.asking import PATH, ListQuery
from tracker.web.lists.places import own_places
from tracker.web.lists.showing import list_page
from tracker.web.lists.taking import taken_along

router = APIRouter(include_in_schema=False)

_TO_BE_NAMED: Final = "unit_to_be_named"


@router.get(PATH)
def show_list(visit: Visiting, query: Annotated[ListQuery, Query()]) -> Response:
    """A page of the list, or the whole of it as a file."""
    if any(not value for value in visit.request.query_params.values()):
        # A form sends what was left empty, too; an address that people hand on does not.
        return _led(visit, query)
    with visit.asking() as connection:
        times = query.times(connection, visit)
        try:
            filters = limited(connection, visit.caller, query.filters(), times.cut)
        except ForbiddenError as error:
            if error.code != _TO_BE_NAMED:
                raise
            return _choose(connection, visit, times, query)
        except InvalidInputError as error:
            return _wrong(visit, times, query, error)
        if query.form not in {Form.CSV, Form.XLSX}:
            page = list_page(connection, visit, times, query, filters)
            if page.total and not page.rows:
                return _led(visit, query, page=page.last_page)
            return visit.page("lists/list.html", times=times, page=page)
    return taken_along(visit, times, query, filters)


def _led(visit: Visit, query: ListQuery, page: int | None = None) -> Response:
    told = query.told(page=page or (None if query.page == 1 else query.page), format=query.form)
    return RedirectResponse(visit.href(PATH, **told), HTTPStatus.SEE_OTHER)


def _choose(connection: Connection[Any], visit: Visit, times: Times, query: ListQuery) -> Response:
    """Who holds several units side by side says which one he means."""
    units = [
        (place.name, visit.href(PATH, **query.told(unit=place.code)))
        for place in own_places(connection, visit.caller, times.cut)
    ]
    return visit.page("lists/choose.html", times=times, units=units)


def _wrong(visit: Visit, times: Times, query: ListQuery, error: InvalidInputError) -> Response:
    """The field that holds what cannot be looked for, and why; the other fields are kept."""
    record_refusal(visit.request, error)
    wrong = str(error.details["field"])
    return visit.page(
        "lists/wrong.html",
        HTTPStatus.UNPROCESSABLE_ENTITY,
        times=times,
        why=visit.words.why(error),
        wrong=wrong,
        label=visit.words.say("list.q" if wrong == "q" else f"filter.{wrong}"),
        typed=getattr(query, wrong),
    )
