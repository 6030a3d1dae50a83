"""``GET /items/{kind}/{ref}``: one item as it stood."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tracker.access.rows import item_seen
from tracker.answers import one_item_answer
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, KnownAtQuery, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.questions.timeline import Named
from tracker.api.shapes import Answer, OneItemShape
from tracker.fold.words import Kind

router = APIRouter()


class ItemQuery(KnownAtQuery):
    """The cutoff beside the known-at time."""

    as_of: str | None = Field(
        None, description="C; absent: today.", examples=["2024-03-08"], max_length=20
    )


@router.get(
    "/items/{kind}/{ref:path}",
    response_model=OneItemShape,
    response_model_exclude_unset=True,
    responses=QUESTION_ERRORS,
)
def get_item(
    kind: Kind,
    ref: Named,
    query: Annotated[ItemQuery, Query()],
    response: Response,
    caller: Calling,
    found: Installed,
) -> Answer:
    """One item on day C, as known at K; ``ETag`` is the version that a write would name."""
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        result = item_seen(connection, caller, kind, ref, cut)
    response.headers["ETag"] = f'"{result.version}"'
    return one_item_answer(cut, result)
