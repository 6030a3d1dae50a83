"""Reads history files line by line, hashing as it goes; memory does not grow with the file."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from tracker.entry.problems import Problem
from tracker.entry.reading import LONGEST_LINE, BadLineError, Entry, Owner, read_line

_BOM: Final = b"\xef\xbb\xbf"
MOST_PROBLEMS: Final = 100


class Place(NamedTuple):
    """Where a line stands: which of the files (from 1), which line (from 1)."""

    file_no: int
    line_no: int


class LineProblem(NamedTuple):
    """A problem of one line."""

    place: Place
    problem: Problem


class TooManyProblemsError(Exception):
    """Enough was found to refuse the whole; reading on would only cost time."""


@dataclass
class Problems:
    """The problems found so far, at most :data:`MOST_PROBLEMS`."""

    found: list[LineProblem] = field(default_factory=list)

    def add(self, place: Place, *problems: Problem) -> None:
        """Notes the problems of a line.

        Raises:
            TooManyProblemsError: when the list is full.
        """
        for problem in problems:
            self.found.append(LineProblem(place, problem))
            if len(self.found) >= MOST_PROBLEMS:
                raise TooManyProblemsError


@dataclass
class HistoryFile:
    """One file being read."""

    number: int
    path: Path
    now: datetime
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    bytes_read: int = 0

    @property
    def sha256(self) -> str:
        """The hash of what was read; after the last line, of the whole file."""
        return self.digest.hexdigest()

    def entries(
        self,
        problems: Problems,
        on_bad_line: Callable[[Place, BadLineError], None],
    ) -> Iterator[tuple[Place, Entry]]:
        """The well-formed lines in file order; the others go to ``on_bad_line``.

        A line recorded before the one above it is out of order and counts as bad.
        """
        previous: Entry | None = None
        empty = True
        with self.path.open("rb") as file:
            for line_no, raw in self._lines(file):
                empty = False
                place = Place(self.number, line_no)
                try:
                    entry = _read(raw)
                    _refuse_out_of_order(previous, entry)
                except BadLineError as error:
                    on_bad_line(place, error)
                else:
                    # A line from the future is refused later on; the others are not
                    # out of order because of it.
                    if entry.recorded_at <= self.now:
                        previous = entry
                    yield place, entry
        if empty:
            problems.add(Place(self.number, 1), Problem("-", "empty_file", {}))

    def _lines(self, file: BinaryIO) -> Iterator[tuple[int, bytes]]:
        line_no = 0
        while raw := self._read_bounded(file):
            line_no += 1
            line = raw.removeprefix(_BOM) if line_no == 1 else raw
            line = line.rstrip(b"\r\n")
            if line.strip():
                yield line_no, line

    def _read_bounded(self, file: BinaryIO) -> bytes:
        """One line, cut after :data:`LONGEST_LINE`; the rest of a longer one is skipped."""
        raw = self._take(file)
        part = raw
        while len(part) > LONGEST_LINE and not part.endswith(b"\n"):
            part = self._take(file)
        return raw

    def _take(self, file: BinaryIO) -> bytes:
        raw = file.readline(LONGEST_LINE + 1)
        self.digest.update(raw)
        self.bytes_read += len(raw)
        return raw


def _read(raw: bytes) -> Entry:
    if len(raw) > LONGEST_LINE:
        raise BadLineError(Problem("-", "line_too_long", {"most": LONGEST_LINE}))
    return read_line(raw)


def _refuse_out_of_order(previous: Entry | None, entry: Entry) -> None:
    if previous is not None and entry.recorded_at < previous.recorded_at:
        problem = Problem(
            "recorded_at",
            "out_of_order",
            {
                "value": entry.recorded_at.isoformat(),
                "previous": previous.recorded_at.isoformat(),
            },
        )
        raise BadLineError(problem, owner=Owner(entry.topic, entry.name))
