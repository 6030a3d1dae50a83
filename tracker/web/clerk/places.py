"""The units for whose work a visitor has a page: those of the grants for an act."""

from typing import Any, NamedTuple

from psycopg import Connection

from tracker.access.acting import refuse_unless_for_all
from tracker.reading.below import units_right_below
from tracker.reading.cut import Cut
from tracker.reading.names import unit_names
from tracker.rights.granting import Caller
from tracker.rights.words import Act


class Place(NamedTuple):
    """A unit, and what it is called today."""

    code: str
    name: str


def places_for(connection: Connection[Any], caller: Caller, act: Act, cut: Cut) -> list[Place]:
    """The units of the grants for an act; where one is for all units, those at the top."""
    if caller.may_everywhere(act):
        return [Place(code, name) for code, name in units_right_below(connection, cut, None)]
    codes = {unit for unit, _ in caller.for_act(act) if unit is not None}
    names = unit_names(connection, codes, cut)
    return [Place(code, names.get(code, code)) for code in sorted(codes)]


def place_named(
    connection: Connection[Any], caller: Caller, act: Act, code: str, cut: Cut
) -> Place:
    """A unit that the visitor asks for by its code.

    Raises:
        ForbiddenError: it is none of those for which he may.
        NotFoundError: no unit ever had the code.
    """
    refuse_unless_for_all(connection, caller, act, [("unit", code)], cut)
    return Place(code, unit_names(connection, [code], cut).get(code, code))
