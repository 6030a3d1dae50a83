"""References of new items: proposed from the document's number, and those that are used already."""

import re
from collections import Counter
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
_MOST_REFS: Final = 30_000
"""References that are tried, for a letter to however many units."""
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
    likeliest, *others = _ways(layout, base, lines, wanting, is_fixed=is_fixed)
    typed_refs = {ref for line in lines if (ref := line.typed.one("ref"))}
    used = typed_refs | shelf.used(likeliest.refs.values())
    if used.isdisjoint(likeliest.refs.values()):
        return likeliest
    used |= shelf.used({ref for way in others for ref in way.refs.values()})
    free = (way for way in others if used.isdisjoint(way.refs.values()))
    return next(free, likeliest)


def _ways(
    layout: Layout, base: str, lines: Sequence[Line], wanting: Sequence[Line], *, is_fixed: bool
) -> Iterator[Proposed]:
    """What the references could be, the likeliest first; where all are used, the first is told."""
    tried = max(2, min(_TRIED, _MOST_REFS // len(lines)))
    if not layout.is_by_unit:
        for start in range(1, tried):
            numbers = {line.key: start + place for place, line in enumerate(lines)}
            yield Proposed(base, {line.key: f"{base}-{numbers[line.key]}" for line in wanting})
        return
    endings = _endings(lines)
    for further in range(1, 2 if is_fixed else tried):
        stem = base if further == 1 else f"{base}-{further}"
        yield Proposed(stem, {line.key: f"{stem}{endings[line.key]}" for line in wanting})


def _endings(lines: Sequence[Line]) -> dict[str, str]:
    """The last part of each unit's code, or all of it where another one ends the same."""
    if len(lines) == 1:
        return {lines[0].key: ""}
    last = {line.key: line.key.rpartition(".")[2] for line in lines}
    times = Counter(last.values())
    return {key: f".{end if times[end] == 1 else key}" for key, end in last.items()}
