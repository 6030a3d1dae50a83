"""``GET /changes``."""

from collections.abc import Iterator
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from tracker.access.limiting import limited
from tracker.answers import changes_answer, through
from tracker.api.callers import Calling
from tracker.api.dependencies import CutQuery, Installed, asking
from tracker.api.shapes import Answer, ChangesShape
from tracker.api.sheets.answering import LIST_ANSWERS, Form, FormQuery, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.bootstrap import Installation
from tracker.days import parse_moment
from tracker.present.lists import CHANGES
from tracker.reading.changes import Changed, changed_items, changes, differing
from tracker.reading.cut import Cut, Filters, cut_at

router = APIRouter()

_PART: Final = 500
"""Items of a long list whose events are read at a time."""


class ChangesQuery(CutQuery, FormQuery):
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
    responses=LIST_ANSWERS,
)
def get_changes(
    request: Request, query: Annotated[ChangesQuery, Query()], caller: Calling, found: Installed
) -> Answer | Response:
    """The items whose class on C differs between two known-at times, and the events why."""
    against = parse_moment(query.against, "against")
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        other = cut_at(connection, cut.as_of, against, found.clock.now())
        filters = limited(connection, caller, query.filters(), cut)
        limited(connection, caller, filters, other)
        if query.form is Form.JSON:
            result = changes(connection, cut, other, filters)
        else:
            ids = differing(connection, cut, other, filters)
    if query.form is Form.JSON:
        return through(changes_answer(result), filters)
    dated = {"as_of": cut.as_of, "known_at": cut.known_at, "against": other.known_at}
    rows = _in_parts(found, cut, other, filters, ids)
    sheet = Sheet("changes", CHANGES, rows, dated, filters, about=file_word(cut.as_of))
    return as_file(request, query.form, sheet)


def _in_parts(
    found: Installation, cut: Cut, other: Cut, filters: Filters, ids: list[int]
) -> Iterator[Changed]:
    """Part by part; a connection is held for no longer than a part takes."""
    for first in range(0, len(ids), _PART):
        with asking(found) as connection:
            part = changed_items(connection, cut, other, filters, ids[first : first + _PART])
        yield from part
