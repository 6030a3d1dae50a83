"""Calendars as what people adopted made them, at any moment of what was known.

A calendar may rest on another one: a province adds days to those of the nation. Its
version is the number of adoptions behind it, in itself and below, in recorded order, so
a version names one state for ever and a deadline computed with it can be explained later.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from unicodedata import normalize

from tracker.deadlines.calendar import (
    NATIONAL,
    NATIONAL_NAME,
    DayEntry,
    DayKind,
    WorkCalendar,
    is_weekend,
)
from tracker.errors import NotFoundError, RuleViolationError


class Established(NamedTuple):
    """A calendar came into being: on which other one it rests, for which unit it rules."""

    code: str
    name: str
    base: str | None
    unit: str | None


class Adopted(NamedTuple):
    """Days were laid down by a document; ``complete`` years consult no proposal any more."""

    code: str
    days: tuple[DayEntry, ...]
    complete: tuple[int, ...] = ()


CalendarFact = Established | Adopted


class Calendars:
    """All calendars as known at one moment; facts are in recorded order."""

    def __init__(self, facts: Iterable[CalendarFact] = ()) -> None:
        self._established: dict[str, Established] = {}
        self._adopted: list[Adopted] = []
        self._named: dict[tuple[str, int | None], WorkCalendar] = {}
        for fact in facts:
            self.know(fact)

    def know(self, fact: CalendarFact) -> None:
        """Adds what was recorded next."""
        self._named.clear()
        if isinstance(fact, Established):
            self._established[fact.code] = fact
        else:
            self._adopted.append(fact)

    def __contains__(self, code: str) -> bool:
        """Whether the calendar was established; the national one needs no act of its own."""
        return code == NATIONAL or code in self._established

    def __iter__(self) -> Iterator[str]:
        """The codes of all calendars, the national one first."""
        return iter(dict.fromkeys((NATIONAL, *self._established)))

    def about(self, code: str) -> Established:
        """What was said of a calendar when it was established.

        Raises:
            NotFoundError: there is no such calendar.
        """
        found = self._established.get(normalize("NFC", code))
        if found is not None:
            return found
        if code == NATIONAL:
            return Established(NATIONAL, NATIONAL_NAME, None, None)
        raise NotFoundError("unknown_calendar", field="calendar", value=code)

    def chain(self, code: str) -> list[str]:
        """The calendar and those it rests on, itself first."""
        codes = [self.about(code).code]
        base = self.about(code).base
        while base is not None and base not in codes:
            codes.append(base)
            base = self.about(base).base
        return codes

    def resting_on(self, code: str) -> set[str]:
        """The calendar and every other that rests on it."""
        return {other for other in self if code in self.chain(other)}

    def version(self, code: str) -> int:
        """How many adoptions are behind the calendar."""
        chain = set(self.chain(code))
        return sum(adopted.code in chain for adopted in self._adopted)

    def had(self, code: str, version: int) -> bool:
        """Whether there is such a calendar, and it has come to that version."""
        return code in self and version <= self.version(code)

    def named(self, code: str, version: int | None = None) -> WorkCalendar:
        """The calendar as it is, or as it was at an earlier version.

        Raises:
            NotFoundError: there is no such calendar, or it never had the version.
        """
        found = self._named.get((code, version))
        if found is None:
            found = self._named[code, version] = self._made(code, version)
        return found

    def _made(self, code: str, version: int | None) -> WorkCalendar:
        chain = self.chain(code)
        behind = [adopted for adopted in self._adopted if adopted.code in chain]
        if version is not None:
            if version > len(behind):
                raise NotFoundError("unknown_calendar_version", field="version", value=version)
            behind = behind[:version]
        entries: dict[date, DayEntry] = {}
        for level in reversed(chain):
            for adopted in behind:
                if adopted.code == level:
                    entries.update((entry.day, entry) for entry in adopted.days)
        # Proposals are of the nation's days: only who lays those down can do without them.
        root = chain[-1]
        complete = frozenset(
            year for adopted in behind if adopted.code == root for year in adopted.complete
        )
        return WorkCalendar(chain[0], len(behind), entries, complete)

    def ruling(self, unit: str) -> str | None:
        """The calendar established for the unit itself, if any."""
        return next((code for code, about in self._established.items() if about.unit == unit), None)

    def of_unit(self, units_up: Iterable[str]) -> str:
        """The calendar that rules for a unit: of the nearest unit above that has one.

        Args:
            units_up: the unit, its parent, and so on up to the root.
        """
        ruling = {about.unit: code for code, about in self._established.items() if about.unit}
        return next((ruling[unit] for unit in units_up if unit in ruling), NATIONAL)


def refuse_impossible(days: Iterable[DayEntry]) -> None:
    """A day is laid down once in one act, and a make-up day is a rest day that is worked.

    Raises:
        RuleViolationError: naming the day.
    """
    seen: set[date] = set()
    for entry in days:
        if entry.day in seen:
            raise RuleViolationError("day_twice", field="days", value=entry.day)
        seen.add(entry.day)
        if entry.kind is DayKind.MAKEUP_WORK and not is_weekend(entry.day):
            raise RuleViolationError("makeup_on_weekday", field="days", value=entry.day)
