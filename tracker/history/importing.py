"""Takes whole histories into an empty store, or refuses them whole (contract.md section 3).

One pass over the files copies the events into a temporary table; each stream is then
judged in the database's order; only if nothing is wrong do they become events, in one
transaction. A process killed in the middle leaves nothing behind.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
import psycopg
from psycopg import Connection

from tracker.aggregates.events import stream_id
from tracker.database.connect import app_conninfo
from tracker.database.sqlfile import queries
from tracker.days import EARLIEST
from tracker.entry.problems import Problem, shown
from tracker.entry.reading import BadLineError, Entry
from tracker.errors import InvalidInputError, NotFoundError, RuleViolationError
from tracker.eventstore.mapper import decode_state
from tracker.history.calendar_judging import CalendarJudge
from tracker.history.files import (
    MOST_PROBLEMS,
    HistoryFile,
    LineProblem,
    Place,
    Problems,
    TooManyProblemsError,
)
from tracker.history.judging import PLACEHOLDER, UnitJudge, as_problem, judge_stream

SQL: Final = queries("tracker.history", "history.sql")
_STAGED_TYPES: Final = (
    "int8", "int4", "int4", "uuid", "text", "bytea", "date", "timestamptz",
)  # fmt: skip
_REPORT_EVERY: Final = 5_000

Progress = Callable[[str, int, int], None]
"""Told the stage (``read``, ``judge``, ``store``), how far it is, and its whole."""


class Imported(NamedTuple):
    """What came in."""

    events: int
    files: list[tuple[str, str]]
    """Name and SHA-256 of each file."""


class RefusedHistoryError(InvalidInputError):
    """The history is refused whole; nothing was stored."""

    def __init__(self, files: Sequence[Path], problems: list[LineProblem]) -> None:
        all_listed = len(problems) < MOST_PROBLEMS
        code = "history_refused" if all_listed else "history_refused_many"
        super().__init__(code, problems=len(problems))
        self.files = files
        self.problems = problems


def import_history(
    database_url: str, paths: Sequence[Path], now: datetime, progress: Progress | None = None
) -> Imported:
    """Takes the files, merged by recorded time, as the whole past of an empty store.

    Raises:
        RefusedHistoryError: naming every bad line, up to a hundred; nothing is stored.
        RuleViolationError: the store is not empty.
        NotFoundError: no such file.
    """
    for path in paths:
        if not path.is_file():
            raise NotFoundError("no_such_file", path=str(path))
    return _Import(paths, now, progress or (lambda *_: None)).run(database_url)


class _Import:
    """One run: what it has read and found so far."""

    def __init__(self, paths: Sequence[Path], now: datetime, progress: Progress) -> None:
        self._paths = paths
        self._files = [HistoryFile(number, path, now) for number, path in enumerate(paths, 1)]
        self._size = sum(path.stat().st_size for path in paths)
        self._now = now
        self._progress = progress
        self._problems = Problems()
        self._units = UnitJudge()
        self._calendars = CalendarJudge()
        self._judges: dict[str, UnitJudge | CalendarJudge] = {
            "unit": self._units,
            "calendar": self._calendars,
        }
        self._bad: list[tuple[Place, BadLineError]] = []
        self._any_parent = False

    def run(self, database_url: str) -> Imported:
        with psycopg.connect(app_conninfo(database_url)) as connection:
            if connection.execute(SQL["any_event"]).fetchone() == (True,):
                raise RuleViolationError("store_not_empty")
            try:
                staged = self._stage(connection)
                self._judge(connection, staged)
            except TooManyProblemsError:
                staged = 0
            if self._problems.found:
                connection.rollback()
                found = sorted(self._problems.found, key=itemgetter(0))
                raise RefusedHistoryError(self._paths, found)
            return self._append(connection, staged)

    def _stage(self, connection: Connection[Any]) -> int:
        """Copies every well-formed line into the temporary table; gives how many."""
        connection.execute("set local work_mem = '256MB'")
        connection.execute(SQL["stage"])
        connection.execute(SQL["share_stage"])
        ord_ = 0
        with connection.cursor() as cursor, cursor.copy(SQL["copy_into_stage"]) as copy:
            copy.set_types(_STAGED_TYPES)
            for place, entry in self._entries():
                row = self._staged_row(place, entry)
                ord_ += 1
                copy.write_row((ord_, *place, *row))
                if ord_ % _REPORT_EVERY == 0:
                    self._progress("read", sum(f.bytes_read for f in self._files), self._size)
        return ord_

    def _entries(self) -> Iterator[tuple[Place, Entry]]:
        """All lines of all files by recorded time; bad ones leave a placeholder."""
        streams = [file.entries(self._problems, self._note_bad) for file in self._files]
        for place, entry in merge(*streams, key=lambda pair: pair[1].recorded_at):
            yield from self._placeholders()
            yield place, entry
        yield from self._placeholders()

    def _note_bad(self, place: Place, error: BadLineError) -> None:
        self._problems.add(place, *error.problems)
        judge = self._judges.get(error.topic.partition(".")[0])
        if judge is not None:
            judge.suspect(error.name)
        elif error.topic and error.name:
            self._bad.append((place, error))

    def _placeholders(self) -> Iterator[tuple[Place, Entry]]:
        """Keeps the places of bad lines in their streams, for the numbers of the others."""
        for place, error in self._bad:
            state = {"ref": error.name, "effective_on": EARLIEST.isoformat(), PLACEHOLDER: True}
            yield place, Entry(error.topic, error.name, EARLIEST, self._now, state)
        self._bad.clear()

    def _staged_row(self, place: Place, entry: Entry) -> tuple[Any, ...]:
        sort = entry.topic.partition(".")[0]
        if PLACEHOLDER not in entry.state:
            self._judge_line(place, entry, sort)
        return (
            stream_id(sort, entry.name),
            entry.topic,
            orjson.dumps(entry.state),
            entry.effective_on,
            entry.recorded_at,
        )

    def _judge_line(self, place: Place, entry: Entry, sort: str) -> None:
        if entry.recorded_at > self._now:
            value = entry.recorded_at.isoformat()
            self._problems.add(place, Problem("recorded_at", "in_the_future", {"value": value}))
        self._problems.add(place, *self._units.unknown(entry), *self._calendars.unknown(entry))
        if sort in self._judges:
            try:
                self._judges[sort].take(entry)
            except RuleViolationError as error:
                self._problems.add(place, as_problem(error))
                self._judges[sort].suspect(entry.name)
        self._any_parent |= entry.state.get("parent_ref") is not None

    def _judge(self, connection: Connection[Any], staged: int) -> None:
        """Judges every stream by the rules for new events."""
        done = 0
        with connection.cursor("staged", binary=True) as cursor:
            cursor.itersize = _REPORT_EVERY
            cursor.execute(SQL["staged_by_stream"])
            for _, rows in groupby(cursor, key=itemgetter(0)):
                stream = list(rows)
                done += len(stream)
                for place, problem in judge_stream(_happenings(stream)):
                    self._problems.add(place, problem)
                if done % _REPORT_EVERY < len(stream):
                    self._progress("judge", done, staged)
        self._judge_parents(connection)

    def _judge_parents(self, connection: Connection[Any]) -> None:
        """A parent directive must have been there before its child."""
        if not self._any_parent:
            return
        for file_no, line_no, ref in connection.execute(SQL["unknown_parents"]).fetchall():
            problem = Problem("parent_ref", "unknown_item", {"value": shown(ref)})
            self._problems.add(Place(file_no, line_no), problem)

    def _append(self, connection: Connection[Any], staged: int) -> Imported:
        self._progress("store", 0, staged)
        names = [file.path.name for file in self._files]
        hashes = [file.sha256 for file in self._files]
        try:
            connection.execute(SQL["append_imported"], (names, hashes))
        except psycopg.errors.ObjectNotInPrerequisiteState as error:
            raise RuleViolationError("store_not_empty") from error
        connection.commit()
        self._progress("store", staged, staged)
        return Imported(staged, list(zip(names, hashes, strict=True)))


def _happenings(
    rows: Iterable[tuple[UUID, int, int, str, bytes, datetime]],
) -> Iterator[tuple[Place, Any, dict[str, Any], datetime]]:
    for _, file_no, line_no, topic, state, recorded_at in rows:
        event_class, fields = decode_state(topic, state)
        yield Place(file_no, line_no), event_class, fields, recorded_at
