"""Who may open which page of administration, and for which units it offers anything."""

from typing import Any

from psycopg import Connection

from tracker.access.judging import may, refuse_unless_somewhere
from tracker.reading.cut import Cut, cut_at
from tracker.rights.words import Act
from tracker.web.frame.visit import Visit


def refuse_unless_any(visit: Visit, *acts: Act) -> None:
    """Refuses who may do none of it for any unit.

    Raises:
        ForbiddenError: naming the first of the acts.
    """
    if not any(visit.may(act) for act in acts):
        refuse_unless_somewhere(visit.caller, acts[0])


def today(connection: Connection[Any], visit: Visit) -> Cut:
    """Today as known now, by which rights to write are judged."""
    return cut_at(connection, visit.today, None, visit.now)


def may_run(connection: Connection[Any], visit: Visit, act: Act, unit: str | None) -> bool:
    """Whether the visitor may do it today for the unit; None: for the whole installation."""
    if unit is None:
        return visit.caller.may_everywhere(act)
    return may(connection, visit.caller, act, unit, today(connection, visit))
