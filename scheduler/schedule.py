"""The whole timetable as data; times are of the offices' zone.

Any two jobs may run side by side, each in a thread of its own, so a long sweep keeps no digest
waiting; two runs of one job never do, in whatever processes (`scheduler.recording`). They share
what is safe to share: the log takes one append at a time, the ledger of alerts refuses a second
row, a delivery is locked while it is sent, and indexes are built anew beside the old ones.
"""

from collections.abc import Callable
from threading import Event
from typing import Final, NamedTuple

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger

from scheduler import jobs
from tracker.alerts.sweep.periods import remind_periods
from tracker.alerts.sweep.sweeping import sweep
from tracker.alerts.telling.delivering import deliver
from tracker.bootstrap import Installation
from tracker.days import LOCAL_ZONE
from tracker.upkeep.runs import Result

Job = Callable[[Installation, Event], Result]


class Standing(NamedTuple):
    """A job that runs again and again."""

    name: str
    trigger: BaseTrigger
    run: Job
    at_once: bool = False
    """Also whenever a scheduler begins to lead, not only when a run was missed."""


def _at(**when: int | str) -> CronTrigger:
    return CronTrigger(**when, timezone=LOCAL_ZONE)


TIMETABLE: Final = (
    Standing("sweep", _at(minute=0), sweep, at_once=True),
    Standing("deliver", _at(minute="*"), deliver),
    Standing("remind_periods", _at(hour=6, minute=30), remind_periods),
    Standing("self_check", _at(hour=2, minute=0), jobs.self_check),
    Standing("tidy", _at(day_of_week="sun", hour=3, minute=0), jobs.tidy),
    Standing("forget_refusals", _at(hour=3, minute=30), jobs.forget_refusals),
    Standing("forget_keys", _at(hour=4, minute=0), jobs.forget_keys),
    Standing("forget_sessions", _at(hour=4, minute=30), jobs.forget_sessions),
    Standing("forget_runs", _at(hour=5, minute=0), jobs.forget_runs),
)
