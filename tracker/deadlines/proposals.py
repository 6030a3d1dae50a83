"""Holidays of a year as a well-kept package knows them: proposals, until a person adopts them."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.metadata import version
from types import MappingProxyType
from typing import Final, NamedTuple

import holidays

SOURCE: Final = f"python-holidays {version('holidays')}"
"""Named wherever a proposal is shown."""
_IN_LIEU: Final = "(nghỉ bù)"
_SWAPPED: Final = "Ngày nghỉ (thay cho ngày"
_MAKEUP: Final = "Ngày làm việc bù"
_UNSETTLED: Final = frozenset({(11, 24)})
"""24/11: whether it is enacted as a day off was not found (domain.md Q12)."""


class ProposedDay(NamedTuple):
    """A day off, or a rest day worked; ``kind`` is a word of ``DayKind``."""

    day: date
    kind: str
    name: str
    settled_by_law: bool
    """False: not to be counted with before a document is given."""


@cache
def proposed_days(year: int) -> Mapping[date, ProposedDay]:
    """The proposals of one year; weekdays and rest days alike, make-up days included."""
    package = holidays.country_holidays("VN", years=year, language="vi")
    days = {day: _day_off(day, name) for day, name in package.items() if day.year == year}
    for day in package.weekend_workdays:
        if day.year == year:
            days[day] = ProposedDay(day, "makeup_work", _MAKEUP, settled_by_law=True)
    return MappingProxyType(dict(sorted(days.items())))


def _day_off(day: date, name: str) -> ProposedDay:
    kind = "holiday"
    if _IN_LIEU in name:
        kind = "in_lieu"
    elif name.startswith(_SWAPPED):
        kind = "swapped_off"
    return ProposedDay(day, kind, name, (day.month, day.day) not in _UNSETTLED)
