"""What people do not want, and how a mail says so for them without their signing in.

Whoever has said nothing gets everything. The inbox cannot be unwished: it disturbs nobody.
"""

from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.alerts.words import Channel
from tracker.database.sqlfile import queries
from tracker.people.secrets import digest, new_secret

SQL: Final = queries("tracker.alerts.recipients", "wishes.sql")
SECRETS_LAST: Final = timedelta(days=400)
"""For so long the link in a mail works; who looks for an older one can sign in."""


class Wishes(NamedTuple):
    """By which ways, other than the inbox, a person wishes to be told."""

    email: bool


def wants(connection: Connection[Any], account_id: UUID) -> Wishes:
    """What a person wishes today."""
    unwanted = {channel for (channel,) in connection.execute(SQL["unwanted"], (account_id,))}
    return Wishes(email=Channel.EMAIL not in unwanted)


def set_wanted(
    connection: Connection[Any],
    account_id: UUID,
    channel: Channel,
    wanted: bool,
    now: datetime,
) -> None:
    """Has a person told by a channel, or no longer; said twice, it is as said once."""
    told = {"account_id": account_id, "channel": channel, "now": now}
    connection.execute(SQL["want" if wanted else "unwant"], told)


def secret_for(connection: Connection[Any], account_id: UUID, now: datetime) -> str:
    """Another secret by which mails to the account can be unsubscribed from.

    Only its hash is kept, so each mail has one of its own, and those before it go on working.
    """
    secret = new_secret()
    told = {"hash": digest(secret), "account_id": account_id, "now": now}
    connection.execute(SQL["keep_secret"], told)
    return secret


def is_secret(connection: Connection[Any], secret: str) -> bool:
    """Whether a mail of ours had it, not too long ago."""
    return _account_of(connection, secret) is not None


def unsubscribe(connection: Connection[Any], secret: str, now: datetime) -> bool:
    """Stops the mails to whoever got the secret; False: nobody did."""
    account_id = _account_of(connection, secret)
    if account_id is None:
        return False
    set_wanted(connection, account_id, Channel.EMAIL, wanted=False, now=now)
    return True


def forget(connection: Connection[Any], now: datetime) -> int:
    """Throws away the secrets of mails of long ago; gives how many."""
    return connection.execute(SQL["forget"], (now - SECRETS_LAST,)).rowcount


def _account_of(connection: Connection[Any], secret: str) -> UUID | None:
    row = connection.execute(SQL["account_of"], (digest(secret),)).fetchone()
    return None if row is None else row[0]
