"""When people are told: on days their offices work, between morning and evening."""

from collections.abc import Iterable
from datetime import date, datetime

from tracker.alerts.rules.policy import Policy
from tracker.days import LOCAL_ZONE
from tracker.deadlines.adoption import Calendars
from tracker.fold.units import UnitTree


def is_open(policy: Policy, now: datetime) -> bool:
    """Whether it is neither too early nor too late in the day."""
    return policy.morning <= now.astimezone(LOCAL_ZONE).time() < policy.evening


class Workday:
    """Which units work on a day: each by the calendar of the nearest unit above that has one.

    Args:
        calendars: as known now.
        tree: as known now.
        today: the day.
    """

    def __init__(self, calendars: Calendars, tree: UnitTree, today: date) -> None:
        self._calendars = calendars
        self._tree = tree
        self.today = today
        self._works: dict[str, bool] = {}

    def anybody(self) -> bool:
        """Whether it is a working day by any calendar."""
        return any(self._calendars.named(code).works(self.today) for code in self._calendars)

    def any_of(self, units: Iterable[str]) -> bool:
        """Whether one of the units works."""
        return any(self._unit(unit) for unit in units)

    def name(self, unit: str) -> str:
        """What a unit is called on the day; one that is not there goes by its code."""
        segment = self._tree.at(unit, self.today)
        return unit if segment is None else segment.name

    def _unit(self, unit: str) -> bool:
        if unit not in self._works:
            code = self._calendars.of_unit(self._tree.above(unit, self.today))
            self._works[unit] = self._calendars.named(code).works(self.today)
        return self._works[unit]
