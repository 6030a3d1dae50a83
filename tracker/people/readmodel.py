"""What accounts come to, as rows: written in the transaction of the event, or made anew.

Alone among our read models it never lags, for it says who may sign in and do what.
"""

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg import Connection
from psycopg.rows import class_row

from tracker.aggregates import account_events as happened
from tracker.aggregates.account_events import AccountEvent
from tracker.aggregates.events import stored_fields
from tracker.aggregates.topics import ACCOUNT_EVENT_CLASSES
from tracker.database.connect import owner_conninfo
from tracker.database.sqlfile import queries
from tracker.eventstore.mapper import EventMapper, RecordedEvent

SQL: Final = queries("tracker.people", "people.sql")

_ROWS: Final[Mapping[type[AccountEvent], str]] = {
    happened.Registered: "registered",
    happened.Renamed: "renamed",
    happened.RoleGranted: "granted",
    happened.RoleRevoked: "revoked",
    happened.Disabled: "disabled",
    happened.Enabled: "enabled",
    happened.SecondFactorSet: "second_factor_set",
    happened.SecondFactorRemoved: "second_factor_removed",
}
"""The query for what changes by an event; the others change nothing but the version."""
_BESIDE: Final = (happened.SignedIn.TOPIC, happened.SignInFailed.TOPIC)


def project(connection: Connection[Any], event: AccountEvent) -> None:
    """Writes what an event of an account's stream changes."""
    row = {field.name: getattr(event, field.name) for field in stored_fields(type(event))}
    row |= {"account_id": event.originator_id, "version": event.originator_version}
    connection.execute(SQL["went_on"], row)
    query = _ROWS.get(type(event))
    if query is not None:
        connection.execute(SQL[query], row)


def rebuild(database_url: str) -> None:
    """Makes all rows anew from the events, as the owner; who reads meanwhile sees the old ones.

    Nothing can be recorded while it works, which for accounts is seconds.
    """
    mapper = EventMapper(ACCOUNT_EVENT_CLASSES)
    with psycopg.connect(owner_conninfo(database_url)) as connection:
        connection.execute(SQL["wait_for_appends"])
        connection.execute(SQL["empty"])
        with connection.cursor("stored", row_factory=class_row(RecordedEvent)) as cursor:
            for stored in cursor.execute(SQL["all_events"], (list(_BESIDE),), binary=True):
                event = mapper.to_domain_event(stored)
                if isinstance(event, AccountEvent):
                    project(connection, event)
