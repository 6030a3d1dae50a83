"""A list as a file: the same filters, order and columns as on the screen."""

from collections.abc import Iterator

from fastapi import Response

from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.present.listed import listed_columns
from tracker.reading.cut import Cut, Filters
from tracker.reading.listing import Line, in_batches, lines_of, listed_ids
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit
from tracker.web.lists.asking import ListQuery


def taken_along(visit: Visit, times: Times, query: ListQuery, filters: Filters) -> Response:
    """The whole list, all its pages, in the language of the page.

    Raises:
        InvalidInputError: more rows than the format can hold.
    """
    sheet = Sheet(
        "items",
        listed_columns(filters),
        _lines(visit, times.cut, filters, query),
        {"as_of": times.as_of, "known_at": times.known_at},
        filters,
        about=file_word(times.as_of),
    )
    return as_file(visit.request, query.form or Form.CSV, sheet, visit.words.language)


def _lines(visit: Visit, cut: Cut, filters: Filters, query: ListQuery) -> Iterator[Line]:
    """In portions; a connection is held for no longer than a portion takes."""
    with visit.asking() as connection:
        ids = listed_ids(connection, cut, filters, query.order)
    for portion in in_batches(ids):
        with visit.asking() as connection:
            lines = lines_of(connection, cut, filters, portion)
        yield from lines
