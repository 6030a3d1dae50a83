"""``GET /units``: the tree of units on a day, as known at a time."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from tracker.answers.units import tree_answer
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, KnownAtQuery, asking
from tracker.api.shapes import Answer
from tracker.api.shapes.deadlines import UnitsShape
from tracker.api.sheets.answering import LIST_ANSWERS, Form, FormQuery, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.present.lists import UNITS
from tracker.reading.cut import Filters
from tracker.reading.tree import tree

router = APIRouter()


class UnitsQuery(KnownAtQuery, FormQuery):
    """The day, and the unit whose part of the tree is wanted."""

    as_of: str = Field(description="C.", examples=["2025-07-01"], max_length=20)
    unit: str | None = Field(
        None, description="This unit and all below it.", max_length=200, pattern=r"^[^\x00]*$"
    )


@router.get("/units", response_model=UnitsShape, responses=LIST_ANSWERS)
def get_units(
    request: Request, query: Annotated[UnitsQuery, Query()], _: Calling, found: Installed
) -> Answer | Response:
    """The units that are there on day C, as known at K; parents before their children."""
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        units = tree(connection, cut, query.unit)
    if query.form is Form.JSON:
        return tree_answer(cut, units)
    dated = {"as_of": cut.as_of, "known_at": cut.known_at}
    limits = Filters(unit=query.unit)
    sheet = Sheet("units", UNITS, units, dated, limits, about=file_word(cut.as_of))
    return as_file(request, query.form, sheet)
