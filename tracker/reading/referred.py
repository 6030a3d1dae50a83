"""Items by the reference that somebody typed."""

from typing import Any, Final
from unicodedata import normalize

from psycopg import Connection

from tracker.aggregates.events import stream_id
from tracker.database.sqlfile import queries
from tracker.fold.words import Kind
from tracker.reading.cut import Cut

SQL: Final = queries("tracker.reading", "listing.sql")


def items_called(connection: Connection[Any], cut: Cut, text: str) -> list[tuple[Kind, str]]:
    """The items that were known at K under that very reference, one of a kind at most.

    References are written in capitals as a rule, and typed in small letters as often.
    """
    typed = normalize("NFC", text).strip()
    named = {stream_id(kind, ref): (kind, ref) for ref in (typed, typed.upper()) for kind in Kind}
    told = {"streams": list(named), "position": cut.position}
    found = [named[stream] for (stream,) in connection.execute(SQL["called"], told)]
    exactly = [(kind, ref) for kind, ref in found if ref == typed]
    return exactly or found
