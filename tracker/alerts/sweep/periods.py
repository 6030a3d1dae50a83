"""Reminders that a reporting period closes (NĐ 09/2019, Điều 12)."""

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Event
from typing import Final

from tracker.alerts.recipients.ways import ways_of
from tracker.alerts.rules.policy import policy_at
from tracker.alerts.sweep.raising import raise_period
from tracker.bootstrap import Installation
from tracker.catalogue import Language, text
from tracker.days import local_day
from tracker.deadlines.closings import Closing, closings
from tracker.upkeep.runs import Result

_ROMAN: Final = ("I", "II", "III", "IV")
_HALVES: Final = ("half_1", "half_2")


def remind_periods(found: Installation, _stop: Event) -> Result:
    """Raises that periods close within the policy's days; once for each, however often it runs.

    Where several close on a day, they are one: the longest, which names the others.
    """
    now = found.clock.now()
    today = local_day(now)
    raised = 0
    with found.pool.connection() as connection:
        policy = policy_at(connection, now)
        for closes_on in _closing_days(today, max(policy.period_days, default=0)):
            name = name_of(closings(closes_on), found.settings.lang)
            ways = ways_of(found.settings)
            raised += raise_period(connection, name, closes_on, policy, today, now, ways)
    return Result({"alerts": raised})


def name_of(together: list[Closing], language: Language) -> str:
    """What the periods that close on one day are called, the longest first."""
    longest, *others = (_name(closing, language) for closing in together)
    if not others:
        return longest
    return text(language, "closing.together", longest=longest, others=", ".join(others))


def _closing_days(today: date, ahead: int) -> Iterator[date]:
    days = (today + timedelta(days=number) for number in range(ahead + 1))
    return (day for day in days if closings(day))


def _name(closing: Closing, language: Language) -> str:
    number = _ROMAN[closing.number - 1] if closing.sort == "quarter" else closing.number
    word = _HALVES[closing.number - 1] if closing.sort == "half" else closing.sort
    return text(language, f"closing.{word}", number=number, year=closing.year)
