"""The few items that a leader sees by name: overdue longest, and waiting longest."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from psycopg import Connection

from tracker.aggregates.events import Happening
from tracker.aggregates.item_events import ItemEvent, Urged
from tracker.fold.state import dropped
from tracker.fold.words import ItemClass, Kind, TargetState
from tracker.projections.codes import CLASS_OF_STATUS, DONE_STATUSES, OUT_STATUSES
from tracker.reading.cut import Cut, Filters
from tracker.reading.item import standing_on
from tracker.reading.rates import Rate
from tracker.reading.steering import SQL, days_late
from tracker.reading.steering_layouts import WAITING
from tracker.reading.streams import streams


class Pressing(NamedTuple):
    """An item that a leader looks at, as it stood at the cut."""

    kind: Kind
    ref: str
    title: str
    unit: str
    item_class: ItemClass | TargetState
    due_on: date | None
    completed_on: date | None
    days: int
    """Days late of an open one; days since it was reported done of one that waits."""
    urged_on: date | None
    """When it was last urged, if ever."""
    urged: int
    """How often it was urged."""


class Conclusion(NamedTuple):
    """Findings of one conclusion and their money (domain.md section 5, P1); whole đồng."""

    number: str
    findings: int
    done: int
    required: int
    recovered: int

    @property
    def remaining(self) -> int:
        """What is still to be paid back; less than nothing where more was paid."""
        return self.required - self.recovered

    @property
    def rate(self) -> Rate:
        """Recovered of required."""
        return Rate("recovered_of_required", self.recovered, self.required)


class Longest(NamedTuple):
    """The items that press most; each list begins with the one that has stood so for longest."""

    overdue: list[Pressing]
    """Overdue and not done, since their deadlines."""
    waiting: list[Pressing]
    """Reported done and not confirmed, since the days of completion."""


def longest(
    connection: Connection[Any], cut: Cut, filters: Filters, units: list[int] | None, limit: int
) -> Longest:
    """The items overdue longest, and those that have waited longest for confirmation.

    Args:
        connection: to the read model.
        cut: C and K.
        filters: kind and issuer level; the unit is given by ``units``.
        units: ids of the units that count, as ``steering`` found them; None: all.
        limit: how many of each at most.
    """
    told = {
        **cut._asdict(),
        "units": units,
        "categories": filters.categories,
        "overdue": _statuses((ItemClass.OPEN_OVERDUE,)),
        "waiting": _statuses(WAITING),
        "limit": limit,
    }
    rows = connection.execute(SQL["longest"], told, prepare=False).fetchall()
    found = streams(connection, [row[0] for row in rows], cut.position) if rows else {}
    lists = Longest([], [])
    for stream, waits in rows:
        events = [event for _, event in found[stream]]
        (lists.waiting if waits else lists.overdue).append(_pressing(events, cut.as_of))
    return lists


def _statuses(classes: Sequence[ItemClass]) -> list[int]:
    return [status for status, name in CLASS_OF_STATUS.items() if name in classes]


def _pressing(events: list[Happening], as_of: date) -> Pressing:
    first, there = events[0], standing_on(events, as_of)
    if there is None:
        raise LookupError(first.originator_id)
    said = vars(first)
    urges = _urges(events, as_of)
    since = there.due_on if there.completed_on is None else there.completed_on
    return Pressing(
        Kind(first.TOPIC.partition(".")[0]),
        said["ref"],
        said["title"],
        there.unit,
        there.status,
        there.due_on,
        there.completed_on,
        0 if since is None else days_late(since, as_of),
        max(urges, default=None),
        len(urges),
    )


def _urges(events: Sequence[Happening], as_of: date) -> list[date]:
    items = [event for event in events if isinstance(event, ItemEvent)]
    gone = dropped(event.fact for event in items)
    return [
        event.effective_on
        for event in items
        if isinstance(event, Urged)
        and event.effective_on <= as_of
        and event.originator_version not in gone
    ]


def conclusions(
    connection: Connection[Any], cut: Cut, filters: Filters, units: list[int] | None
) -> list[Conclusion]:
    """Every conclusion with findings counted at the cut, the one that lacks most money first.

    Money counts by the day it was paid and by what was known of it at K; arguments as of
    :func:`longest`.
    """
    told = {
        **cut._asdict(),
        "units": units,
        "categories": filters._replace(kind=Kind.FINDING, issuer_level=None).categories,
        "done": list(DONE_STATUSES),
        "out": list(OUT_STATUSES),
    }
    rows = connection.execute(SQL["conclusions"], told, prepare=False)
    return [Conclusion(*row) for row in rows]
