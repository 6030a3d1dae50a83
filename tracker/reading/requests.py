"""Requests that nobody has answered: a later deadline asked for, a wrong item handed back.

Nothing of a request stands in the read model, for asking changes no class. So the items of
the units asked about give the candidates, and their events decide.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.aggregates.events import Happening
from tracker.aggregates.item_events import DeadlineExtended, ItemEvent
from tracker.database.sqlfile import queries
from tracker.fold.segments import Segment
from tracker.fold.state import dropped
from tracker.fold.words import ItemClass, Kind, TargetState, Word
from tracker.projections.codes import ACTIVE_STATUSES, DONE_STATUSES
from tracker.reading.cut import Cut, Filters
from tracker.reading.item import standing_on
from tracker.reading.lens import scope_of
from tracker.reading.streams import streams

SQL: Final = queries("tracker.reading", "requests.sql")


class RequestSort(StrEnum):
    """What is asked of who assigned the item."""

    EXTENSION = "extension"
    RETURN = "return"


_FEW_UNITS: Final = 20
_ASKED: Final[Mapping[Word, RequestSort]] = {
    Word.EXTENSION_REQUESTED: RequestSort.EXTENSION,
    Word.RETURN_REQUESTED: RequestSort.RETURN,
}
_ANSWERED: Final[Mapping[Word, RequestSort]] = {
    Word.DEADLINE_EXTENDED: RequestSort.EXTENSION,
    Word.EXTENSION_REFUSED: RequestSort.EXTENSION,
    Word.RETURN_ACCEPTED: RequestSort.RETURN,
    Word.RETURN_REFUSED: RequestSort.RETURN,
    Word.TRANSFERRED: RequestSort.RETURN,
}
_DONE: Final = frozenset({ItemClass.DONE_ON_TIME, ItemClass.DONE_LATE, ItemClass.DONE_NO_DEADLINE})


class Request(NamedTuple):
    """A request that waits at the cut, and the item that it is about as it stood then."""

    sort: RequestSort
    kind: Kind
    ref: str
    title: str
    unit: str
    item_class: ItemClass | TargetState
    due_on: date | None
    version: int
    """Of the item, as known at K; what an answer names as seen."""
    asked: ItemEvent
    """The last of the requests that wait: its days, who asked, and why."""


def unanswered(events: Sequence[Happening], as_of: date) -> dict[RequestSort, ItemEvent]:
    """The last request of each sort that waits for an answer at C, from an item's events.

    Days decide, as in the fold: an answer dated before the request answers another one. A
    deadline that the calendar moved is no answer, for nobody decided about the item. Nothing
    waits any more once the item is out, and no extension once it is done.

    Args:
        events: the item's, as known at K, in stream order.
        as_of: C.
    """
    there = standing_on(list(events), as_of)
    if there is None or there.status is ItemClass.OUT:
        return {}
    waiting = _waiting(events, as_of)
    if there.status in _DONE:
        waiting.pop(RequestSort.EXTENSION, None)
    return waiting


def _waiting(events: Sequence[Happening], as_of: date) -> dict[RequestSort, ItemEvent]:
    items = [event for event in events if isinstance(event, ItemEvent)]
    gone = dropped(event.fact for event in items)
    waiting: dict[RequestSort, ItemEvent] = {}
    for event in sorted(items, key=lambda event: event.effective_on):
        if event.effective_on > as_of or event.originator_version in gone:
            continue
        if event.word in _ASKED:
            waiting[_ASKED[event.word]] = event
        elif _answers(event):
            waiting.pop(_ANSWERED[event.word], None)
    return waiting


def _answers(event: ItemEvent) -> bool:
    moved_by_calendar = isinstance(event, DeadlineExtended) and event.cause is not None
    return event.word in _ANSWERED and not moved_by_calendar


def requests(connection: Connection[Any], cut: Cut, filters: Filters) -> list[Request]:
    """The requests that wait at (C, K), the longest waiting first; none of items that are out.

    Of an item there is one of a sort at most, however often it was asked.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    found = streams(connection, _asked(connection, cut, filters), cut.position)
    waiting = [
        request
        for placed in found.values()
        for request in _requests([event for _, event in placed], cut.as_of)
    ]
    return sorted(waiting, key=lambda one: (one.asked.effective_on, one.asked.recorded_at, one.ref))


def _asked(connection: Connection[Any], cut: Cut, filters: Filters) -> list[UUID]:
    scope = scope_of(connection, cut, filters)
    told = {
        **cut._asdict(),
        **scope.parameters,
        "categories": filters.categories,
        "statuses": [
            status for status in filters.statuses if status in (*ACTIVE_STATUSES, *DONE_STATUSES)
        ],
        "active": list(ACTIVE_STATUSES),
        "units": scope.units,
    }
    statement = scope.tables + Sql(" ") + Sql(SQL["asked"]).format(rows=scope.rows)
    # The work of some units is looked up the same way each time; that of a province is not.
    is_alike = None if scope.units is not None and len(scope.units) <= _FEW_UNITS else False
    return [stream for (stream,) in connection.execute(statement, told, prepare=is_alike)]


def _requests(events: list[Happening], as_of: date) -> list[Request]:
    waiting = unanswered(events, as_of)
    there = standing_on(events, as_of)
    if there is None:
        return []
    return [_request(sort, asked, events, there) for sort, asked in waiting.items()]


def _request(
    sort: RequestSort, asked: ItemEvent, events: list[Happening], there: Segment
) -> Request:
    said = vars(events[0])
    kind = Kind(events[0].TOPIC.partition(".")[0])
    return Request(
        sort,
        kind,
        said["ref"],
        said["title"],
        there.unit,
        there.status,
        there.due_on,
        len(events),
        asked,
    )
