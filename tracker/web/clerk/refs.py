"""References of new items: proposed from the document's number, and those that are used already."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.aggregates.events import stream_id
from tracker.fold.words import Kind
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.streams import streams
from tracker.web.clerk.layouts import Layout
from tracker.web.clerk.typed import Line, Typed

BASE: Final = "base_ref"
"""The field with what all references of a document begin with."""
_TRIED: Final = 300
"""Beginnings, or numbers, that are tried."""
_SIGNS: Final = re.compile(r"[\s/\\]+")


def base_of(typed: Typed) -> str | None:
    """What references begin with: as typed, else the document's number and year.

    ``211/UBND-NV`` of 2024 gives ``211-UBND-NV-2024``, for numbers begin anew every year.
    """
    if given := typed.one(BASE):
        return given
    number = typed.one("source.number")
    if number is None:
        return None
    plain = _SIGNS.sub("-", number).strip("-")
    day = typed.day("source.date") or typed.day("effective_on")
    if day is None or str(day.year) in plain:
        return plain
    return f"{plain}-{day.year}"


class Proposed(NamedTuple):
    """Free references."""

    base: str | None
    """What those of one document begin with."""
    refs: Mapping[str, str]
    """By the keys of the lines that have none of their own."""


def proposed(
    connection: Connection[Any], layout: Layout, typed: Typed, lines: Sequence[Line]
) -> Proposed:
    """A free reference for each line that has none of its own."""
    base = base_of(typed)
    wanting = [line for line in lines if line.typed.one("ref") is None]
    if base is None or not wanting:
        return Proposed(base, {})
    is_fixed = typed.one(BASE) is not None
    ways = list(_ways(layout, base, lines, wanting, is_fixed=is_fixed))
    used = {ref for line in lines if (ref := line.typed.one("ref"))}
    used |= taken(connection, layout.kind, {ref for way in ways for ref in way.refs.values()})
    free = (way for way in ways if used.isdisjoint(way.refs.values()))
    return next(free, ways[0])


def _ways(
    layout: Layout, base: str, lines: Sequence[Line], wanting: Sequence[Line], *, is_fixed: bool
) -> Iterator[Proposed]:
    """What the references could be, the likeliest first; where all are used, the first is told."""
    if not layout.is_by_unit:
        for start in range(1, _TRIED):
            numbered = enumerate(wanting, start)
            yield Proposed(base, {line.key: f"{base}-{number}" for number, line in numbered})
        return
    for further in range(1, 2 if is_fixed else _TRIED):
        stem = base if further == 1 else f"{base}-{further}"
        yield Proposed(stem, {line.key: f"{stem}{_ending(line, lines)}" for line in wanting})


def _ending(line: Line, lines: Sequence[Line]) -> str:
    """The last part of the unit's code, or all of it where another one ends the same."""
    if len(lines) == 1:
        return ""
    last = line.key.rpartition(".")[2]
    same = [other for other in lines if other.key.rpartition(".")[2] == last]
    return f".{last if len(same) == 1 else line.key}"


def taken(connection: Connection[Any], kind: Kind, refs: Iterable[str]) -> set[str]:
    """Those of the references that an item of the kind has, recorded a moment ago or not."""
    named = {stream_id(kind, ref): ref for ref in refs}
    return {named[stream] for stream in streams(connection, named, STILL_KNOWN - 1)}
