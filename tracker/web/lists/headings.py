"""The heads of a list's columns: what they are called, and the list sorted by each."""

from typing import Final, NamedTuple

from tracker.present.listed import listed_columns
from tracker.reading.cut import Filters
from tracker.reading.listing import Order
from tracker.web.frame.visit import Visit
from tracker.web.lists.asking import PATH, ListQuery

_WORST_FIRST: Final = frozenset({Order.LATE_DAYS, Order.AMOUNT_REQUIRED, Order.COMPLETED_ON})
"""Sorted from the top down when asked for first."""
_BESIDE: Final = "begun"
"""A column of the file that the page shows beside the class."""
_SORTABLE: Final = {order.value: order for order in Order}


class Heading(NamedTuple):
    """The head of a column."""

    name: str
    title: str
    address: str | None = None
    """The list sorted by it, or the other way round; None where it cannot be."""
    sorted: str | None = None
    """``ascending`` or ``descending``, where the list is sorted by it."""


def headings(visit: Visit, query: ListQuery, filters: Filters) -> list[Heading]:
    """The heads of the columns that the list has."""
    return [
        _heading(visit, query, column.name, column.titled(visit.words.language))
        for column in listed_columns(filters)
        if column.name != _BESIDE
    ]


def _heading(visit: Visit, query: ListQuery, name: str, title: str) -> Heading:
    order = _SORTABLE.get(name)
    if order is None:
        return Heading(name, title)
    is_sorted = query.sort is order
    descending = not query.desc if is_sorted else order in _WORST_FIRST
    told = query.told(sort=order, desc=True if descending else None)
    way = "descending" if query.desc else "ascending"
    return Heading(name, title, visit.href(PATH, **told), way if is_sorted else None)
