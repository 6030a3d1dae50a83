"""Where a unit stands: those above it, as far as the visitor may go up."""

from typing import Any, NamedTuple

from psycopg import Connection

from tracker.access.judging import Place as Standing
from tracker.reading.cut import Cut
from tracker.reading.steering import path_to
from tracker.rights.words import Act
from tracker.web.frame.visit import Visit
from tracker.web.leader.asked import SteeringQuery


class Place(NamedTuple):
    """A unit to go to; no address where the visitor is, or where he may not go."""

    code: str
    name: str
    address: str | None


def path_of(
    connection: Connection[Any], visit: Visit, cut: Cut, query: SteeringQuery, unit: str | None
) -> list[Place]:
    """From the top down to the unit; empty where no unit is asked for, or it is not there."""
    if unit is None:
        return []
    found = path_to(connection, cut, unit)
    codes = [code for code, _ in found]
    return [
        Place(
            code, name, query.with_(visit.href, unit=code) if _may(visit, codes[:place]) else None
        )
        for place, (code, name) in enumerate(found, 1)
    ]


def _may(visit: Visit, codes: list[str]) -> bool:
    """Whether the visitor may read the last unit of a path, by some unit of the path."""
    if visit.caller.may_everywhere(Act.READ):
        return True
    place = Standing(codes[::-1], is_person=False)
    granted = visit.caller.for_act(Act.READ)
    return any(unit is not None and place.is_reached(unit, reach) for unit, reach in granted)
