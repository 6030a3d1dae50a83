"""``GET /items/{kind}/{ref}/timeline``."""

from typing import Annotated
from unicodedata import normalize

from fastapi import APIRouter, Path, Query

from tracker.answers import timeline_answer
from tracker.api.dependencies import Connected, Installed, KnownAtQuery
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.shapes import Answer, TimelineShape
from tracker.fold.words import Kind
from tracker.reading.timeline import timeline

router = APIRouter()


@router.get(
    "/items/{kind}/{ref:path}/timeline",
    response_model=TimelineShape,
    response_model_exclude_unset=True,
    responses=QUESTION_ERRORS,
)
def get_timeline(
    kind: Kind,
    ref: Annotated[str, Path(max_length=200, examples=["HH-2024-NV11"])],
    query: Annotated[KnownAtQuery, Query()],
    connection: Connected,
    found: Installed,
) -> Answer:
    """Every event of one item with both its times, and the class before and after it."""
    cut = query.cut(connection, found, None)
    ref = normalize("NFC", ref)
    return timeline_answer(timeline(connection, kind, ref, cut.position, cut.known_at))
