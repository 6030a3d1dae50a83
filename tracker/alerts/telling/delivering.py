"""Delivering: what waits is gathered into digests, judged once more, and sent.

Each delivery is locked from before it is judged until it is settled, in one transaction: whoever
dies lets go of it, and no two send the same. Killed between the mail server's word and the end of
the transaction, it is sent again, under the same name.
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from threading import Event
from typing import Any, Final
from uuid import UUID

import psycopg
from jinja2 import TemplateError
from psycopg import Connection

from tracker.alerts import ledger
from tracker.alerts.recipients.ways import ways_of
from tracker.alerts.rules.policy import Policy, policy_at
from tracker.alerts.telling import deliveries
from tracker.alerts.telling.checking import checked
from tracker.alerts.telling.deliveries import Delivery
from tracker.alerts.telling.digests import digest_of
from tracker.alerts.telling.gathering import gather
from tracker.alerts.telling.hours import Workday, is_open
from tracker.alerts.telling.outgoing import Ways
from tracker.alerts.words import AlertState, Channel
from tracker.bootstrap import Installation
from tracker.catalogue import text
from tracker.database.connect import borrowed
from tracker.days import local_day
from tracker.errors import TrackerError
from tracker.projections.batch import POISON
from tracker.sending.words import NotSentError, one_line
from tracker.upkeep.runs import Result

logger: Final = logging.getLogger(__name__)

BATCH: Final = 100
"""Deliveries that share a connection to the mail server."""
_COUNTED: Final = ("sent", "empty", "failed", "dead", "dropped")
_LONGEST: Final = 300
_UNEXPECTED: Final = (*POISON, TrackerError, TemplateError, psycopg.Error, OSError)
"""What may go wrong with one delivery and must not stop the others."""


def deliver(found: Installation, stop: Event) -> Result:
    """Sends what is to be told now; nothing on rest days, at night, or before the day's sweep.

    Gives the numbers of deliveries sent, left empty, failed (they are tried again) and dead, and
    of alerts dropped. Between two deliveries it can be stopped.

    Raises:
        UnavailableError: the database is down.
    """
    nothing = Result(dict.fromkeys(_COUNTED, 0))
    now = found.clock.now()
    today = local_day(now)
    ways = ways_of(found.settings)
    with borrowed(found.pool) as connection:
        policy = policy_at(connection, now)
        swept_on = deliveries.swept_on(connection)
        if swept_on is None or swept_on < today or not is_open(policy, now):
            return nothing
        asked = deliveries.recipients(connection, ways, today)
        if not asked and not deliveries.due(connection, ways, now):
            return nothing
    calendars = found.tracker.calendars()
    workday = Workday(calendars, found.tracker.unit_tree(), today)
    if not workday.anybody():
        return nothing
    gather(found, asked, workday, now)
    with borrowed(found.pool) as connection:
        due = deliveries.due(connection, ways, now)
    return _Run(found, policy, workday).through(due, stop)


class _Run:
    """One run: what it sends with, and what came of it."""

    def __init__(self, found: Installation, policy: Policy, workday: Workday) -> None:
        self._found = found
        self._policy = policy
        self._workday = workday
        self._count = Counter(dict.fromkeys(_COUNTED, 0))
        self._closed: set[Channel] = set()

    def through(self, due: Sequence[tuple[UUID, Channel]], stop: Event) -> Result:
        """Tries each of the deliveries once."""
        for start in range(0, len(due), BATCH):
            with Ways(self._found, max(self._policy.due_soon_days, default=0), stop) as ways:
                for delivery_id, channel in due[start : start + BATCH]:
                    if stop.is_set():
                        return Result(self._count, "stopped")
                    if not is_open(self._policy, self._found.clock.now()):
                        return Result(self._count)
                    if channel not in self._closed:
                        self._one(ways, delivery_id)
        return Result(self._count)

    def _one(self, ways: Ways, delivery_id: UUID) -> None:
        now = self._found.clock.now()
        try:
            with borrowed(self._found.pool) as connection, connection.transaction():
                delivery = deliveries.take(connection, delivery_id, now)
                told = {} if delivery is None else self._try(connection, ways, delivery, now)
        except _UNEXPECTED as error:
            logger.exception("delivery %s failed", delivery_id)
            problem = self._say("unexpected", one_line(str(error))[:_LONGEST])
            with borrowed(self._found.pool) as connection, connection.transaction():
                delivery = deliveries.take(connection, delivery_id, now)
                if delivery is None:
                    return
                told = {_put_off(connection, delivery, now, problem): 1}
        self._count.update(told)

    def _try(
        self, connection: Connection[Any], ways: Ways, delivery: Delivery, now: datetime
    ) -> dict[str, int]:
        """Judges the alerts once more, and sends what is left; gives what came of it."""
        held = ledger.of_delivery(connection, delivery.delivery_id)
        alerts = [alert for alert in held if alert.state is AlertState.PENDING]
        if alerts and not self._workday.any_of({alert.unit for alert in alerts}):
            return {}
        today = self._workday.today
        judged = checked(connection, self._found.tracker, alerts, self._policy, today)
        ledger.settle(connection, [], judged.dropped, now)
        dropped = {"dropped": len(judged.dropped)}
        if not judged.due:
            deliveries.settle(connection, delivery.delivery_id, now, None, None)
            return {"empty": 1, **dropped}
        names = {one.unit: self._workday.name(one.unit) for one in judged.due}
        digest = digest_of(judged.due, names, today, now)
        try:
            address = ways.send(connection, delivery, digest)
        except NotSentError as error:
            return {self._not_sent(connection, delivery, now, error): 1, **dropped}
        ledger.settle(connection, [one.alert_id for one in judged.due], [], now)
        deliveries.settle(connection, delivery.delivery_id, now, digest.told(), address)
        return {"sent": 1, **dropped}

    def _not_sent(
        self, connection: Connection[Any], delivery: Delivery, now: datetime, error: NotSentError
    ) -> str:
        logger.warning("delivery %s by %s: %s", delivery.delivery_id, delivery.channel, error)
        if error.closed:
            # The others would fail alike; they are not to pay for it with a try.
            self._closed.add(delivery.channel)
        problem = self._say(error.why, error.said)
        return _put_off(connection, delivery, now, problem, for_good=error.for_good)

    def _say(self, why: str, said: str) -> str:
        return text(self._found.settings.lang, f"alert.unsent.{why}", said=said).strip()


def _put_off(
    connection: Connection[Any],
    delivery: Delivery,
    now: datetime,
    problem: str,
    *,
    for_good: bool = False,
) -> str:
    """As what it counts then."""
    is_dead = deliveries.put_off(connection, delivery, now, problem, for_good=for_good)
    return "dead" if is_dead else "failed"
