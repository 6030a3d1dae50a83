"""``GET /flows``."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tracker.access.limiting import limited_period
from tracker.answers import flows_answer, through
from tracker.api.callers import Calling
from tracker.api.dependencies import FilterQuery, Installed, TreeQuery, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.shapes import Answer, FlowsShape
from tracker.days import parse_day
from tracker.reading.flows import flows

router = APIRouter()


class FlowsQuery(FilterQuery, TreeQuery):
    """The period beside the filters."""

    start: str = Field(
        alias="from", description="First day.", examples=["2023-12-15"], max_length=20
    )
    to: str = Field(description="Last day.", examples=["2024-03-08"], max_length=20)


@router.get(
    "/flows",
    response_model=FlowsShape,
    response_model_exclude_unset=True,
    responses=QUESTION_ERRORS,
)
def get_flows(query: Annotated[FlowsQuery, Query()], caller: Calling, found: Installed) -> Answer:
    """Carried in + new + reopened + transferred in = closed + out + left, all at one K."""
    start = parse_day(query.start, "from")
    end = parse_day(query.to, "to")
    with asking(found) as connection:
        cut = query.cut(connection, found, None)._replace(as_of=end)
        filters = query.through(query.filters(), found)
        filters = limited_period(connection, caller, filters, cut, start)
        result = flows(connection, start, cut, filters)
    return through(flows_answer(result), filters)
