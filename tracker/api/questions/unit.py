"""``GET /units/{code}``: one unit on a day, as known at a time."""

from typing import Annotated
from unicodedata import normalize

from fastapi import APIRouter, Query, Response

from tracker.answers.units import one_unit_answer
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.questions.item import ItemQuery
from tracker.api.questions.timeline import Named
from tracker.api.shapes import Answer
from tracker.api.shapes.units import OneUnitShape
from tracker.reading.unit import one_unit

router = APIRouter()


@router.get("/units/{code:path}", response_model=OneUnitShape, responses=QUESTION_ERRORS)
def get_unit(
    code: Named,
    query: Annotated[ItemQuery, Query()],
    response: Response,
    _: Calling,
    found: Installed,
) -> Answer:
    """One unit on day C, as known at K; ``ETag`` is the version that a write would name."""
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        unit = one_unit(connection, normalize("NFC", code), cut)
    response.headers["ETag"] = f'"{unit.version}"'
    return one_unit_answer(cut, unit)
