"""Which units a list can be limited to: those above the one chosen, itself, and those below it."""

from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.reading.below import units_right_below
from tracker.reading.cut import Cut
from tracker.reading.names import unit_names
from tracker.reading.steering import path_to
from tracker.rights.granting import Caller
from tracker.rights.words import Act

_MOST: Final = 300
"""Units right below one; a form with more could not be read."""
_STEP: Final = "\N{EM SPACE}"


class Place(NamedTuple):
    """A unit to choose."""

    code: str
    name: str
    depth: int = 0

    @property
    def told(self) -> str:
        """Its name, further in the deeper it stands."""
        return f"{_STEP * self.depth}{self.name}"


def places(
    connection: Connection[Any], caller: Caller, cut: Cut, unit: str | None
) -> tuple[Place, ...]:
    """The units to choose from around ``unit``, as far as the caller may read them."""
    above = _above(connection, caller, cut, unit)
    below = units_right_below(connection, cut, unit)[:_MOST]
    depth = len(above)
    return (
        *(Place(code, name, depth) for depth, (code, name) in enumerate(above)),
        *(Place(code, name, depth) for code, name in below),
    )


def own_places(connection: Connection[Any], caller: Caller, cut: Cut) -> tuple[Place, ...]:
    """The units for which the caller's own grants are."""
    codes = _granted(caller)
    names = unit_names(connection, codes, cut)
    return tuple(Place(code, names.get(code, code)) for code in sorted(codes))


def _above(
    connection: Connection[Any], caller: Caller, cut: Cut, unit: str | None
) -> list[tuple[str, str]]:
    """From the highest that the caller may read down to the unit itself."""
    if unit is None:
        return []
    path = path_to(connection, cut, unit)
    if not path:
        return list(unit_names(connection, [unit], cut).items())
    if caller.may_everywhere(Act.READ):
        return path
    granted = _granted(caller)
    first = next((n for n, (code, _) in enumerate(path) if code in granted), len(path) - 1)
    return path[first:]


def _granted(caller: Caller) -> set[str]:
    return {unit for unit, _ in caller.for_act(Act.READ) if unit is not None}
