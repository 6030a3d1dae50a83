"""A desk whose items are swept: what was flagged, and how far the sweeps came."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Event

from tests.alerts.desk import Desk
from tests.support.scenario import Office, md
from tracker.alerts.sweep.sweeping import sweep, swept
from tracker.bootstrap import Installation
from tracker.fold.words import Kind
from tracker.upkeep.runs import Result

TASK, DIRECTIVE = Kind.PLAN_TASK, Kind.DIRECTIVE
LATE = 1


class StopAfter(Event):
    """Is set when it has been asked so often."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.left = looks

    def is_set(self) -> bool:
        self.left -= 1
        return self.left < 0


@dataclass
class Sweeps:
    """Sweeps on days, and tells what stands."""

    desk: Desk
    found: Installation

    @property
    def office(self) -> Office:
        return self.desk.office

    def on(
        self, day: date | str, deed: Callable[[Office], object] | None = None, time: str = "09:00"
    ) -> "Sweeps":
        """That day comes, and something is done."""
        self.desk.on(day, time)
        if deed is not None:
            deed(self.office)
        return self

    def sweep(self, day: date | str | None = None, stop: Event | None = None) -> Result:
        """Sweeps, in the morning of a day if one is named."""
        if day is not None:
            self.desk.on(day, "07:00")
        return sweep(self.found, stop or Event())

    def flags(self, ref: str, kind: Kind = TASK) -> list[tuple[int, date, date]]:
        """Level, deadline and day of every flag, in the order of recording."""
        return [
            (
                -event.days_before if hasattr(event, "days_before") else LATE,
                event.for_due_on,
                event.effective_on,
            )
            for event in self.found.tracker.item(kind, ref).happenings
            if event.actor == "scheduler" and hasattr(event, "for_due_on")
        ]

    def levels(self, ref: str, kind: Kind = TASK) -> list[int]:
        return [level for level, _, _ in self.flags(ref, kind)]

    def swept_on(self) -> date | None:
        row = swept(self.desk.connection)
        return None if row is None else row.on


def flag(level: int, due_on: str, fired_on: str) -> tuple[int, date, date]:
    return level, md(due_on), md(fired_on)
