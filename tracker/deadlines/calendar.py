"""Which days are worked: the weekly pattern, what was adopted, and what is only proposed.

domain.md 3.2: a table of ``day, kind, source document``; nothing of it is hard-coded.
Days of a year that nobody adopted yet come from :mod:`tracker.deadlines.proposals` and
are marked so, for whoever counts with them has to know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from tracker.deadlines.proposals import ProposedDay, proposed_days

NATIONAL: Final = "VN"
"""The calendar that rules where no other one is established."""
NATIONAL_NAME: Final = "Lịch làm việc chung cả nước"
_SATURDAY: Final = 5


class DayKind(StrEnum):
    """Why a day is not what its place in the week says (domain.md 3.2)."""

    HOLIDAY = "holiday"
    IN_LIEU = "in_lieu"
    SWAPPED_OFF = "swapped_off"
    MAKEUP_WORK = "makeup_work"
    ORDINARY = "ordinary"
    """An earlier entry is taken back: the day is what its place in the week says."""


class DayEntry(NamedTuple):
    """What is laid down of one day; ``paper`` is the document's number, None for a proposal."""

    day: date
    kind: DayKind
    name: str
    paper: str | None = None


@dataclass(frozen=True)
class WorkCalendar:
    """One calendar as known at one moment, its base's days included.

    ``version`` is the number of adoptions behind it, in this calendar and its bases;
    ``complete`` holds the years for which no proposal is consulted any more.
    """

    code: str = NATIONAL
    version: int = 0
    entries: Mapping[date, DayEntry] = field(default_factory=dict)
    complete: frozenset[int] = frozenset()

    def entry(self, day: date) -> DayEntry | None:
        """What is laid down or proposed of the day, if anything."""
        found = self.entries.get(day)
        if found is None and day.year not in self.complete:
            proposed = proposed_days(day.year).get(day)
            if proposed is not None and proposed.settled_by_law:
                return as_entry(proposed)
        return found

    def days_of(self, year: int) -> list[DayEntry]:
        """The days of a year that are laid down or proposed, in order."""
        proposed = () if year in self.complete else proposed_days(year)
        days = sorted({*(day for day in self.entries if day.year == year), *proposed})
        return [entry for day in days if (entry := self.entry(day)) is not None]

    def works(self, day: date) -> bool:
        """Whether offices work on the day."""
        found = self.entry(day)
        if found is None or found.kind is DayKind.ORDINARY:
            return not is_weekend(day)
        return found.kind is DayKind.MAKEUP_WORK


def as_entry(proposed: ProposedDay) -> DayEntry:
    """A proposal in the shape of an entry, without a document."""
    return DayEntry(proposed.day, DayKind(proposed.kind), proposed.name)


def is_weekend(day: date) -> bool:
    """Saturday or Sunday."""
    return day.weekday() >= _SATURDAY
