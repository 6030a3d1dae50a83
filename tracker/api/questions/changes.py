"""``GET /changes``."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tracker.access.limiting import limited
from tracker.answers import changes_answer, through
from tracker.api.callers import Calling
from tracker.api.dependencies import CutQuery, Installed, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.shapes import Answer, ChangesShape
from tracker.days import parse_moment
from tracker.reading.changes import changes
from tracker.reading.cut import cut_at

router = APIRouter()


class ChangesQuery(CutQuery):
    """The other known-at time beside the cut and the filters."""

    against: str = Field(
        description="The known-at time to compare with.",
        examples=["2024-03-15T17:00:00+07:00"],
        max_length=40,
    )


@router.get(
    "/changes",
    response_model=ChangesShape,
    response_model_exclude_unset=True,
    responses=QUESTION_ERRORS,
)
def get_changes(
    query: Annotated[ChangesQuery, Query()], caller: Calling, found: Installed
) -> Answer:
    """The items whose class on C differs between two known-at times, and the events why."""
    against = parse_moment(query.against, "against")
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        other = cut_at(connection, cut.as_of, against, found.clock.now())
        filters = limited(connection, caller, query.filters(), cut)
        limited(connection, caller, filters, other)
        result = changes(connection, cut, other, filters)
    return through(changes_answer(result), filters)
