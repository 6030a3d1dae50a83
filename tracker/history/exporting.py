"""Writes the whole log as a history file; the same log always gives the same bytes."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO, Final

import psycopg

from tracker.database.connect import app_conninfo
from tracker.days import show_moment
from tracker.eventstore.mapper import decode_state
from tracker.history.importing import SQL

_NOT_EXPORTED: Final = frozenset({"command_id"})
"""How a retry was recognised is of no meaning elsewhere."""
_FETCH: Final = 5_000


def export_history(
    database_url: str, out: BinaryIO, progress: Callable[[int, int], None] | None = None
) -> int:
    """Writes every event, one a line, ordered by recorded time; gives how many."""
    written = 0
    with psycopg.connect(app_conninfo(database_url)) as connection:
        row = connection.execute(SQL["head"]).fetchone()
        head, total = row or (0, 0)
        with connection.cursor("export", binary=True) as cursor:
            cursor.itersize = _FETCH
            for topic, state, recorded_at in cursor.execute(SQL["export"], (head,)):
                out.write(line_of(topic, state, recorded_at))
                written += 1
                if progress is not None and written % _FETCH == 0:
                    progress(written, total)
    return written


def line_of(topic: str, state: bytes, recorded_at: datetime) -> bytes:
    """One event as a line of a history file."""
    fields = dict(_fields(topic, state, recorded_at))
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


def _fields(topic: str, state: bytes, recorded_at: datetime) -> Iterator[tuple[str, Any]]:
    _, stored = decode_state(topic, state)
    yield "type", topic
    for name, value in stored.items():
        if name in _NOT_EXPORTED:
            continue
        yield name, value.isoformat() if hasattr(value, "isoformat") else value
        if name == "effective_on":
            yield "recorded_at", show_moment(recorded_at)
