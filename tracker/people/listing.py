"""Who there is, who may do what, who could on a past day, and what happened to an account."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from unicodedata import normalize

from psycopg import Connection
from psycopg.rows import class_row
from psycopg_pool import ConnectionPool

from tracker.aggregates.account import access_stream, account_stream
from tracker.aggregates.events import Happening
from tracker.aggregates.topics import ACCOUNT_EVENT_CLASSES
from tracker.database.connect import answered
from tracker.errors import NotFoundError
from tracker.eventstore.mapper import EventMapper, RecordedEvent
from tracker.people.account_names import folded
from tracker.people.checking import is_login
from tracker.people.readmodel import SQL
from tracker.reading.cut import refuse_unknown_unit
from tracker.rights.words import Role

_MAPPER: Final = EventMapper(ACCOUNT_EVENT_CLASSES)


class ListedGrant(NamedTuple):
    """A role for a unit; ``until`` is the last day as granted, ``revoked_on`` when it ended."""

    role: Role
    unit: str | None
    since: date
    until: date | None
    revoked_on: date | None


class ListedPerson(NamedTuple):
    """An account; ``grants`` are those that have not ended on the day asked about."""

    name: str
    full_name: str
    email: str | None
    version: int
    disabled: bool
    has_password: bool
    second_factor: bool
    registered_on: date
    grants: tuple[ListedGrant, ...]


class HeldRight(NamedTuple):
    """Who held which role for which unit on the day asked about."""

    name: str
    full_name: str
    grant: ListedGrant


class AccountChange(NamedTuple):
    """An event of an account; ``facts`` are its own fields, never a secret."""

    topic: str
    recorded_at: datetime
    actor: str
    reason: str | None
    facts: dict[str, Any]


class ListedSession(NamedTuple):
    """A session that has not ended."""

    session_id: str
    signed_in_at: datetime
    seen_at: datetime
    ends_at: datetime
    signed_in_by: str
    address: str
    agent: str


Pool = ConnectionPool[Connection[Any]]

_NO_FACTS: Final = frozenset(
    {"name", "effective_on", "actor", "reason", "note", "source", "attachments", "command_id"}
)


def people(pool: Pool, today: date, *, after: str = "", limit: int = 200) -> list[ListedPerson]:
    """Accounts by name, from the one after ``after``."""
    asked = {"today": today, "after": after, "limit": limit}
    rows = answered(pool, lambda c: c.execute(SQL["people"], asked).fetchall())
    return [listed_person(row) for row in rows]


def person(pool: Pool, name: str) -> ListedPerson:
    """One account with all its grants, also those that ended.

    Raises:
        NotFoundError: ``unknown_account``.
    """
    asked = {"name": folded(name)}
    row = None
    if is_login(folded(name)):
        row = answered(pool, lambda c: c.execute(SQL["person"], asked).fetchone())
    if row is None:
        raise NotFoundError("unknown_account", field="name", value=folded(name))
    return listed_person(row)


def rights_on(
    pool: Pool, day: date, name: str | None = None, unit: str | None = None
) -> list[HeldRight]:
    """Who held which role at any moment of a day: in force, the account not disabled.

    So the day on which a role was revoked is one on which it was held, as is that of granting.

    Args:
        pool: the application's connections.
        day: which day.
        name: of one account only.
        unit: which reach this unit: for itself, for one above it in the tree of that day, or
            for the whole installation.

    Raises:
        NotFoundError: ``unknown_account`` or ``unknown_unit``.
    """
    asked = {
        "day": day,
        "name": None if name is None else person(pool, name).name,
        "unit": None if unit is None else normalize("NFC", unit),
    }

    def ask(connection: Connection[Any]) -> list[tuple[Any, ...]]:
        if unit is not None:
            refuse_unknown_unit(connection, unit)
        return connection.execute(SQL["rights_on"], asked).fetchall()

    return [
        HeldRight(held_by, full_name, ListedGrant(Role(role), *rest))
        for held_by, full_name, role, *rest in answered(pool, ask)
    ]


def history(pool: Pool, name: str) -> list[AccountChange]:
    """What happened to an account, sign-ins among it, in recorded order.

    Raises:
        NotFoundError: ``unknown_account``.
    """
    known_as = person(pool, name).name
    asked = ([account_stream(known_as), access_stream(known_as)],)

    def ask(connection: Connection[Any]) -> list[RecordedEvent]:
        with connection.cursor(row_factory=class_row(RecordedEvent), binary=True) as cursor:
            return cursor.execute(SQL["history"], asked).fetchall()

    return [_change(event) for event in map(_MAPPER.to_domain_event, answered(pool, ask))]


def sessions_of(pool: Pool, name: str, now: datetime) -> list[ListedSession]:
    """The sessions of an account that have not ended, the last seen first."""
    asked = {"account_id": account_stream(folded(name)), "now": now}
    rows = answered(pool, lambda c: c.execute(SQL["sessions_of"], asked).fetchall())
    return [ListedSession(str(session_id), *rest) for session_id, *rest in rows]


def listed_person(row: Sequence[Any]) -> ListedPerson:
    """An account out of a row of the queries about people, whose last column is its grants."""
    *about, grants = row
    return ListedPerson._make([*about, tuple(_grant(*grant) for grant in grants or ())])


def _grant(
    role: str, unit: str | None, since: str, until: str | None, revoked_on: str | None
) -> ListedGrant:
    """A grant out of JSON."""
    return ListedGrant(Role(role), unit, date.fromisoformat(since), _day(until), _day(revoked_on))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _change(event: Happening) -> AccountChange:
    facts = {name: value for name, value in event.stored().items() if name not in _NO_FACTS}
    return AccountChange(event.TOPIC, event.recorded_at, event.actor, event.reason, facts)
