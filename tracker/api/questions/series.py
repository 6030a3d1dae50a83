"""``GET /series``: counts by class at each step of a period, in one call."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from tracker.access.limiting import limited_period
from tracker.answers import series_answer, through
from tracker.api.callers import Calling
from tracker.api.dependencies import FilterQuery, Installed, TreeQuery, asking
from tracker.api.shapes import Answer
from tracker.api.shapes.series import SeriesShape
from tracker.api.sheets.answering import LIST_ANSWERS, Form, FormQuery, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.days import parse_day
from tracker.present.lists import series_columns
from tracker.reading.cut import Filters
from tracker.reading.series import MOST_STEPS, Point, Series, Step, series

router = APIRouter()


class SeriesQuery(FilterQuery, TreeQuery, FormQuery):
    """The period and its step beside the filters."""

    start: str = Field(
        alias="from", description="First day.", examples=["2024-01-01"], max_length=20
    )
    to: str = Field(
        description="Last day, which is the last step too.", examples=["2024-03-08"], max_length=20
    )
    step: Step = Field(
        Step.DAY,
        description="Weeks end on Sunday, months on their last day;"
        f" at most {MOST_STEPS} steps a period.",
    )


@router.get(
    "/series",
    response_model=SeriesShape,
    response_model_exclude_unset=True,
    responses=LIST_ANSWERS,
)
def get_series(
    request: Request, query: Annotated[SeriesQuery, Query()], caller: Calling, found: Installed
) -> Answer | Response:
    """What `counts` says on each step's day, all at one K; charts are drawn from it."""
    start = parse_day(query.start, "from")
    end = parse_day(query.to, "to")
    with asking(found) as connection:
        cut = query.cut(connection, found, None)._replace(as_of=end)
        filters = query.through(query.filters(), found)
        filters = limited_period(connection, caller, filters, cut, start)
        result = series(connection, start, cut, filters, query.step)
    if query.form is Form.JSON:
        return through(series_answer(result), filters)
    return as_file(request, query.form, _sheet(result, filters))


def _sheet(result: Series, filters: Filters) -> Sheet[Point]:
    dated = {"known_at": result.cut.known_at}
    period = f"{file_word(result.start)}_{file_word(result.cut.as_of)}"
    return Sheet("series", series_columns(result), result.points, dated, filters, about=period)
