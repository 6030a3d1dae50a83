"""``GET /items``: the list behind any count, page by page."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from psycopg import Connection
from pydantic import Field

from tracker.access.limiting import limited
from tracker.answers import items_answer, through
from tracker.api.callers import Calling
from tracker.api.dependencies import CutQuery, Installed, TreeQuery, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.shapes import Answer, ItemsShape
from tracker.bootstrap import Installation
from tracker.days import is_kept, parse_day, parse_moment
from tracker.errors import InvalidInputError
from tracker.fold.words import ItemClass, TargetState
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.cut import Cut, projected_position
from tracker.reading.items import PAGE, items

router = APIRouter()


class ItemsQuery(CutQuery, TreeQuery):
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
def get_items(query: Annotated[ItemsQuery, Query()], caller: Calling, found: Installed) -> Answer:
    """The items behind any count. Later pages know what the first one knew, whatever is written."""
    filters = query.through(query.filters(), found)
    if query.item_class is not None:
        filters = filters._replace(classes=(query.item_class,))
    with asking(found) as connection:
        cut, after = _place(connection, query, found)
        filters = limited(connection, caller, filters, cut)
        page = items(connection, cut, filters, after=after, limit=query.limit)
    more = len(page) == query.limit
    next_page = _cursor(cut, page[-1].item_id) if more else None
    return {**through(items_answer(cut, page), filters), "next": next_page}


def _place(connection: Connection[Any], query: ItemsQuery, found: Installation) -> tuple[Cut, int]:
    """The cut of the page and the item after which it begins."""
    if query.cursor is None:
        return query.cut(connection, found, query.as_of), 0
    known_at, position, after = _read_cursor(query.cursor)
    asked = known_at if query.known_at is None else parse_moment(query.known_at, "known_at")
    if position > projected_position(connection) or asked != known_at:
        raise InvalidInputError("bad_cursor", field="cursor", value=query.cursor)
    return Cut(parse_day(query.as_of, "as_of"), known_at, position), after


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
    if found[0].tzinfo is None or not is_kept(found[0]) or not in_range:
        raise InvalidInputError("bad_cursor", field="cursor", value=cursor)
    return found
