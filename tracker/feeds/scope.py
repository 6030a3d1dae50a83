"""What a feed may show at the moment: judged anew by the grants in force whenever it is read."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.access.judging import may
from tracker.access.limiting import readable
from tracker.reading.cut import Cut, Filters, own_units, units_asked, units_below
from tracker.rights.granting import Caller
from tracker.rights.words import Act, Reach, Role

_CONCERNED: Final = frozenset({Role.CLERK, Role.LEADER})
"""Whom the work of their own unit concerns; others only look at it or decide about it."""

Units = list[int] | None
"""Ids of units; None: all."""


class Shown(NamedTuple):
    """The units whose items a feed shows."""

    open_of: Units
    """Of these what is open, on its deadline."""
    waiting_of: Units
    """Of these what waits for confirmation, on the day of the report."""


def shown_of_person(connection: Connection[Any], caller: Caller, cut: Cut) -> Shown | None:
    """What concerns a person: the work of the own units, and what waits for the own decision.

    None: nothing ever would, for no grant in force is of that sort.
    """
    concerned = [grant.unit for grant in caller.grants if grant.role in _CONCERNED]
    deciding = [unit for unit, _ in caller.for_act(Act.DECIDE)]
    if not concerned and not deciding:
        return None
    return Shown(
        open_of=_together(concerned, lambda unit: own_units(connection, unit, cut)),
        waiting_of=_together(deciding, lambda unit: _below(connection, unit, cut)),
    )


def shown_of_unit(connection: Connection[Any], caller: Caller, unit: str, cut: Cut) -> Shown | None:
    """The open items of a unit and all below it, as far as the person may read them today.

    None: nothing of the unit is the person's any more.
    """
    below = units_below(connection, unit, cut)
    if may(connection, caller, Act.READ, unit, cut):
        return Shown(below, [])
    left = sorted(set(below) & set(readable(connection, caller, cut)))
    return Shown(left, []) if left else None


def _below(connection: Connection[Any], unit: str, cut: Cut) -> list[int]:
    return units_asked(connection, Filters(unit=unit, reach=Reach.BELOW), cut) or []


def _together(units: Iterable[str | None], reached: Any) -> Units:
    """Ids of all units that are reached from some; a grant without a unit reaches all."""
    ids: set[int] = set()
    for unit in units:
        if unit is None:
            return None
        ids.update(reached(unit))
    return sorted(ids)
