"""Who was told of what, as the ledger knows it, for the report on a day's alerts."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.alerts.words import AlertState, Channel, DeliveryState, Occasion, Why
from tracker.database.sqlfile import queries

SQL: Final = queries("tracker.alerts.audit", "report.sql")


class Fate(StrEnum):
    """What became of one notice to one recipient."""

    PENDING = "pending"
    """Waits for the next digest, or is tried again."""
    SENT = "sent"
    DROPPED = "dropped"
    """Not true any more, or not to be told, when it was to be sent; it says why."""
    DEAD = "dead"
    """Tried often enough; an administrator can have it sent again."""


class Notice(NamedTuple):
    """One recipient and one channel."""

    name: str | None
    """The login name of a person, what an endpoint is called; None: it is no more."""
    full_name: str | None
    """Of a person."""
    channel: Channel
    level: int
    """Days from the day it is about; after an outage it may be a later one than the mark's."""
    fate: Fate
    why: Why | None
    raised_at: datetime
    settled_at: datetime | None
    """When it was sent or dropped."""
    address: str | None
    """Where the digest went to."""
    problem: str | None
    """Why the last attempt failed, if it did."""


class Subject(NamedTuple):
    """What a row of the ledger is about: its key but for recipient and channel."""

    subject: str
    stream: UUID | None
    occasion: Occasion
    about_on: date
    level: int


class Raised(NamedTuple):
    """A level that was raised on a day, with everybody who is told of it."""

    about: Subject
    unit: str
    fired_on: date
    notices: list[Notice]


Key = tuple[str, Occasion, date]


def notices_of(
    connection: Connection[Any], subjects: Collection[str], known_at: datetime
) -> dict[Key, list[Notice]]:
    """Who was told of the deadlines of some items, by ``kind:ref``, occasion and deadline.

    Args:
        connection: to the ledger.
        subjects: the items as ``kind:ref``.
        known_at: K; what was raised later is left out, what was settled later waits still.
    """
    told = {"subjects": list(subjects), "known_at": known_at}
    found: dict[Key, list[Notice]] = {}
    rows = connection.execute(SQL["told_of"], told) if subjects else ()
    for row in rows:
        about, notice = _about(row), _notice(row, known_at)
        found.setdefault((about.subject, about.occasion, about.about_on), []).append(notice)
    return found


def further(
    connection: Connection[Any], day: date, known_at: datetime, units: Sequence[str] | None
) -> list[Raised]:
    """The levels of a day that are no marks: reminders, waits, silence, closing periods.

    Args:
        connection: to the ledger.
        day: the day on which they were due.
        known_at: K.
        units: the codes of the units that led when it was raised; None: all.
    """
    told = {"day": day, "known_at": known_at, "units": units}
    return _gathered(connection.execute(SQL["further"], told), known_at)


def _gathered(rows: Iterable[Sequence[Any]], known_at: datetime) -> list[Raised]:
    found: dict[Subject, Raised] = {}
    for row in rows:
        about = _about(row)
        raised = found.setdefault(about, Raised(about, row[5], row[6], []))
        raised.notices.append(_notice(row, known_at))
    return list(found.values())


def _about(row: Sequence[Any]) -> Subject:
    return Subject(row[0], row[1], Occasion(row[2]), row[4], row[3])


def _notice(row: Sequence[Any], known_at: datetime) -> Notice:
    (raised_at, channel, state, why, settled_at) = row[7:12]
    (delivery, delivery_settled_at, problem, address, name, full_name) = row[12:18]
    if settled_at is not None and settled_at > known_at:
        state, why, settled_at, address, problem = AlertState.PENDING, None, None, None, None
    fate = Fate(state)
    is_dead = delivery == DeliveryState.DEAD
    if fate is Fate.PENDING and is_dead and (delivery_settled_at or known_at) <= known_at:
        fate = Fate.DEAD
    return Notice(
        name=name,
        full_name=full_name,
        channel=Channel(channel),
        level=row[3],
        fate=fate,
        why=None if why is None else Why(why),
        raised_at=raised_at,
        settled_at=settled_at,
        address=address,
        problem=problem if fate in (Fate.PENDING, Fate.DEAD) else None,
    )
