"""Units that have ended and still lead open items, as far as they are the visitor's to run."""

from typing import Any

from psycopg import Connection

from tracker.access.judging import may
from tracker.reading.candidates import Stranded, stranded
from tracker.rights.words import Act
from tracker.web.administration.reaching import today
from tracker.web.frame.visit import Visit


def waiting_units(connection: Connection[Any], visit: Visit) -> list[Stranded]:
    """Each of them waits for somebody to hand its work over."""
    if not visit.may(Act.RUN_UNITS):
        return []
    left = stranded(connection, visit.today)
    if visit.caller.may_everywhere(Act.RUN_UNITS):
        return left
    now = today(connection, visit)
    return [one for one in left if may(connection, visit.caller, Act.RUN_UNITS, one.code, now)]
