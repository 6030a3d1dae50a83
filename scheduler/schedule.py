"""The whole timetable as data; times are of the offices' zone."""

from collections.abc import Callable
from typing import Final, NamedTuple

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from scheduler import jobs
from tracker.bootstrap import Installation
from tracker.days import LOCAL_ZONE


class Standing(NamedTuple):
    """A job that runs again and again."""

    name: str
    trigger: BaseTrigger
    run: Callable[[Installation], object]


TIMETABLE: Final = (
    Standing("self_check", CronTrigger(hour=2, minute=0, timezone=LOCAL_ZONE), jobs.self_check),
    Standing(
        "tidy",
        CronTrigger(day_of_week="sun", hour=3, minute=0, timezone=LOCAL_ZONE),
        jobs.tidy,
    ),
    Standing(
        "forget_refusals",
        CronTrigger(hour=3, minute=30, timezone=LOCAL_ZONE),
        jobs.forget_refusals,
    ),
    Standing("forget_keys", CronTrigger(hour=4, minute=0, timezone=LOCAL_ZONE), jobs.forget_keys),
    Standing(
        "forget_sessions",
        CronTrigger(hour=4, minute=30, timezone=LOCAL_ZONE),
        jobs.forget_sessions,
    ),
)
