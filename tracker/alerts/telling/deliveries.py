"""Deliveries: one digest to one recipient by one channel, from waiting to sent, empty or dead.

Callers say where a transaction begins and ends.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.types.json import Jsonb

from tracker.alerts.words import Channel, DeliveryState
from tracker.database.sqlfile import queries
from tracker.days import LOCAL_ZONE
from tracker.errors import NotFoundError

SQL: Final = queries("tracker.alerts.telling", "deliveries.sql")

RETRY_AFTER: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""How long to wait after each failure; after one more it is dead."""
_FARTHEST: Final = 2 * RETRY_AFTER[-1]
"""No delivery is put off so far: one that is was so by a clock that was wrong, not a bit ahead."""


class Delivery(NamedTuple):
    """A row of ``alert_delivery``."""

    delivery_id: UUID
    recipient: UUID
    """An account or an endpoint."""
    channel: Channel
    made_on: date
    made_at: datetime
    state: DeliveryState
    attempts: int
    """How often it failed."""
    next_try_at: datetime
    problem: str | None
    """Why it failed last, in the installation's language."""
    settled_at: datetime | None
    address: str | None
    """Where it went."""
    told: dict[str, Any] | None
    """What it said (tracker/alerts/telling/digests.py)."""
    read_at: datetime | None
    name: str | None = None
    """What the recipient is called; only told of dead ones, like the number of alerts."""
    alerts: int | None = None


class Person(NamedTuple):
    """Whom a digest addresses."""

    full_name: str
    email: str | None


def recipients(
    connection: Connection[Any], ways: Collection[Channel], today: date
) -> list[tuple[UUID, Channel]]:
    """For whom alerts wait that could be told today and are part of no delivery yet."""
    told = {"ways": list(ways), **_span(today)}
    rows = connection.execute(SQL["recipients"], told)
    return [(recipient, Channel(channel)) for recipient, channel in rows]


def take_waiting(connection: Connection[Any], recipient: UUID, channel: Channel) -> UUID | None:
    """The delivery that waits for a recipient, locked; None: there is none, or it is on its way."""
    told = {"recipient": recipient, "channel": channel}
    row = connection.execute(SQL["take_waiting"], told).fetchone()
    return None if row is None else row[0]


def make(
    connection: Connection[Any], recipient: UUID, channel: Channel, today: date, now: datetime
) -> UUID | None:
    """Another delivery, to be sent at once.

    None: one is on its way, or today's was settled (the transaction is to be taken back then).
    """
    delivery_id = uuid4()
    told = {
        "delivery_id": delivery_id,
        "recipient": recipient,
        "channel": channel,
        "today": today,
        "now": now,
        **_span(today),
    }
    made = connection.execute(SQL["make"], told).rowcount
    # Asked only now: before, the one before it may not have been settled yet.
    is_settled = connection.execute(SQL["is_settled"], told).fetchone() == (True,)
    return delivery_id if made and not is_settled else None


def due(
    connection: Connection[Any], ways: Collection[Channel], now: datetime
) -> list[tuple[UUID, Channel]]:
    """The deliveries to be tried now, those to inboxes first."""
    told = {"ways": list(ways), "now": now, "latest": now + _FARTHEST}
    rows = connection.execute(SQL["due"], told)
    return [(delivery_id, Channel(channel)) for delivery_id, channel in rows]


def take(connection: Connection[Any], delivery_id: UUID, now: datetime) -> Delivery | None:
    """A delivery to be tried now, locked until the transaction ends.

    None: it is on its way, or was settled or put off meanwhile.
    """
    told = {"delivery_id": delivery_id, "now": now, "latest": now + _FARTHEST}
    row = connection.execute(SQL["take"], told).fetchone()
    return None if row is None else _delivery(Delivery(*row))


def settle(
    connection: Connection[Any],
    delivery_id: UUID,
    now: datetime,
    told: dict[str, Any] | None,
    address: str | None,
) -> None:
    """Writes that a delivery was sent, where, and what it said; None: it was left empty."""
    given = {
        "delivery_id": delivery_id,
        "state": DeliveryState.EMPTY if told is None else DeliveryState.SENT,
        "now": now,
        "told": None if told is None else Jsonb(told),
        "address": address,
    }
    connection.execute(SQL["settle"], given)


