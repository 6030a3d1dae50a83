"""The few items that a leader sees by name: overdue longest, and waiting longest."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.eventstore.mapper import decode_state
from tracker.fold.words import ItemClass, Kind, TargetState
from tracker.projections.codes import CATEGORIES, CLASS_OF_STATUS, DONE_STATUSES, OUT_STATUSES
from tracker.reading.cut import Cut, Filters
from tracker.reading.rates import Rate
from tracker.reading.steering import SQL, days_late
from tracker.reading.steering_layouts import WAITING

_VOIDED: Final = ".voided"


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
    # Planned for the units given: one is looked up, a country is scanned.
    rows = connection.execute(SQL["longest"], told, binary=True, prepare=False).fetchall()
    urged = _urges(connection, [row[6] for row in rows], cut) if rows else {}
    lists = Longest([], [])
    for waits, *row in rows:
        (lists.waiting if waits else lists.overdue).append(_pressing(row, urged, cut.as_of))
    return lists


def _statuses(classes: Sequence[ItemClass]) -> list[int]:
    return [status for status, name in CLASS_OF_STATUS.items() if name in classes]


def _pressing(row: list[Any], urged: dict[UUID, list[date]], as_of: date) -> Pressing:
    category, status, unit, due_on, completed_on, stream, topic, state = row
    _, said = decode_state(topic, state)
    since = due_on if completed_on is None else completed_on
    urges = urged.get(stream, [])
    return Pressing(
        CATEGORIES[category][0],
        said["ref"],
        said["title"],
        unit,
        CLASS_OF_STATUS[status],
        due_on,
        completed_on,
        days_late(since, as_of),
        max(urges, default=None),
        len(urges),
    )


def _urges(connection: Connection[Any], ids: list[UUID], cut: Cut) -> dict[UUID, list[date]]:
    """The days on which each item was urged by C; what was voided, was not."""
    told = {"streams": ids, "position": cut.position}
    rows = connection.execute(SQL["urges"], told, binary=True).fetchall()
    voided = {
        (stream, decode_state(topic, state)[1]["event_no"])
        for stream, _, _, topic, state in rows
        if topic.endswith(_VOIDED)
    }
    found: dict[UUID, list[date]] = {}
    for stream, no, day, topic, _ in rows:
        if not topic.endswith(_VOIDED) and day <= cut.as_of and (stream, no) not in voided:
            found.setdefault(stream, []).append(day)
    return found


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
