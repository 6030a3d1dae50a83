"""The programs that are told: webhooks, and gateways that send short texts to telephones.

Each has a secret that both sides sign with, in the form of Standard Webhooks. Which addresses
may be called at all is for who calls them to say (:mod:`tracker.sending.guarding`).
"""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_bytes
from typing import Any, Final
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.rows import class_row

from tracker.alerts.words import Channel
from tracker.database.sqlfile import queries
from tracker.errors import InvalidInputError, NotFoundError
from tracker.reading.cut import refuse_unknown_unit
from tracker.sending.guarding import is_address

SQL: Final = queries("tracker.alerts.recipients", "endpoints.sql")

MOST_PHONES: Final = 50
_LONGEST_LABEL: Final = 100
_SECRET_BYTES: Final = 32
_PROGRAMS: Final = (Channel.WEBHOOK, Channel.TEXT)
_PHONE: Final = re.compile(r"\+?[0-9]{8,15}")
_BETWEEN_DIGITS: Final = re.compile(r"[\s.()-]")


@dataclass(frozen=True)
class Endpoint:
    """A program that is told of the work of a unit and those below it."""

    endpoint_id: UUID
    channel: Channel
    unit: str | None
    """None: the work of the whole installation."""
    label: str
    url: str
    secret: str = field(repr=False)
    """``whsec_`` and the base64 of the bytes that both sides sign with."""
    phones: tuple[str, ...]
    """To whom the gateway is to send; webhooks have none."""
    added_by: str
    added_at: datetime
    ended_at: datetime | None

    def __post_init__(self) -> None:
        """The database knows neither enums nor tuples."""
        object.__setattr__(self, "channel", Channel(self.channel))
        object.__setattr__(self, "phones", tuple(self.phones))


def endpoints(connection: Connection[Any], *, with_ended: bool = False) -> list[Endpoint]:
    """All that are told today by label; with those that were told once, at the end."""
    with connection.cursor(row_factory=class_row(Endpoint)) as cursor:
        return cursor.execute(SQL["endpoints"], {"with_ended": with_ended}).fetchall()


def endpoint(connection: Connection[Any], endpoint_id: UUID) -> Endpoint:
    """One of them, ended or not.

    Raises:
        NotFoundError: ``unknown_endpoint``.
    """
    with connection.cursor(row_factory=class_row(Endpoint)) as cursor:
        found = cursor.execute(SQL["endpoint"], {"endpoint_id": endpoint_id}).fetchone()
    if found is None:
        raise _unknown(endpoint_id)
    return found


def add_endpoint(  # noqa: PLR0913, PLR0917 - the columns of its row
    connection: Connection[Any],
    channel: Channel,
    unit: str | None,
    label: str,
    url: str,
    phones: Sequence[str],
    actor: str,
    now: datetime,
) -> Endpoint:
    """Has a program told from now on; its secret is made here.

    Args:
        connection: to the read model, which knows the units, and to the row.
        channel: ``webhook`` or ``text``.
        unit: whose work, with that of the units below it; None: all.
        label: what people call it.
        url: where it is called; ``https``, or ``http`` where the installation allows that.
        phones: to whom a gateway is to send; of a webhook none.
        actor: who adds it.
        now: from when on it is told.

    Raises:
        InvalidInputError: naming the field in the way.
        NotFoundError: ``unknown_unit``.
    """
    added = Endpoint(
        endpoint_id=uuid4(),
        channel=_of_programs(channel),
        unit=_unit(connection, unit),
        label=_label(label),
        url=_url(url),
        secret="whsec_" + b64encode(token_bytes(_SECRET_BYTES)).decode(),
        phones=_phones(channel, phones),
        added_by=actor,
        added_at=now,
        ended_at=None,
    )
    connection.execute(SQL["add"], {**vars(added), "phones": list(added.phones)})
    return added


def end_endpoint(connection: Connection[Any], endpoint_id: UUID, now: datetime) -> None:
    """Has it told nothing any more; what waits for it is dropped when it would be sent.

    One that has ended already stays as it is.

    Raises:
        NotFoundError: ``unknown_endpoint``.
    """
    told = {"endpoint_id": endpoint_id, "now": now}
    if not connection.execute(SQL["end"], told).rowcount:
        raise _unknown(endpoint_id)


def _unknown(endpoint_id: UUID) -> NotFoundError:
    return NotFoundError("unknown_endpoint", field="endpoint", value=endpoint_id)


def _of_programs(channel: Channel) -> Channel:
    if channel not in _PROGRAMS:
        expected = ", ".join(_PROGRAMS)
        raise InvalidInputError(
            "expected_one_of", field="channel", value=channel, expected=expected
        )
    return channel


def _unit(connection: Connection[Any], code: str | None) -> str | None:
    if code is None:
        return None
    refuse_unknown_unit(connection, code)
    return unicodedata.normalize("NFC", code)


def _label(text: str) -> str:
    label = " ".join(unicodedata.normalize("NFC", text).split())
    if not label:
        raise InvalidInputError("empty_text", field="label")
    if len(label) > _LONGEST_LABEL:
        raise InvalidInputError("text_too_long", field="label", most=_LONGEST_LABEL)
    if not label.isprintable():
        raise InvalidInputError("bad_characters", field="label", value=ascii(label))
    return label


def _url(text: str) -> str:
    url = text.strip()
    # Whether http will do is asked when it is called; the setting may change.
    if not is_address(url, private=True):
        raise InvalidInputError("bad_url", field="url", value=ascii(url))
    return url


def _phones(channel: Channel, told: Sequence[str]) -> tuple[str, ...]:
    numbers = tuple(dict.fromkeys(_BETWEEN_DIGITS.sub("", number) for number in told))
    if channel is Channel.WEBHOOK and numbers:
        raise InvalidInputError("webhook_with_phones", field="phones")
    if channel is Channel.TEXT and not numbers:
        raise InvalidInputError("no_phones", field="phones")
    if len(numbers) > MOST_PHONES:
        raise InvalidInputError("too_many_phones", field="phones", most=MOST_PHONES)
    for number in numbers:
        if not _PHONE.fullmatch(number):
            raise InvalidInputError("bad_phone", field="phones", value=ascii(number))
    return numbers
