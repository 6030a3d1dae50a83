"""The tree of units on a day, as known at a time."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from psycopg import Connection

from tracker.reading.cut import SQL, Cut, units_below


class ListedUnit(NamedTuple):
    """A unit that is there, the days of this stretch of its life, and how deep it stands."""

    code: str
    name: str
    level: str
    parent: str | None
    since: date
    until: date | None
    """The first day on which something of this is otherwise; None: nothing known."""
    depth: int = 0


def tree(connection: Connection[Any], cut: Cut, code: str | None = None) -> list[ListedUnit]:
    """The units on C as known at K, each below its parent; of one unit and below, or all.

    Raises:
        NotFoundError: no unit ever had the code asked for.
    """
    units = None if code is None else units_below(connection, code, cut)
    rows = connection.execute(SQL["tree"], {**cut._asdict(), "units": units}).fetchall()
    return list(_in_order([ListedUnit(*row) for row in rows]))


def _in_order(units: list[ListedUnit]) -> Iterator[ListedUnit]:
    """Parents before children; a unit whose parent is not listed stands at the top."""
    there = {unit.code for unit in units}
    below: dict[str | None, list[ListedUnit]] = {}
    for unit in units:
        below.setdefault(unit.parent if unit.parent in there else None, []).append(unit)
    waiting = [(unit, 0) for unit in reversed(below.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        yield unit._replace(depth=depth)
        waiting.extend((child, depth + 1) for child in reversed(below.get(unit.code, [])))
