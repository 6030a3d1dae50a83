"""What there is to do today for the people of a unit, by how soon it is due.

Classes come from the stored rows, so a list asked for with the same filters holds exactly
what a section counts (:meth:`Section.filters`).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.sql import SQL as Sql  # noqa: N811 - beside our own named queries

from tracker.database.sqlfile import queries
from tracker.eventstore.mapper import decode_state
from tracker.fold.words import ItemClass, Kind, TargetState
from tracker.projections.codes import (
    ACTIVE_STATUSES,
    CLASS_OF_STATUS,
    OPEN_STATUSES,
    STATUS_OF_CLASS,
    category_of,
)
from tracker.reading.cut import Cut, Filters
from tracker.reading.items import Listed, listed_item

SQL: Final = queries("tracker.reading", "my_work.sql")
SOON: Final = timedelta(days=7)
"""How far "this week" reaches beyond today."""
LINES: Final = 20
"""Items of a section that are told."""

_WAITING: Final = (ItemClass.AWAIT_IN_TIME, ItemClass.AWAIT_LATE, ItemClass.AWAIT_NO_DEADLINE)
_TO_ASSESS: Final = (
    TargetState.NOT_ASSESSED,
    TargetState.IN_PROGRESS,
    TargetState.NOT_MET,
    TargetState.NOT_MEASURABLE,
)
"""Targets that are not met yet; what is met or never arose is assessed when that changes."""


class Section(StrEnum):
    """A part of what there is to do; each item is in one, and a rejected one in two."""

    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    """Due in the seven days after today."""
    LATER = "later"
    NO_DEADLINE = "no_deadline"
    WAITING = "waiting"
    """Reported; somebody else has to confirm."""
    SUSPENDED = "suspended"
    TARGETS = "targets"
    """Targets to assess: none of them is met."""
    REJECTED = "rejected"
    """Open because the last report was not accepted; it also stands where its deadline says."""

    def filters(self, today: date) -> dict[str, Any]:
        """What its list is narrowed by, under the names of :class:`Filters`."""
        tomorrow, soon = today + timedelta(days=1), today + SOON
        in_time: dict[str, Any] = {"classes": (ItemClass.OPEN_IN_TIME,)}
        narrowing: Mapping[Section, dict[str, Any]] = {
            Section.OVERDUE: {"classes": (ItemClass.OPEN_OVERDUE,)},
            Section.TODAY: {**in_time, "due_from": today, "due_to": today},
            Section.WEEK: {**in_time, "due_from": tomorrow, "due_to": soon},
            Section.LATER: {**in_time, "due_from": soon + timedelta(days=1)},
            Section.NO_DEADLINE: {"classes": (ItemClass.OPEN_NO_DEADLINE,)},
            Section.WAITING: {"classes": _WAITING},
            Section.SUSPENDED: {"classes": (ItemClass.SUSPENDED,)},
            Section.TARGETS: {"kind": Kind.TARGET, "classes": _TO_ASSESS},
            Section.REJECTED: {"is_rejected": True},
        }
        return narrowing[self]


class Rejection(NamedTuple):
    """Why a report was not accepted."""

    effective_on: date
    actor: str
    reason: str | None


class Task(NamedTuple):
    """One item of a section."""

    item: Listed
    is_begun: bool
    days: int | None
    """From today to the deadline, less than none where it is past; None: no deadline."""
    rejection: Rejection | None = None


class MyWork(NamedTuple):
    """The numbers of all sections, and the first items of those that were asked for."""

    numbers: Mapping[Section, int]
    tasks: Mapping[Section, Sequence[Task]]


def my_work(
    connection: Connection[Any],
    cut: Cut,
    units: Sequence[int],
    told: Sequence[Section],
    *,
    lines: int = LINES,
) -> MyWork:
    """What units have to do at the cut.

    Args:
        connection: to the read model.
        cut: today, as known now.
        units: ids of the units, as ``own_units`` gives them.
        told: the sections whose items are wanted, the most urgent first.
        lines: items of each section at most.
    """
    statement = Sql(SQL["sections"]).format(rejected=Sql(SQL["rejected"]))
    asked = {**cut._asdict(), **_STATUSES, "units": list(units), "told": list(told)}
    asked |= {"soon": cut.as_of + SOON, "lines": lines}
    # Planned once a connection: planning takes longer than looking up a unit's work.
    rows = connection.execute(statement, asked, binary=True).fetchall()
    tally = rows[0][0] or {}
    found = [row for row in rows if row[1] is not None]
    rejected = [row[5] for row in found if row[1] == Section.REJECTED]
    reasons = _rejections(connection, cut, rejected)
    return MyWork(
        {section: tally.get(section.value, 0) for section in Section},
        {
            section: [_task(row, reasons) for row in found if row[1] == section.value]
            for section in told
        },
    )


def _task(row: Sequence[Any], reasons: Mapping[int, Rejection]) -> Task:
    _, _, _, days, is_begun, item_id, category, unit, status, *rest = row
    item = listed_item(item_id, category, unit, status, *rest)
    return Task(item, is_begun, days, reasons.get(item_id))


def _rejections(
    connection: Connection[Any], cut: Cut, items: Sequence[int]
) -> Mapping[int, Rejection]:
    if not items:
        return {}
    asked = {**cut._asdict(), "items": list(items)}
    found = connection.execute(SQL["rejections"], asked, binary=True).fetchall()
    said = {item_id: decode_state(topic, state)[1] for item_id, topic, state, _ in found}
    return {
        item_id: Rejection(fields["effective_on"], fields["actor"], fields.get("reason"))
        for item_id, fields in said.items()
    }


def _statuses(*classes: ItemClass | TargetState) -> list[int]:
    return [status for status, name in CLASS_OF_STATUS.items() if name in classes]


_STATUSES: Final[Mapping[str, Any]] = {
    "target": category_of(Kind.TARGET, None),
    "statuses": [*ACTIVE_STATUSES, *_statuses(*_TO_ASSESS)],
    "waiting": _statuses(*_WAITING),
    "suspended": [STATUS_OF_CLASS[ItemClass.SUSPENDED]],
    "overdue": _statuses(ItemClass.OPEN_OVERDUE),
    "no_deadline": _statuses(ItemClass.OPEN_NO_DEADLINE),
    "rejected": list(OPEN_STATUSES),
}
"""How the statement's words for statuses are spelled in the read model."""


def filters_of(section: Section, unit: str, today: date, filters: Filters) -> Filters:
    """The filters of the list that holds exactly what a section of one unit counts."""
    return filters._replace(unit=unit, **section.filters(today))
