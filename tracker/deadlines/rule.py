"""How a deadline was counted, kept with the item, so that it can be counted and shown again."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple, Self

from tracker.deadlines.arithmetic import Computed, Period, PeriodUnit, end_of_period
from tracker.deadlines.calendar import WorkCalendar
from tracker.deadlines.outcome import DeadlineKind, Reading


class DeadlineRule(NamedTuple):
    """A period, the day from which it is counted, and the calendar as it then was."""

    period: Period
    zero: date
    calendar: str
    calendar_version: int

    def as_stored(self) -> dict[str, Any]:
        """In the shape in which it is kept with the item."""
        return {
            "count": self.period.count,
            "unit": self.period.unit.value,
            "from": self.zero.isoformat(),
            "calendar": self.calendar,
            "calendar_version": self.calendar_version,
        }

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Back from the shape in which it is kept."""
        return cls(
            Period(stored["count"], PeriodUnit(stored["unit"])),
            date.fromisoformat(stored["from"]),
            stored["calendar"],
            stored["calendar_version"],
        )

    def computed(self, calendar: WorkCalendar) -> Computed:
        """The last day and every step, by the calendar as it is or as it was."""
        return end_of_period(self.zero, self.period, calendar)


def rule_of(reading: Reading, calendar: WorkCalendar) -> DeadlineRule | None:
    """The rule of a deadline that was counted; none for fixed days, series and the like."""
    if reading.kind is not DeadlineKind.RELATIVE or reading.due_on is None:
        return None
    if reading.period is None or reading.zero is None:
        return None
    return DeadlineRule(reading.period, reading.zero, calendar.code, calendar.version)
