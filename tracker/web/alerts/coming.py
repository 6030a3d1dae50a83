"""What the next digest will say as things stand: raised already, and not told yet."""

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from tracker.alerts.ledger import pending_of
from tracker.alerts.rules.policy import Policy
from tracker.alerts.telling.checking import checked
from tracker.alerts.telling.digests import digest_of
from tracker.alerts.words import Channel
from tracker.reading.cut import Cut
from tracker.reading.names import unit_names
from tracker.web.frame.visit import Visit


def told_next(
    connection: Connection[Any], visit: Visit, policy: Policy, cut: Cut
) -> Mapping[str, Any] | None:
    """What waits to be told to the visitor, in the shape of what was; None: nothing.

    It is judged as it will be when it is sent: what is true no more is left out.
    """
    waiting = pending_of(connection, visit.caller.account, Channel.INBOX)
    if not waiting:
        return None
    judged = checked(connection, visit.found.tracker, waiting, policy, visit.today)
    if not judged.due:
        return None
    names = unit_names(connection, {one.unit for one in judged.due}, cut)
    return digest_of(judged.due, names, visit.today, visit.now).told()
