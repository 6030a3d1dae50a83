"""Where a period ends, day by day, with the reason for every day (Bộ luật Dân sự 2015).

Điều 147: the day of the event itself is not counted. Điều 148: a period ends at the end
of its last day; months end on the day of the same number or on the month's last day; a
last day that is a rest day gives way to the next working day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from dateutil.relativedelta import relativedelta

from tracker.deadlines.calendar import DayEntry, WorkCalendar

_DAY: Final = timedelta(days=1)


class PeriodUnit(StrEnum):
    """What a period is counted in."""

    DAY = "day"
    WORKING_DAY = "working_day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Period:
    """A length of time as a document states it: ``5 working_day``; at least 1."""

    count: int
    unit: PeriodUnit


LONGEST: Final = {
    PeriodUnit.DAY: 18_300,
    PeriodUnit.WORKING_DAY: 12_500,
    PeriodUnit.WEEK: 2_600,
    PeriodUnit.MONTH: 600,
    PeriodUnit.QUARTER: 200,
    PeriodUnit.YEAR: 50,
}
"""Fifty years: no document sets a longer time, and working days are counted one by one."""


class StepKind(StrEnum):
    """What a day was in the count."""

    DAY_ZERO = "day_zero"
    COUNTED = "counted"
    RESTED = "rested"
    """A rest day that working days step over."""
    ENDS = "ends"
    """The last day of a period counted in days, weeks, months or years."""
    ROLLED = "rolled"
    """A last day that is a rest day and gives way to the next."""
    DUE = "due"


class Step(NamedTuple):
    """One day of a computation and what it was; ``no`` is its number among the counted."""

    day: date
    kind: StepKind
    no: int = 0
    entry: DayEntry | None = None
    """What the calendar says of the day, when it says anything."""


class Computed(NamedTuple):
    """The last day on which completion is on time, and every step that led there."""

    due_on: date
    steps: tuple[Step, ...]


def end_of_period(zero: date, period: Period, calendar: WorkCalendar) -> Computed:
    """The end of ``period`` after ``zero``, the day of the event, which is not counted.

    Working days are stepped one by one; every other period ends by the calendar (months
    are months, not 30 days) and then on the next working day if it ends on a rest day.

    Raises:
        OverflowError: the period ends beyond the days that a date can hold.
    """
    start = Step(zero, StepKind.DAY_ZERO, entry=calendar.entry(zero))
    if period.unit is PeriodUnit.WORKING_DAY:
        steps = [start, *_working_days(zero, period.count, calendar)]
        return Computed(steps[-1].day, (*steps, Step(steps[-1].day, StepKind.DUE)))
    last = _last_day(zero, period)
    rolled = roll(last, calendar)
    ends = Step(last, StepKind.ENDS, period.count, calendar.entry(last))
    return Computed(rolled.due_on, (start, ends, *rolled.steps))


_SPANS: Final = {
    PeriodUnit.DAY: relativedelta(days=1),
    PeriodUnit.WEEK: relativedelta(weeks=1),
    PeriodUnit.MONTH: relativedelta(months=1),
    PeriodUnit.QUARTER: relativedelta(months=3),
    PeriodUnit.YEAR: relativedelta(years=1),
}


def _last_day(zero: date, period: Period) -> date:
    try:
        return zero + _SPANS[period.unit] * period.count
    except ValueError as error:  # how the library says that a year is too late
        raise OverflowError(period) from error


def _working_days(zero: date, count: int, calendar: WorkCalendar) -> Iterator[Step]:
    day, counted = zero, 0
    while counted < count:
        day += _DAY
        if calendar.works(day):
            counted += 1
            yield Step(day, StepKind.COUNTED, counted, calendar.entry(day))
        else:
            yield Step(day, StepKind.RESTED, entry=calendar.entry(day))


def roll(day: date, calendar: WorkCalendar) -> Computed:
    """The day itself, or the next working day where it is a rest day (Điều 148)."""
    steps = []
    while not calendar.works(day):
        steps.append(Step(day, StepKind.ROLLED, entry=calendar.entry(day)))
        day += _DAY
    return Computed(day, (*steps, Step(day, StepKind.DUE, entry=calendar.entry(day))))


def working_days_between(zero: date, last: date, calendar: WorkCalendar) -> int:
    """How many days after ``zero`` up to ``last`` are worked; 0 when ``last`` is not later."""
    days = (zero + timedelta(days=n) for n in range(1, (last - zero).days + 1))
    return sum(map(calendar.works, days))
