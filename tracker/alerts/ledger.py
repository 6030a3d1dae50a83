"""The ledger of alerts: what is to be told to whom, what was told, and what was dropped and why.

One row is one alert for one recipient by one channel (constraint ``alert_once``): it is never
told twice. One that was dropped was not told; should it become true again (a report that was
rejected, a deadline moved away and back), :func:`add` lets it wait anew. Callers say where a
transaction begins and ends.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.alerts.words import AlertState, Channel, Occasion, Why
from tracker.database.sqlfile import queries

SQL: Final = queries("tracker.alerts", "ledger.sql")


class NewAlert(NamedTuple):
    """An alert to be raised; all but ``unit`` and ``fired_on`` is its key."""

    subject: str
    """``kind:ref`` of the item; of a closing period its name."""
    stream: UUID | None
    """The stream of the item; None for a period."""
    occasion: Occasion
    level: int
    """Days from ``about_on``: -7 a week before, 1 the first day after."""
    about_on: date
    recipient: UUID
    """An account or an endpoint."""
    channel: Channel
    unit: str
    """The unit that led when it was raised."""
    fired_on: date
    """The day on which it was due to be raised."""


class Alert(NamedTuple):
    """A row of the ledger: :class:`NewAlert`, and what became of it."""

    alert_id: int
    subject: str
    stream: UUID | None
    occasion: Occasion
    level: int
    about_on: date
    recipient: UUID
    channel: Channel
    unit: str
    fired_on: date
    raised_at: datetime
    state: AlertState
    why: Why | None
    settled_at: datetime | None
    delivery_id: UUID | None


def add(connection: Connection[Any], alerts: Iterable[NewAlert], now: datetime) -> int:
    """Raises those that are not in the ledger; gives how many now wait that did not before.

    What waits or was told stays as it is. What was dropped untold waits again.
    """
    by_key = {_key(alert): alert for alert in alerts}
    if not by_key:
        return 0
    columns = zip(*by_key.values(), strict=True)
    told = dict(zip(NewAlert._fields, map(list, columns), strict=True))
    row = connection.execute(SQL["add"], {**told, "now": now}).fetchone()
    return row[0] if row else 0


def _key(alert: NewAlert) -> tuple[object, ...]:
    return alert._replace(stream=None, unit="", fired_on=date.min)


def pending_of(connection: Connection[Any], recipient: UUID, channel: Channel) -> list[Alert]:
    """A recipient's waiting alerts that are part of no delivery yet, oldest first.

    Those of a delivery that waits or has failed for good (dead) are with that delivery.
    """
    told = {"recipient": recipient, "channel": channel}
    return _alerts(connection, "pending_of", told)


def attach(connection: Connection[Any], ids: Collection[int], delivery_id: UUID) -> int:
    """Makes waiting alerts part of a delivery, unless they are of one; gives their number."""
    told = {"ids": list(ids), "delivery_id": delivery_id}
    return connection.execute(SQL["attach"], told).rowcount


def of_delivery(connection: Connection[Any], delivery_id: UUID) -> list[Alert]:
    """All alerts of a delivery, whatever became of them, oldest first."""
    return _alerts(connection, "of_delivery", {"delivery_id": delivery_id})


def settle(
    connection: Connection[Any],
    sent_ids: Collection[int],
    dropped: Sequence[tuple[int, Why]],
    now: datetime,
) -> None:
    """Writes what became of waiting alerts; one that is settled already stays as it is."""
    connection.execute(SQL["sent"], {"ids": list(sent_ids), "now": now})
    told = {
        "ids": [alert_id for alert_id, _ in dropped],
        "whys": [why.value for _, why in dropped],
        "now": now,
    }
    connection.execute(SQL["dropped"], told)


def alerts_of_item(connection: Connection[Any], subject: str) -> list[Alert]:
    """All that was ever raised about an item (``kind:ref``) or a period, oldest first."""
    return _alerts(connection, "of_subject", {"subject": subject})


def _alerts(connection: Connection[Any], query: str, told: dict[str, Any]) -> list[Alert]:
    return [_alert(Alert(*row)) for row in connection.execute(SQL[query], told)]


def _alert(row: Alert) -> Alert:
    return row._replace(
        occasion=Occasion(row.occasion),
        channel=Channel(row.channel),
        state=AlertState(row.state),
        why=None if row.why is None else Why(row.why),
    )
