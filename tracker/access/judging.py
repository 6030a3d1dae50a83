"""May this caller do this to that unit, in the tree of a day as known at a time (docs/rights.md).

A row of the past is judged as it was: by the unit that led it then, in the tree of then. Who
keeps the records of a unit that has ended (its heir) reads them as that unit could.
"""

from datetime import date
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from psycopg import Connection

from tracker.database.sqlfile import queries
from tracker.errors import ForbiddenError
from tracker.reading.cut import Cut, projected_position
from tracker.rights.granting import Caller
from tracker.rights.words import Act, Reach

SQL: Final = queries("tracker.access", "access.sql")
_PERSON: Final = "person"
_KEPT: Final = frozenset({Act.READ, Act.AUDIT})
"""What is inherited with the records of an ended unit; nobody works in its name any more."""


class Place(NamedTuple):
    """Where a unit stands: its own code first, then those above it; and whether it is a person."""

    codes: list[str]
    is_person: bool

    def is_reached(self, grant_unit: str, reach: Reach) -> bool:
        """Whether a grant for ``grant_unit`` reaches the unit."""
        match reach:
            case Reach.WITHIN:
                return grant_unit in self.codes
            case Reach.BELOW:
                # Nobody stands above a root, so its own people decide about its work.
                return grant_unit in (self.codes[1:] or self.codes)
            case Reach.OWN:
                own = self.codes[:2] if self.is_person else self.codes[:1]
                return grant_unit in own


def refuse_unless_somewhere(caller: Caller, act: Act) -> None:
    """Refuses an act that no grant of the caller allows for any unit.

    Raises:
        ForbiddenError: naming the act.
    """
    if not caller.may_somewhere(act):
        raise ForbiddenError("act_not_granted", act=act)


def refuse_unless_everywhere(caller: Caller, act: Act) -> None:
    """Refuses what concerns no unit but all of them, such as the national calendar.

    Raises:
        ForbiddenError: naming the act.
    """
    refuse_unless_somewhere(caller, act)
    if not caller.may_everywhere(act):
        raise ForbiddenError("whole_not_granted", act=act)


def refuse_unless_may(
    connection: Connection[Any], caller: Caller, act: Act, unit: str, cut: Cut
) -> None:
    """Refuses an act on a unit that no grant of the caller reaches on the day of the cut.

    Raises:
        ForbiddenError: naming the unit, or the act where no unit would do.
    """
    refuse_unless_somewhere(caller, act)
    if not may(connection, caller, act, unit, cut):
        raise ForbiddenError("unit_not_granted", field="unit", value=unit, act=act)


def may(connection: Connection[Any], caller: Caller, act: Act, unit: str, cut: Cut) -> bool:
    """Whether some grant reaches the unit in the tree of ``cut``.

    Who keeps an ended unit's records is asked of what is known now, for at the time of an
    old report nobody knew of the reform.
    """
    if caller.may_everywhere(act):
        return True
    if not caller.may_somewhere(act):
        return False
    place = place_of(connection, unit, cut)
    if _is_reached(caller, act, place):
        return True
    if act not in _KEPT:
        return False
    keepers = _keepers(connection, place, today(connection, caller, cut))
    return any(_is_reached(caller, act, keeper) for keeper in keepers)


def _is_reached(caller: Caller, act: Act, place: Place) -> bool:
    return any(
        unit is not None and place.is_reached(unit, reach) for unit, reach in caller.for_act(act)
    )


def place_of(connection: Connection[Any], unit: str, cut: Cut) -> Place:
    """Where a unit stands in the tree of the cut.

    One that nobody knew of then stands where it is known to stand now; one that nobody ever
    knew of stands alone.
    """
    code = normalize("NFC", unit)
    rows = _above(connection, code, cut) or _above(
        connection, code, cut._replace(position=projected_position(connection))
    )
    if not rows:
        return Place([code], is_person=False)
    return Place([found for found, _ in rows], rows[0][1] == _PERSON)


def _above(connection: Connection[Any], code: str, cut: Cut) -> list[tuple[str, str]]:
    told = {"code": code, "as_of": cut.as_of, "position": cut.position}
    return connection.execute(SQL["reaching"], told).fetchall()


def _keepers(connection: Connection[Any], place: Place, now: Cut) -> list[Place]:
    told = {"codes": place.codes, "as_of": now.as_of, "position": now.position}
    keepers = connection.execute(SQL["keepers"], told).fetchall()
    return [place_of(connection, code, now) for (code,) in keepers]


def today(connection: Connection[Any], caller: Caller, cut: Cut) -> Cut:
    """All that is known, on the day of the request; it says who keeps the records of the past."""
    return Cut(max(caller.asked_on, cut.as_of), cut.known_at, projected_position(connection))


def changed_on(connection: Connection[Any], first: date, cut: Cut) -> list[date]:
    """The days after ``first`` up to the cut's on which units moved, ended or were renamed."""
    told = {"first": first, "last": cut.as_of, "position": cut.position}
    return [day for (day,) in connection.execute(SQL["changed_on"], told)]
