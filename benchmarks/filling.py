"""Where made-up histories go: a history file, or straight into the log by COPY."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg

from benchmarks.generator import Generator
from tracker.database.connect import owner_conninfo

_COPY: Final = (
    "copy tracker.event"
    " (recorded_at, originator_id, originator_version, topic, effective_on, state) from stdin"
)


def write_history_file(generator: Generator, path: Path) -> int:
    """Writes the history as JSON Lines; gives the number of events."""
    written = 0
    with TemporaryDirectory(dir=path.parent) as spool, path.open("wb", buffering=1 << 20) as file:
        for rows in generator.rows(Path(spool)):
            file.writelines(_lines(rows))
            written += len(rows)
    return written


def _lines(rows: Iterable[bytes]) -> Iterator[bytes]:
    for row in rows:
        known, _, _, topic, _, state = row.split(b"\t")
        yield b'{"type":"%b","recorded_at":"%b",%b\n' % (topic, known, state[1:])


def fill_store(database_url: str, generator: Generator, spool: Path) -> int:
    """Copies the history into an empty log as its owner; gives the number of events."""
    with TemporaryDirectory(dir=spool) as folder:
        return copy_rows(database_url, generator.rows(Path(folder)))


def copy_rows(database_url: str, days: Iterable[list[bytes]]) -> int:
    """Copies rows into the log in their order; gives their number."""
    written = 0
    with psycopg.connect(owner_conninfo(database_url)) as connection:
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            for rows in days:
                for start in range(0, len(rows), 1_000):
                    copy.write(b"".join(map(_as_text, rows[start : start + 1_000])))
                written += len(rows)
        connection.commit()
    return written


def _as_text(row: bytes) -> bytes:
    head, _, state = row.rpartition(b"\t")
    return b"%b\t\\\\x%b\n" % (head, state.hex().encode())
