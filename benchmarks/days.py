"""Days as small numbers, from the first of 2025 on, and how they are written."""

from datetime import date, timedelta
from typing import Final

FIRST: Final = date(2025, 1, 1)
BEFORE: Final = 60
"""How many days before the first can be written too."""
_LATEST: Final = 1_000

_ISO: Final = [(FIRST + timedelta(days=n - BEFORE)).isoformat() for n in range(BEFORE + _LATEST)]
_TIMES: Final = [
    f"T{hour:02}:{minute:02}:{second:02}"
    for hour in range(24)
    for minute in range(60)
    for second in range(60)
]
WORKDAYS: Final = [n for n in range(365) if (FIRST + timedelta(days=n)).weekday() < 5]
"""The working days of 2025."""


def iso(day: int) -> str:
    """A day as written in history files."""
    return _ISO[day + BEFORE]


def moment(day: int, second: int, microsecond: int) -> str:
    """A local moment; all are equally long, so their order is that of their text."""
    return f"{_ISO[day + BEFORE]}{_TIMES[second]}.{microsecond:06d}+07:00"


def number(day: date) -> int:
    """The number of a day."""
    return (day - FIRST).days
