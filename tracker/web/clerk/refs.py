"""References of new items: proposed from the document's number, and those that are used already."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.aggregates.events import stream_id
from tracker.fold.words import Kind
from tracker.idempotency.claims import claimed
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.streams import streams
from tracker.web.clerk.layouts import Layout
from tracker.web.clerk.typed import Line, Typed
from tracker.web.frame.visit import Visit

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


class Shelf(NamedTuple):
    """The references of a kind, as the sender of one form finds them."""

    connection: Connection[Any]
    visit: Visit
    kind: Kind
    form_key: str | None
    """Of the form that is sent; None: nobody sends it yet."""

    def used(self, refs: Iterable[str]) -> set[str]:
        """Those that an item has, recorded a moment ago or not.

        What this very form recorded when it was sent before is free for it: sent again it
        means the same items.
        """
        named = {stream_id(self.kind, ref): ref for ref in refs}
        found = {named[one] for one in streams(self.connection, named, STILL_KNOWN - 1)}
        return found - self._own(found)

    def _own(self, refs: set[str]) -> set[str]:
        keys = {key_of(self.form_key, ref): ref for ref in refs} if self.form_key else {}
        if not keys:
            return set()
        account, now = self.visit.caller.account, self.visit.now
        return {keys[key] for key in claimed(self.connection, account, list(keys), now)}


def key_of(form_key: str, ref: str) -> str:
    """The form's key for one of its items, of a length that is taken."""
    return f"{form_key}:{sha256(ref.encode()).hexdigest()[:32]}"


def proposed(shelf: Shelf, layout: Layout, typed: Typed, lines: Sequence[Line]) -> Proposed:
    """A free reference for each line that has none of its own."""
    base = base_of(typed)
    wanting = [line for line in lines if line.typed.one("ref") is None]
    if base is None or not wanting:
        return Proposed(base, {})
    is_fixed = typed.one(BASE) is not None
    ways = list(_ways(layout, base, lines, wanting, is_fixed=is_fixed))
    used = {ref for line in lines if (ref := line.typed.one("ref"))}
    used |= shelf.used({ref for way in ways for ref in way.refs.values()})
    free = (way for way in ways if used.isdisjoint(way.refs.values()))
    return next(free, ways[0])


def _ways(
    layout: Layout, base: str, lines: Sequence[Line], wanting: Sequence[Line], *, is_fixed: bool
) -> Iterator[Proposed]:
    """What the references could be, the likeliest first; where all are used, the first is told."""
    if not layout.is_by_unit:
        for start in range(1, _TRIED):
            numbers = {line.key: start + place for place, line in enumerate(lines)}
            yield Proposed(base, {line.key: f"{base}-{numbers[line.key]}" for line in wanting})
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
