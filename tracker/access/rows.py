"""One item and its events: each is judged by the unit that led it on its day."""

from typing import Any
from unicodedata import normalize

from psycopg import Connection

from tracker.access.judging import may, refuse_unless_may, refuse_unless_somewhere
from tracker.errors import ForbiddenError
from tracker.fold.words import Kind
from tracker.reading.cut import Cut
from tracker.reading.item import OneItem, one_item
from tracker.reading.timeline import Moment, Timeline
from tracker.rights.granting import Caller
from tracker.rights.words import Act


def item_seen(
    connection: Connection[Any], caller: Caller, kind: Kind, ref: str, cut: Cut
) -> OneItem:
    """The item at the cut, for a caller who may see it as it was.

    Before its assignment it is judged by the unit that it was first given to.

    Raises:
        NotFoundError: no such item was known at K.
        ForbiddenError: on that day the item was not with a unit of the caller's.
    """
    refuse_unless_somewhere(caller, Act.READ)
    found = one_item(connection, kind, normalize("NFC", ref), cut)
    unit = found.first_unit if found.standing is None else found.standing.unit
    refuse_unless_may(connection, caller, Act.READ, unit, cut)
    return found


def moments_seen(
    connection: Connection[Any], caller: Caller, told: Timeline, cut: Cut
) -> tuple[Timeline, int]:
    """The events of the days on which the item was with a unit of the caller's.

    Gives the timeline with those events and how many others there are.

    Raises:
        ForbiddenError: it never was.
    """
    refuse_unless_somewhere(caller, Act.READ)
    if caller.may_everywhere(Act.READ):
        return told, 0
    seen = [moment for moment in told.moments if _is_seen(connection, caller, moment, cut)]
    if not seen:
        raise ForbiddenError("unit_not_granted", field="unit", value=told.unit, act=Act.READ)
    return told._replace(moments=seen), len(told.moments) - len(seen)


def _is_seen(connection: Connection[Any], caller: Caller, moment: Moment, cut: Cut) -> bool:
    then = cut._replace(as_of=moment.event.effective_on)
    return any(may(connection, caller, Act.READ, unit, then) for unit in moment.units)
