"""``GET /items``: the list behind any count, page by page or whole as a file."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.limiting import limited
from tracker.answers import items_answer, through
from tracker.api.callers import Calling
from tracker.api.dependencies import CutQuery, Installed, TreeQuery, asking
from tracker.api.questions.cursor import Place, place_of
from tracker.api.shapes import Answer, ItemsShape
from tracker.api.sheets.answering import LIST_ANSWERS, Form, FormQuery, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.bootstrap import Installation
from tracker.days import parse_day, parse_moment
from tracker.errors import InvalidInputError
from tracker.fold.words import ItemClass, TargetState
from tracker.present.lists import ITEMS
from tracker.reading.cut import Cut, Filters, projected_position
from tracker.reading.items import PAGE, Listed, items
from tracker.reading.search import words_sought

router = APIRouter()

_PAGE_OF_FILE: Final = 5_000
"""Items read at a time for a file: each page is a scan of its own, and these take 5 MB."""


class ItemsQuery(CutQuery, TreeQuery, FormQuery):
    """Class, words and page beside the cut and the filters."""

    classes: list[ItemClass | TargetState] = Field(
        default_factory=list, alias="class", description="Only items of these classes."
    )
    q: str | None = Field(
        None,
        description="Only items with all these words in their reference or title, each from its"
        " beginning, whatever the accents and capitals.",
        examples=["kiem diem 2024-T01"],
        max_length=200,
    )
    limit: int = Field(
        200, ge=1, le=PAGE, description="Items in a page; a file holds the whole list."
    )
    cursor: str | None = Field(
        None,
        description="The `next` of the page before; it keeps the same K. Other filters than those"
        " of that page are refused with it, and so is a file, which begins at the beginning.",
        max_length=200,
    )

    def filters(self) -> Filters:
        """The same for the reading side.

        Raises:
            InvalidInputError: words without a letter or digit.
        """
        words = () if self.q is None else words_sought(self.q)
        classes = tuple(dict.fromkeys(self.classes))
        return super().filters()._replace(classes=classes, words=words)


@router.get(
    "/items",
    response_model=ItemsShape,
    response_model_exclude_unset=True,
    responses=LIST_ANSWERS,
)
def get_items(
    request: Request, query: Annotated[ItemsQuery, Query()], caller: Calling, found: Installed
) -> Answer | Response:
    """The items behind any count. Later pages know what the first one knew, whatever is written."""
    asked = query.through(query.filters(), found)
    as_of = parse_day(query.as_of, "as_of")
    with asking(found) as connection:
        cut, after = _place(connection, query, found, asked)
        filters = limited(connection, caller, asked, cut)
        page = None
        if query.form is Form.JSON:
            page = items(connection, cut, filters, after=after, limit=query.limit)
    if page is None:
        return as_file(request, query.form, _sheet(found, cut, filters))
    following = None
    if len(page) == query.limit:
        following = Place(cut.known_at, cut.position, page[-1].item_id).cursor(as_of, asked)
    return {**through(items_answer(cut, page), filters), "next": following}


def _place(
    connection: Connection[Any], query: ItemsQuery, found: Installation, asked: Filters
) -> tuple[Cut, int]:
    """The cut of the page and the item after which it begins."""
    if query.cursor is None:
        return query.cut(connection, found, query.as_of), 0
    as_of = parse_day(query.as_of, "as_of")
    place = place_of(query.cursor, as_of, asked)
    known_at = place.known_at
    wanted = known_at if query.known_at is None else parse_moment(query.known_at, "known_at")
    is_known = place.position <= projected_position(connection)
    if query.form is not Form.JSON or not is_known or wanted != known_at:
        raise InvalidInputError("bad_cursor", field="cursor", value=query.cursor)
    return Cut(as_of, known_at, place.position), place.after


def _sheet(found: Installation, cut: Cut, filters: Filters) -> Sheet[Listed]:
    dated = {"as_of": cut.as_of, "known_at": cut.known_at}
    rows = _all(found, cut, filters)
    return Sheet("items", ITEMS, rows, dated, filters, about=file_word(cut.as_of))


def _all(found: Installation, cut: Cut, filters: Filters) -> Iterator[Listed]:
    """Page by page; a connection is held for no longer than a page takes."""
    after = 0
    while True:
        with asking(found) as connection:
            page = items(connection, cut, filters, after=after, limit=_PAGE_OF_FILE)
        yield from page
        if len(page) < _PAGE_OF_FILE:
            return
        after = page[-1].item_id
