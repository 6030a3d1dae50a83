"""Deliveries as administrators look for them: how all stand, and whether somebody got his."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.alerts.telling.deliveries import Delivery
from tracker.alerts.words import AlertState, Channel, DeliveryState, Occasion
from tracker.database.sqlfile import queries
from tracker.days import LOCAL_ZONE
from tracker.errors import NotFoundError
from tracker.fold.words import Kind
from tracker.people.finding import Wanted, find

SQL: Final = queries("tracker.alerts.telling", "searching.sql")
_MOST_PEOPLE: Final = 100
"""Accounts that a name may mean."""
_ANY_DAY: Final = date(2000, 1, 1)
"""Asked about where no day is."""


class Standing(NamedTuple):
    """How many deliveries wait and were given up at all, and became what on a day."""

    waiting: int
    dead: int
    sent: int
    empty: int


class Listed(NamedTuple):
    """A delivery with who its recipient is."""

    delivery: Delivery
    login: str | None
    """None: an endpoint, or an account that is no more."""


class ToldOf(NamedTuple):
    """That an item was told of; whom is nobody's affair but theirs who look after deliveries."""

    occasion: Occasion
    recipients: int
    """People and programs, each counted once."""
    last: datetime


class Place(NamedTuple):
    """Where a page ended: many deliveries are made in one moment, so the moment does not tell."""

    made_at: datetime
    delivery_id: UUID


class Search(NamedTuple):
    """Which deliveries are looked for; None: not limited."""

    state: DeliveryState | None = None
    recipients: tuple[UUID, ...] | None = None
    day: date | None = None
    """Sent or given up on that local day, or made on it and waiting still."""
    delivery_id: UUID | None = None


def standing(connection: Connection[Any], today: date) -> Standing:
    """How deliveries stand."""
    row = connection.execute(SQL["standing"], _span(today)).fetchone()
    return Standing(*row) if row else Standing(0, 0, 0, 0)


def found(
    connection: Connection[Any],
    search: Search,
    limit: int,
    after: Place | None = None,
) -> list[Listed]:
    """The deliveries that are looked for, youngest first; ``after`` for a further page."""
    given = None if search.recipients is None else list(search.recipients)
    asked = {
        **search._asdict(),
        **_span(search.day or _ANY_DAY),
        "recipients": given,
        "limit": limit,
        "before": None if after is None else after.made_at,
        "last": None if after is None else after.delivery_id,
    }
    return [_listed(*row) for row in connection.execute(SQL["found"], asked, prepare=False)]


def one(connection: Connection[Any], delivery_id: UUID) -> Listed:
    """A delivery.

    Raises:
        NotFoundError: there is none.
    """
    listed = found(connection, Search(delivery_id=delivery_id), 1)
    if not listed:
        raise NotFoundError("unknown_delivery", field="delivery", value=str(delivery_id))
    return listed[0]


def recipients_called(connection: Connection[Any], words: str, today: date) -> tuple[UUID, ...]:
    """Accounts and endpoints that somebody means who types a part of a name."""
    people = find(connection, Wanted(words=words), today, limit=_MOST_PEOPLE)
    asked = {"logins": [person.name for person in people], "words": words}
    return tuple(row[0] for row in connection.execute(SQL["recipients"], asked))


def apart(connection: Connection[Any], recipients: tuple[UUID, ...]) -> dict[AlertState, int]:
    """How many alerts to some recipients are part of no delivery (yet), by state."""
    rows = connection.execute(SQL["apart"], {"recipients": list(recipients)})
    return {AlertState(state): number for state, number in rows}


def told_of(
    connection: Connection[Any], kind: Kind, ref: str, as_of: date, known_at: datetime
) -> list[ToldOf]:
    """On which occasions an item was told of up to the end of a day, as known at K."""
    end = datetime.combine(as_of + timedelta(days=1), time.min, LOCAL_ZONE)
    asked = {"subject": f"{kind}:{ref}", "until": min(end, known_at)}
    found = [
        ToldOf(Occasion(row[0]), *row[1:]) for row in connection.execute(SQL["told_of"], asked)
    ]
    return sorted(found, key=lambda told: told.last, reverse=True)


def _listed(*row: Any) -> Listed:
    delivery = Delivery(*row[:-1])
    channel, state = Channel(delivery.channel), DeliveryState(delivery.state)
    return Listed(delivery._replace(channel=channel, state=state), row[-1])


def _span(day: date) -> dict[str, datetime]:
    begins = datetime.combine(day, time.min, LOCAL_ZONE)
    return {"day_begins": begins, "day_ends": begins + timedelta(days=1)}
