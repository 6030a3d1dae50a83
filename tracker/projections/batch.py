"""One step of the projection: the next events, what they change, and the checkpoint."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import psycopg
from eventsourcing.persistence import MapperDeserialisationError
from psycopg import Connection

from tracker.aggregates.unit import Unit
from tracker.errors import UnfitEnvironmentError
from tracker.eventstore.mapper import decode_state
from tracker.projections.codes import STILL_KNOWN
from tracker.projections.derive import Changes, Read, Stream, by_stream, changes_rows, derive
from tracker.projections.writer import SQL, write

logger: Final = logging.getLogger(__name__)

POISON: Final = (
    MapperDeserialisationError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    psycopg.DataError,
    psycopg.IntegrityError,
)
"""What one bad event can cause; anything else (a lost connection) concerns the whole batch."""


class LogRow(NamedTuple):
    """One row of the log as the projection reads it."""

    originator_id: UUID
    no: int
    topic: str
    state: bytes
    position: int


class Lookup:
    """Ids that rows refer to, kept by one projecting connection; forgotten when it fails."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._announced: dict[str, int] = {}
        self.reload()

    def reload(self) -> None:
        """Reads the ids anew; what a failed batch taught went with its savepoint."""
        execute = self._connection.execute
        row = execute(SQL["built_at"]).fetchone()
        self.built_at: datetime | None = row[0] if row else None
        self.units: dict[str, int] = {
            **self._announced,
            **dict(execute(SQL["unit_ids"]).fetchall()),
        }
        self.parked = {row[0] for row in execute(SQL["parked_streams"])}
        self._papers: dict[str, int] = dict(execute(SQL["paper_ids"]).fetchall())
        self._last_paper = max(self._papers.values(), default=0)
        self._new_papers: list[tuple[int, str]] = []

    def announce(self, rows: Iterable[LogRow]) -> None:
        """Learns of the units that a batch establishes, before anything refers to them.

        A unit may be moved below, or an item transferred to, one that begins later in the
        same batch but in another stream.
        """
        for row in rows:
            if row.topic == Unit.Established.TOPIC:
                with suppress(MapperDeserialisationError):
                    code = decode_state(row.topic, row.state)[1]["code"]
                    self._announced[code] = row.position
        self.units = {**self._announced, **self.units}

    def paper_id(self, number: str) -> int:
        """The id of a document by its number; a new one is written with the batch."""
        known = self._papers.get(number)
        if known is None:
            self._last_paper += 1
            known = self._papers[number] = self._last_paper
            self._new_papers.append((known, number))
        return known

    def take_new_papers(self) -> list[tuple[int, str]]:
        """The documents met since the last time this was asked."""
        taken, self._new_papers = self._new_papers, []
        return taken


def decode(row: LogRow) -> Read:
    """An event of the log in the shape that derivation wants."""
    event_class, fields = decode_state(row.topic, row.state)
    return Read(row.no, row.position, event_class, fields)


def read_log(connection: Connection[Any], after: int, limit: int) -> list[LogRow]:
    """The next events after a position."""
    rows = connection.execute(SQL["read_log"], (after, limit), prepare=True, binary=True)
    return [LogRow(*row) for row in rows.fetchall()]


def project(connection: Connection[Any], lookup: Lookup, rows: list[LogRow], after: int) -> None:
    """Applies ``rows``, the events right after the checkpoint ``after``; all or nothing.

    Raises:
        UnfitEnvironmentError: the positions outgrow the read model's integers, or the
            checkpoint is not where we left it.
    """
    last = rows[-1].position
    lookup.announce(rows)
    if last >= STILL_KNOWN:
        raise UnfitEnvironmentError("positions_exhausted", position=last)
    with connection.transaction():
        at = connection.execute(SQL["lock_checkpoint"]).fetchone()
        if at != (after, lookup.built_at):
            raise CheckpointMovedError
        _apply(connection, lookup, rows, after)
        move_checkpoint(connection, last)


class CheckpointMovedError(Exception):
    """Another process moved the checkpoint, as the swap after a rebuild does: begin anew."""


def move_checkpoint(connection: Connection[Any], position: int) -> None:
    """Notes how far the rows go, and which log they came from."""
    row = connection.execute(SQL["recorded_at"], (position,)).fetchone()
    recorded_at: datetime | None = row[0] if row else None
    connection.execute(SQL["move_checkpoint"], {"position": position, "recorded_at": recorded_at})


def _apply(connection: Connection[Any], lookup: Lookup, rows: list[LogRow], after: int) -> None:
    """Applies the events; one that cannot be applied is found by halving and parked."""
    try:
        with connection.transaction():
            streams = _gather(connection, lookup, rows, after)
            write(connection, _changes(streams, lookup))
    except POISON as error:
        lookup.reload()
        if len(rows) == 1:
            _park(connection, lookup, rows[0], error)
        elif len({row.originator_id for row in rows}) == 1:
            apply_one_by_one(connection, lookup, rows)
        else:
            for half in _halves(rows):
                _apply(connection, lookup, half, after)


def apply_one_by_one(connection: Connection[Any], lookup: Lookup, rows: list[LogRow]) -> None:
    """Applies a stream that holds a bad event: what is before it counts, the rest is parked."""
    for row in rows:
        _apply(connection, lookup, [row], row.position - 1)


def _halves(rows: list[LogRow]) -> Iterator[list[LogRow]]:
    """Splits by stream, so that no stream is torn; units stay before the items they lead."""
    units_first = sorted(rows, key=lambda row: not row.topic.startswith("unit."))
    order = {row.originator_id: None for row in units_first}
    middle = len(order) // 2
    first = set(list(order)[:middle])
    yield [row for row in rows if row.originator_id in first]
    yield [row for row in rows if row.originator_id not in first]


def _park(connection: Connection[Any], lookup: Lookup, row: LogRow, error: Exception) -> None:
    """Sets an event aside that cannot be applied, where health and the log show it."""
    logger.error("event %s of %s is parked: %s", row.position, row.originator_id, error)
    reason = f"{type(error).__name__}: {error}"
    connection.execute(SQL["park"], (row.position, row.originator_id, reason))
    lookup.parked.add(row.originator_id)


def _gather(
    connection: Connection[Any], lookup: Lookup, rows: list[LogRow], after: int
) -> list[Stream]:
    """The batch by stream, each with the events before it where they are needed."""
    for row in rows:
        if row.originator_id in lookup.parked:
            message = "an earlier event of this stream is parked"
            raise ValueError(message)
    streams = by_stream((row.originator_id, decode(row)) for row in rows)
    moving = [s for s in streams.values() if any(changes_rows(read) for read in s.new)]
    continued = [s.originator_id for s in moving if s.new[0].no > 1]
    if continued:
        known = connection.execute(SQL["read_known"], (continued, after), prepare=True, binary=True)
        for row in map(LogRow._make, known.fetchall()):
            streams[row.originator_id].known.append(decode(row))
    return moving


def _changes(streams: Iterable[Stream], lookup: Lookup) -> Changes:
    changes = Changes()
    # Units first: what an item refers to is there when the item is derived.
    for stream in sorted(streams, key=lambda stream: stream.kind != "unit"):
        derive(stream, changes, lookup.units, lookup.paper_id)
    changes.papers = lookup.take_new_papers()
    return changes
