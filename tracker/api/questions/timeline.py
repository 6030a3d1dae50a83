"""``GET /items/{kind}/{ref}/timeline``."""

from typing import Annotated
from unicodedata import normalize

from fastapi import APIRouter, Path, Query, Request, Response

from tracker.access.rows import moments_seen
from tracker.answers import timeline_answer
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, KnownAtQuery, asking
from tracker.api.shapes import Answer, TimelineShape
from tracker.api.sheets.answering import LIST_ANSWERS, Form, FormQuery, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.entry.fields import ONE_LINE
from tracker.fold.words import Kind
from tracker.present.columns import Value
from tracker.present.lists import TIMELINE
from tracker.reading.cut import Filters
from tracker.reading.timeline import timeline

router = APIRouter()


Named = Annotated[
    str, Path(max_length=200, pattern=ONE_LINE, examples=["HH-2024-NV11"], min_length=1)
]


class TimelineQuery(KnownAtQuery, FormQuery):
    """The known-at time, and as what it is answered."""


@router.get(
    "/items/{kind}/{ref:path}/timeline",
    response_model=TimelineShape,
    response_model_exclude_unset=True,
    responses=LIST_ANSWERS,
)
def get_timeline(
    request: Request,
    kind: Kind,
    ref: Named,
    query: Annotated[TimelineQuery, Query()],
    caller: Calling,
    found: Installed,
) -> Answer | Response:
    """Every event of one item with both its times, and the class before and after it."""
    with asking(found) as connection:
        cut = query.cut(connection, found, None)
        result = timeline(connection, kind, normalize("NFC", ref), cut.position, cut.known_at)
        result, hidden = moments_seen(connection, caller, result, cut)
    if query.form is Form.JSON:
        return {**timeline_answer(result), **({"hidden": hidden} if hidden else {})}
    dated: dict[str, Value] = {"ref": result.ref, "known_at": result.known_at}
    if hidden:
        dated["hidden"] = hidden
    limits = Filters(kind=kind)
    sheet = Sheet("timeline", TIMELINE, result.moments, dated, limits, about=file_word(result.ref))
    return as_file(request, query.form, sheet)
