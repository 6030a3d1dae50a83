"""How some items stand today, as known now: whichever they are, in one question."""

from collections.abc import Collection
from datetime import date
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.fold.words import ItemClass, TargetState
from tracker.projections.codes import CLASS_OF_STATUS

SQL: Final = queries("tracker.reading", "standings.sql")


class Standing(NamedTuple):
    """An item on a day."""

    unit_id: int
    unit: str
    """The code of who leads it."""
    item_class: ItemClass | TargetState
    due_on: date | None
    completed_on: date | None


def standings(
    connection: Connection[Any], streams: Collection[UUID], today: date
) -> dict[UUID, Standing]:
    """How the items of some streams stand on a day; those not counted on it are left out."""
    if not streams:
        return {}
    told = {"streams": list(streams), "today": today}
    rows = connection.execute(SQL["standings"], told, binary=True)
    return {
        stream: Standing(unit_id, unit, CLASS_OF_STATUS[status], due_on, completed_on)
        for stream, unit_id, unit, status, due_on, completed_on in rows
    }
