"""When reporting periods close: on the 14th (NĐ 09/2019, Điều 12; domain.md section 2).

A month goes from the 15th of the one before to the 14th; a quarter, a half and a year to the
14th of their last month. Offices may close earlier; these are the days that the decree names.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

LAST_DAY: Final = 14
SORTS: Final = (("month", 1), ("quarter", 3), ("half", 6), ("year", 12))
"""What a period is called, and of how many months it is."""
_MONTHS: Final = 12


class Closing(NamedTuple):
    """A reporting period; it closes with the end of its last day."""

    sort: str
    """``month``, ``quarter``, ``half`` or ``year``."""
    number: int
    """Which of its year."""
    year: int
    first: date
    last: date


def closings(day: date) -> list[Closing]:
    """The periods that close on a day, the longest first."""
    if day.day != LAST_DAY:
        return []
    return [
        Closing(sort, day.month // months, day.year, _after(day, months), day)
        for sort, months in reversed(SORTS)
        if day.month % months == 0
    ]


def months_before(day: date, months: int) -> date:
    """The same day some months before; every month must have it."""
    years, month = divmod(day.year * _MONTHS + day.month - 1 - months, _MONTHS)
    return day.replace(year=years, month=month + 1)


def _after(last: date, months: int) -> date:
    return months_before(last, months) + timedelta(days=1)
