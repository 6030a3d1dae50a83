"""The report on a day's alerts: its lines, its numbers, and whether the scheduler looked at all."""

from collections import Counter
from datetime import date, datetime
from typing import NamedTuple

from tracker.alerts.audit.notices import Notice
from tracker.alerts.audit.outcomes import DUE, TOLD, Look, Outcome
from tracker.alerts.words import Occasion
from tracker.fold.words import Kind
from tracker.reading.cut import Cut


class Cause(NamedTuple):
    """The event for which a mark was not raised."""

    no: int
    """Its place in the item's stream."""
    type: str
    effective_on: date
    recorded_at: datetime


class Line(NamedTuple):
    """One alert of the day."""

    outcome: Outcome
    occasion: Occasion
    kind: Kind | None
    """None: a reporting period."""
    ref: str | None
    title: str
    """What the item is about; the name of a period."""
    unit: str
    """The unit that led when it was due, or raised."""
    about_on: date
    level: int
    """Days from ``about_on``."""
    fired_on: date
    raised_at: datetime | None
    """When the flag was recorded; of what is no mark, when it came into the ledger."""
    event_no: int | None
    """The flag's place in the item's stream."""
    cause: Cause | None
    notices: tuple[Notice, ...]


class Swept(NamedTuple):
    """Whether the scheduler looked at the day."""

    at: datetime | None
    """When first on the day itself."""
    later_at: datetime | None
    """When first on a later day; it has caught up with the day at that time at the latest."""
    first_on: date | None
    """The day of the very first sweep of all; before it nobody looked."""


class Report(NamedTuple):
    """All alerts of a day, as known at K."""

    cut: Cut
    """The day, and K."""
    look: Look
    swept: Swept
    lines: list[Line]
    """By outcome in the order of :class:`Outcome`, then by unit, kind and reference."""
    unread: int = 0
    """Items of any unit that may belong here and whose events cannot be read."""

    @property
    def totals(self) -> dict[Outcome, int]:
        """How many lines there are of each outcome."""
        counted = Counter(line.outcome for line in self.lines)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def due(self) -> int:
        """How many marks were due on the day."""
        return sum(line.outcome in DUE for line in self.lines)

    @property
    def untold(self) -> int:
        """How many were raised and told nobody, because no rule led to anybody."""
        return sum(is_untold(line) for line in self.lines)


def is_untold(line: Line) -> bool:
    """Whether it was raised, and nobody was to be told of it."""
    return line.outcome in TOLD and not line.notices
