"""Gathers what waits to be told into one digest for each recipient, channel and day."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg import Connection

from tracker.alerts import ledger
from tracker.alerts.telling import deliveries
from tracker.alerts.telling.hours import Workday
from tracker.alerts.words import Channel
from tracker.bootstrap import Installation

logger: Final = logging.getLogger(__name__)


def gather(
    found: Installation, asked: Iterable[tuple[UUID, Channel]], workday: Workday, now: datetime
) -> None:
    """Makes deliveries of what may be told today, and adds to those that wait.

    What is raised after the digest of the day has gone waits for the next one. Where several
    gather at once, one of them does it.

    Args:
        found: the installation.
        asked: for whom something waits, by which channels.
        workday: who works today.
        now: when a delivery is made.
    """
    for recipient, channel in asked:
        try:
            with found.pool.connection() as connection, connection.transaction():
                _gather(connection, recipient, channel, workday, now)
        except psycopg.Error:
            logger.exception("what waits for %s by %s stays where it is", recipient, channel)


def _gather(
    connection: Connection[Any],
    recipient: UUID,
    channel: Channel,
    workday: Workday,
    now: datetime,
) -> None:
    pending = ledger.pending_of(connection, recipient, channel)
    if not workday.any_of({alert.unit for alert in pending}):
        return
    delivery_id = deliveries.take_waiting(connection, recipient, channel)
    if delivery_id is None:
        delivery_id = deliveries.make(connection, recipient, channel, workday.today, now)
    if delivery_id is None:
        raise psycopg.Rollback
    ledger.attach(connection, [alert.alert_id for alert in pending], delivery_id)
