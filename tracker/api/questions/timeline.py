"""``GET /items/{kind}/{ref}/timeline``."""

from typing import Annotated
from unicodedata import normalize

from fastapi import APIRouter, Path, Query

from tracker.access.rows import moments_seen
from tracker.answers import timeline_answer
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, KnownAtQuery, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.shapes import Answer, TimelineShape
from tracker.entry.fields import ONE_LINE
from tracker.fold.words import Kind
from tracker.reading.timeline import timeline

router = APIRouter()


Named = Annotated[
    str, Path(max_length=200, pattern=ONE_LINE, examples=["HH-2024-NV11"], min_length=1)
]


@router.get(
    "/items/{kind}/{ref:path}/timeline",
    response_model=TimelineShape,
    response_model_exclude_unset=True,
    responses=QUESTION_ERRORS,
)
def get_timeline(
    kind: Kind,
    ref: Named,
    query: Annotated[KnownAtQuery, Query()],
    caller: Calling,
    found: Installed,
) -> Answer:
    """Every event of one item with both its times, and the class before and after it."""
    with asking(found) as connection:
        cut = query.cut(connection, found, None)
        result = timeline(connection, kind, normalize("NFC", ref), cut.position, cut.known_at)
        result, hidden = moments_seen(connection, caller, result, cut)
    return {**timeline_answer(result), **({"hidden": hidden} if hidden else {})}
