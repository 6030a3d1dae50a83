"""``GET /flows``."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from tracker.access.limiting import limited_period
from tracker.answers import flows_answer, through
from tracker.api.callers import Calling
from tracker.api.dependencies import FilterQuery, Installed, TreeQuery, asking
from tracker.api.shapes import Answer, FlowsShape
from tracker.api.sheets.answering import LIST_ANSWERS, Form, FormQuery, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.days import parse_day
from tracker.present.lists import FLOWS, came, went
from tracker.reading.cut import Filters
from tracker.reading.flows import Flows, flows

router = APIRouter()


class FlowsQuery(FilterQuery, TreeQuery, FormQuery):
    """The period beside the filters."""

    start: str = Field(
        alias="from", description="First day.", examples=["2023-12-15"], max_length=20
    )
    to: str = Field(description="Last day.", examples=["2024-03-08"], max_length=20)


@router.get(
    "/flows",
    response_model=FlowsShape,
    response_model_exclude_unset=True,
    responses=LIST_ANSWERS,
)
def get_flows(
    request: Request, query: Annotated[FlowsQuery, Query()], caller: Calling, found: Installed
) -> Answer | Response:
    """Carried in + new + reopened + transferred in = closed + out + left, all at one K."""
    start = parse_day(query.start, "from")
    end = parse_day(query.to, "to")
    with asking(found) as connection:
        cut = query.cut(connection, found, None)._replace(as_of=end)
        filters = query.through(query.filters(), found)
        filters = limited_period(connection, caller, filters, cut, start)
        result = flows(connection, start, cut, filters)
    if query.form is Form.JSON:
        return through(flows_answer(result), filters)
    return as_file(request, query.form, _sheet(result, filters))


def _sheet(result: Flows, filters: Filters) -> Sheet[tuple[str, int]]:
    start, end = result.start, result.cut.as_of
    dated = {"from": start, "to": end, "known_at": result.cut.known_at}
    rows = [*came(result), *went(result)]
    return Sheet("flows", FLOWS, rows, dated, filters, about=f"{file_word(start)}_{file_word(end)}")