def put_off(
    connection: Connection[Any], delivery: Delivery, now: datetime, problem: str, *, for_good: bool
) -> bool:
    """Writes that a delivery failed; gives whether it is dead now, or tried again, ever later.

    Args:
        connection: in whose transaction.
        delivery: as it was before.
        now: when it failed.
        problem: why.
        for_good: whether it need not be tried again.
    """
    is_dead = for_good or delivery.attempts >= len(RETRY_AFTER)
    state = DeliveryState.DEAD if is_dead else DeliveryState.WAITING
    given = {
        "delivery_id": delivery.delivery_id,
        "state": state,
        "attempts": delivery.attempts + 1,
        "problem": problem,
        "next_try_at": now if is_dead else now + RETRY_AFTER[delivery.attempts],
        "settled_at": now if is_dead else None,
    }
    connection.execute(SQL["put_off"], given)
    return is_dead


def swept_on(connection: Connection[Any]) -> date | None:
    """The last day of which all alerts were raised."""
    row = connection.execute(SQL["swept_on"]).fetchone()
    return None if row is None else row[0]


def person(connection: Connection[Any], account_id: UUID) -> Person | None:
    """Whom a digest to an account addresses."""
    row = connection.execute(SQL["person"], {"account_id": account_id}).fetchone()
    return None if row is None else Person(*row)


def dead(connection: Connection[Any], limit: int) -> list[Delivery]:
    """What was given up, newest first, with the recipients' names."""
    return [_delivery(Delivery(*row)) for row in connection.execute(SQL["dead"], {"limit": limit})]


def send_again(connection: Connection[Any], delivery_id: UUID, now: datetime) -> None:
    """Has a delivery that was given up tried again, from the first try on.

    Where another one waits for the recipient already, that one tells its alerts.

    Raises:
        NotFoundError: ``unknown_delivery``: there is none that was given up.
    """
    told: dict[str, Any] = {"delivery_id": delivery_id, "now": now}
    row = connection.execute(SQL["take_dead"], told).fetchone()
    if row is None:
        raise NotFoundError("unknown_delivery", field="delivery", value=delivery_id)
    told |= {"recipient": row[0], "channel": row[1]}
    if connection.execute(SQL["is_waiting"], told).fetchone() == (True,):
        connection.execute(SQL["hand_on"], told)
        settle(connection, delivery_id, now, None, None)
    else:
        connection.execute(SQL["wake"], told)


def inbox(
    connection: Connection[Any], account_id: UUID, limit: int, before: datetime | None = None
) -> list[Delivery]:
    """What a person was told in the inbox, newest first.

    Args:
        connection: to the database.
        account_id: whose.
        limit: how many at most.
        before: only what was told before; that of the last one seen gives those after it.
    """
    told = {"account_id": account_id, "limit": limit, "before": before}
    return [_delivery(Delivery(*row)) for row in connection.execute(SQL["inbox"], told)]


def unread(connection: Connection[Any], account_id: UUID) -> int:
    """How much a person was told in the inbox and has not read."""
    row = connection.execute(SQL["unread"], {"account_id": account_id}).fetchone()
    return row[0] if row else 0


def mark_read(
    connection: Connection[Any],
    account_id: UUID,
    delivery_ids: Collection[UUID] | datetime,
    now: datetime,
) -> int:
    """Has a person read some of it, or all up to a moment; gives how much of that was unread.

    The moment is when the newest was sent that the person saw: what came after it is unread.
    """
    until = delivery_ids if isinstance(delivery_ids, datetime) else None
    ids = None if isinstance(delivery_ids, datetime) else list(delivery_ids)
    told = {"account_id": account_id, "delivery_ids": ids, "until": until, "now": now}
    return connection.execute(SQL["mark_read"], told).rowcount


def _span(today: date) -> dict[str, datetime]:
    begins = datetime.combine(today, time.min, LOCAL_ZONE)
    return {"day_begins": begins, "day_ends": begins + timedelta(days=1)}


def _delivery(row: Delivery) -> Delivery:
    return row._replace(channel=Channel(row.channel), state=DeliveryState(row.state))
