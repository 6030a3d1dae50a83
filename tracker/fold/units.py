"""The tree of units as a function of both times: who was below whom, and under which name.

Unit events may be dated ahead (a reform is decided before its day). A unit is there
from its establishment until it merges into another or is dissolved; one that is not
there has nothing below it (contract.md section 4, ``--unit``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from tracker.errors import RuleViolationError
from tracker.fold.segments import FOREVER


class UnitWord(StrEnum):
    """What can happen to a unit (contract.md section 3)."""

    ESTABLISHED = "established"
    RENAMED = "renamed"
    MOVED = "moved"
    MERGED = "merged"
    SPLIT = "split"
    DISSOLVED = "dissolved"


ENDINGS = frozenset({UnitWord.MERGED, UnitWord.SPLIT, UnitWord.DISSOLVED})


class UnitFact(NamedTuple):
    """What the fold asks of one event of a unit; ``parent`` is a code or none (a root).

    ``successors`` are the codes of who takes over when the unit ends; the first one keeps
    its records, so a past period of the unit is counted with it on a later tree.
    """

    word: UnitWord
    effective_on: date
    name: str = ""
    level: str = ""
    parent: str | None = None
    successors: tuple[str, ...] = ()


class UnitSegment(NamedTuple):
    """One stretch of days in which a unit was there under one name, level and parent."""

    valid_from: date
    valid_to: date
    name: str
    level: str
    parent: str | None


class UnitEnd(NamedTuple):
    """From ``valid_from`` on the unit is no longer there; the heir keeps its records."""

    valid_from: date
    heir: str | None


@dataclass(frozen=True, slots=True)
class _Being:
    name: str
    level: str
    parent: str | None
    ended: bool = False

    @classmethod
    def first(cls, fact: UnitFact) -> "_Being":
        return cls(fact.name, fact.level, fact.parent)

    def after(self, fact: UnitFact) -> "_Being":
        match fact.word:
            case UnitWord.RENAMED:
                return replace(self, name=fact.name)
            case UnitWord.MOVED:
                return replace(self, parent=fact.parent)
            case _:
                return replace(self, ended=True)


def in_effective_order(history: Iterable[UnitFact]) -> list[UnitFact]:
    """By effective date; events of one day stay in stream order."""
    return sorted(history, key=attrgetter("effective_on"))


def unit_segments(history: Sequence[UnitFact]) -> list[UnitSegment]:
    """The stretches of days in which the unit is there, as known from ``history``."""
    result: list[UnitSegment] = []
    being: _Being | None = None
    since = date.min
    for fact in in_effective_order(history):
        if being is not None and fact.effective_on > since:
            _append(result, being, since, fact.effective_on)
        being = _Being.first(fact) if being is None else being.after(fact)
        since = fact.effective_on
    if being is not None:
        _append(result, being, since, FOREVER)
    return result


def _append(result: list[UnitSegment], being: _Being, start: date, end: date) -> None:
    if not being.ended:
        result.append(UnitSegment(start, end, being.name, being.level, being.parent))


def unit_ends(history: Sequence[UnitFact]) -> list[UnitEnd]:
    """The end of the unit as known from ``history``: one, or none while it goes on."""
    return [
        UnitEnd(fact.effective_on, fact.successors[0] if fact.successors else None)
        for fact in history
        if fact.word in ENDINGS
    ]


def refuse_unless_valid(history: Sequence[UnitFact], new: UnitFact) -> None:
    """Accepts ``new`` after the unit's own ``history``, or says what is in the way.

    Raises:
        RuleViolationError: established twice, dated before the establishment, or an
            event standing after the unit's end.
    """
    if not history:
        return
    if new.word is UnitWord.ESTABLISHED:
        raise RuleViolationError("unit_established_twice", field="type", value=new.word)
    if new.effective_on < history[0].effective_on:
        raise RuleViolationError(
            "unit_event_before_establishment",
            field="effective_on",
            value=new.effective_on,
            established_on=history[0].effective_on,
        )
    ended: UnitFact | None = None
    for fact in in_effective_order([*history, new]):
        if ended is not None:
            raise RuleViolationError(
                "unit_ended",
                field="effective_on",
                value=new.effective_on,
                ended_on=ended.effective_on,
                event=fact.word,
                event_on=fact.effective_on,
            )
        if fact.word in ENDINGS:
            ended = fact


class UnitTree:
    """All units as known at one moment; each question names the day it is about."""

    def __init__(self, histories: Mapping[str, Sequence[UnitFact]]) -> None:
        self._segments: dict[str, list[UnitSegment]] = {}
        self._ends: dict[str, list[UnitEnd]] = {}
        self._turning_days: set[date] = set()
        for code, facts in histories.items():
            self.know(code, facts)

    def know(self, code: str, history: Sequence[UnitFact]) -> None:
        """Takes the whole history of one unit in place of what was known of it."""
        self._segments[code] = unit_segments(history)
        self._ends[code] = unit_ends(history)
        self._turning_days.update(fact.effective_on for fact in history)

    def __contains__(self, code: str) -> bool:
        """Whether a unit ever had the code."""
        return code in self._segments

    def end(self, code: str) -> UnitEnd | None:
        """The end of the unit, if one is known."""
        return next(iter(self._ends.get(code, ())), None)

    def children_from(self, code: str, since: date) -> dict[str, date]:
        """The units right below ``code`` on some day from ``since`` on, with the first such day."""
        return {
            child: max(since, segment.valid_from)
            for child, stretches in self._segments.items()
            for segment in reversed(stretches)
            if segment.parent == code and segment.valid_to > since
        }

    def first_day_orphaned(self, code: str, since: date) -> tuple[date, str] | None:
        """The first day from ``since`` on on which the unit is there and its parent is not.

        With the parent's code; None while there is always something above it, or it is a root.
        """
        for stretch in self._segments.get(code, ()):
            parent, day = stretch.parent, max(since, stretch.valid_from)
            if parent is None or stretch.valid_to <= since:
                continue
            for above in self._segments.get(parent, ()):
                if above.valid_from <= day < above.valid_to:
                    day = above.valid_to
            if day < stretch.valid_to:
                return day, parent
        return None

    def above(self, code: str, day: date) -> Iterator[str]:
        """The unit, its parent on that day, and so on up to the root."""
        seen: set[str] = set()
        above: str | None = code
        while above is not None and above not in seen:
            yield above
            seen.add(above)
            segment = self.at(above, day)
            above = None if segment is None else segment.parent

    def heir(self, code: str, day: date) -> str | None:
        """The unit itself where it is there on that day, else who keeps its records then.

        None where it ended, or its heirs did, without anybody taking over.
        """
        seen: set[str] = set()
        above: str | None = code
        while above is not None and above not in seen:
            end = self.end(above)
            if end is None or end.valid_from > day:
                return above
            seen.add(above)
            above = end.heir
        return None

    def at(self, code: str, day: date) -> UnitSegment | None:
        """The unit on that day, or None where it is not (yet, or any longer) there."""
        for segment in self._segments.get(code, ()):
            if segment.valid_from <= day < segment.valid_to:
                return segment
        return None

    def below(self, code: str, day: date) -> set[str]:
        """The unit and all below it on that day; empty where the unit is not there."""
        if self.at(code, day) is None:
            return set()
        children: dict[str, list[str]] = {}
        for child in self._segments:
            segment = self.at(child, day)
            if segment is not None and segment.parent is not None:
                children.setdefault(segment.parent, []).append(child)
        found = {code}
        frontier = [code]
        while frontier:
            fresh = [c for c in children.get(frontier.pop(), ()) if c not in found]
            found.update(fresh)
            frontier.extend(fresh)
        return found

    def refuse_cycle(self, code: str, since: date) -> None:
        """Refuses a tree in which ``code`` is below itself on some day from ``since`` on."""
        days = {since} | {day for day in self._turning_days if day > since}
        for day in sorted(days):
            self._refuse_cycle_on(code, day)

    def _refuse_cycle_on(self, code: str, day: date) -> None:
        seen: set[str] = set()
        above: str | None = code
        while above is not None and above not in seen:
            seen.add(above)
            segment = self.at(above, day)
            above = None if segment is None else segment.parent
        if above is not None:
            raise RuleViolationError("unit_cycle", field="parent", value=above, unit=code, on=day)
