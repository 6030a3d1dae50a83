"""What is known of stored files beside their bytes: size, type, who brought them and when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row

from tracker.database.sqlfile import queries
from tracker.entry.problems import shown
from tracker.errors import InvalidInputError

SQL = queries("tracker.evidence", "evidence.sql")

MISSING: Final = "missing"
"""What was found where nothing was."""


class Record(NamedTuple):
    """A stored file; ``name`` and ``uploaded_by`` are those of its first upload."""

    sha256: str
    size: int
    """Bytes."""
    media_type: str
    stored_at: datetime
    uploaded_by: str
    name: str


def records_of(connection: Connection[Any], hashes: Iterable[str]) -> dict[str, Record]:
    """The records of those files that were ever stored here, by hash."""
    cursor = connection.cursor(row_factory=class_row(Record))
    return {found.sha256: found for found in cursor.execute(SQL["of_hashes"], (list(hashes),))}


def keep_record(connection: Connection[Any], record: Record) -> bool:
    """Records a stored file; gives whether it was not recorded yet."""
    return connection.execute(SQL["keep"], record).fetchone() is not None


def report_damage(connection: Connection[Any], sha256: str, found: str, at: datetime) -> None:
    """Notes what was found in place of a file: MISSING, or the hash of other bytes."""
    connection.execute(SQL["report"], {"sha256": sha256, "found": found, "at": at})


def mend_damage(connection: Connection[Any], sha256: str, at: datetime) -> None:
    """Notes that the right bytes lie there again."""
    connection.execute(SQL["mend"], {"sha256": sha256, "at": at})


def damaged_of(connection: Connection[Any], hashes: Iterable[str]) -> set[str]:
    """Those of the files that were found damaged or missing and not mended since."""
    return {row[0] for row in connection.execute(SQL["damaged"], (list(hashes),))}


def refuse_unknown_evidence(connection: Connection[Any], attachments: Sequence[Any] | None) -> None:
    """Refuses attachments that name a file which was never uploaded here, or describe it wrongly.

    Args:
        connection: any; nothing is written.
        attachments: as a command gets them: names of papers, which need no file, or
            objects with ``sha256``. What has not the shape of an attachment is left to
            the check of shapes.

    Raises:
        InvalidInputError: ``unknown_evidence``, or ``evidence_differs`` where a stated size
            or media type is not that of the file; ``field`` is ``attachments.N.…``.
    """
    named = [
        (place, one)
        for place, one in enumerate(attachments or ())
        if isinstance(one, Mapping) and isinstance(one.get("sha256"), str)
    ]
    if not named:
        return
    known = records_of(connection, {str(one["sha256"]) for _, one in named})
    for place, one in named:
        record = known.get(one["sha256"])
        if record is None:
            field = f"attachments.{place}.sha256"
            raise InvalidInputError("unknown_evidence", field=field, value=shown(one["sha256"]))
        _refuse_different(place, one, record)


def _refuse_different(place: int, stated: Mapping[str, Any], record: Record) -> None:
    """A size or type in an event can never be corrected, so a wrong one is not taken."""
    for name in ("size", "media_type"):
        given, kept = stated.get(name), getattr(record, name)
        if given is not None and given != kept:
            field = f"attachments.{place}.{name}"
            raise InvalidInputError(
                "evidence_differs", field=field, value=shown(given), expected=kept
            )
