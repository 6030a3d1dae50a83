"""A request's key and the command behind it: claimed before, kept or freed after.

Whoever sends a request again claims the same row, so it gives a command with the same id,
which the event log knows again: however often and however much at the same time, one event.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.types.json import Jsonb

from tracker.database.sqlfile import queries
from tracker.errors import InvalidInputError

SQL: Final = queries("tracker.idempotency", "claims.sql")

LIFE: Final = timedelta(hours=24)
"""How long a key stands for its request; after that it is as new."""


class Request(NamedTuple):
    """What was asked: by which account, under which key, and the hash over all of it."""

    account: UUID
    key: str
    asked: bytes


class Outcome(NamedTuple):
    """An answer as it was given, byte for byte."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Claim(NamedTuple):
    """The command that a request stands for."""

    command_id: UUID
    since: int
    """The end of the log when the request came first."""
    is_repeat: bool
    """Whether the same request came before; it may have been done, or be going on."""
    outcome: Outcome | None = None
    """What was answered, once that is known."""


def claim(connection: Connection[Any], request: Request, command_id: UUID, now: datetime) -> Claim:
    """The command behind the request: ``command_id``, or that of the request it repeats.

    Raises:
        InvalidInputError: the key was used for something else.
    """
    told = {**_named(request), "command_id": command_id, "now": now, "oldest": now - LIFE}
    row = connection.execute(SQL["claim"], told).fetchone()
    if row is None:
        raise AssertionError
    asked, found, since, *answered = row
    if asked != request.asked:
        raise InvalidInputError("idempotency_key_reused", field="Idempotency-Key")
    outcome = None if answered[0] is None else Outcome(*answered)
    return Claim(found, since, found != command_id, outcome)


def keep(
    connection: Connection[Any], request: Request, claimed: Claim, outcome: Outcome, now: datetime
) -> Outcome:
    """Keeps the answer for whoever asks again; gives the one that is kept."""
    told = {
        **_named(request),
        "command_id": claimed.command_id,
        "since": claimed.since,
        "now": now,
        "status": outcome.status,
        "headers": Jsonb(dict(outcome.headers)),
        "body": outcome.body,
    }
    row = connection.execute(SQL["keep"], told).fetchone()
    # Somebody was refused under the key meanwhile and has used it for something else.
    return outcome if row is None else Outcome(*row)


def free(connection: Connection[Any], request: Request, claimed: Claim) -> None:
    """Gives the key back after a refusal."""
    told = {**_named(request), "command_id": claimed.command_id}
    connection.execute(SQL["free"], told)


def claimed(
    connection: Connection[Any], account: UUID, keys: Sequence[str], now: datetime
) -> set[str]:
    """Those of the keys under which the account has asked for something that was not refused."""
    told = {"account": account, "keys": list(keys), "oldest": now - LIFE}
    return {key for (key,) in connection.execute(SQL["claimed"], told)}


def forget(connection: Connection[Any], now: datetime) -> int:
    """Deletes the keys that nobody can repeat any more; gives their number."""
    return connection.execute(SQL["forget"], {"oldest": now - LIFE}).rowcount


def _named(request: Request) -> dict[str, Any]:
    return {"account": request.account, "key": request.key, "request": request.asked}
