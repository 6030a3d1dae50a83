"""``GET /items``: the list behind any count, page by page."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tracker.answers import items_answer
from tracker.api.dependencies import Connected, CutQuery, Installed
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.shapes import Answer, ItemsShape
from tracker.days import parse_day
from tracker.errors import InvalidInputError
from tracker.fold.words import ItemClass, TargetState
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.cut import Cut, projected_position
from tracker.reading.items import PAGE, items

router = APIRouter()


class ItemsQuery(CutQuery):
    """Class and page beside the cut and the filters."""

    item_class: ItemClass | TargetState | None = Field(
        None, alias="class", description="Only items of this class."
    )
    limit: int = Field(200, ge=1, le=PAGE, description="Items in a page.")
    cursor: str | None = Field(
        None, description="The `next` of the page before; it keeps the same K.", max_length=200
    )


@router.get(
    "/items",
    response_model=ItemsShape,
    response_model_exclude_unset=True,
    responses=QUESTION_ERRORS,
)
def get_items(
    query: Annotated[ItemsQuery, Query()], connection: Connected, found: Installed
) -> Answer:
    """The items behind any count. Later pages know what the first one knew, whatever is written."""
    after = 0
    if query.cursor is None:
        cut = query.cut(connection, found, query.as_of)
    else:
        known_at, position, after = _read_cursor(query.cursor)
        if position > projected_position(connection):
            raise InvalidInputError("bad_cursor", field="cursor", value=query.cursor)
        cut = Cut(parse_day(query.as_of, "as_of"), known_at, position)
    filters = query.filters()
    if query.item_class is not None:
        filters = filters._replace(classes=(query.item_class,))
    page = items(connection, cut, filters, after=after, limit=query.limit)
    more = len(page) == query.limit
    next_page = _cursor(cut, page[-1].item_id) if more else None
    return {**items_answer(cut, page), "next": next_page}


def _cursor(cut: Cut, after: int) -> str:
    """Opaque to the caller: what the first page knew, and where this one ended."""
    text = f"{cut.known_at.isoformat()} {cut.position} {after}"
    return urlsafe_b64encode(text.encode()).decode()


def _read_cursor(cursor: str) -> tuple[datetime, int, int]:
    try:
        known_at, position, after = urlsafe_b64decode(cursor.encode()).decode().split(" ")
        found = datetime.fromisoformat(known_at), int(position), int(after)
    except (ValueError, binascii.Error) as error:
        raise InvalidInputError("bad_cursor", field="cursor", value=cursor) from error
    in_range = 0 <= found[1] < STILL_KNOWN and 0 <= found[2] < STILL_KNOWN
    if found[0].tzinfo is None or not in_range:
        raise InvalidInputError("bad_cursor", field="cursor", value=cursor)
    return found
