"""The timetable: complete, in local time, and the same as pages tell it."""

from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from scheduler import jobs
from scheduler.schedule import TIMETABLE
from tracker.days import LOCAL_ZONE
from tracker.upkeep.runs import JOBS, lock_number

NAMES = [standing.name for standing in TIMETABLE]


def test_every_entry_of_the_timetable_is_complete_and_in_local_time() -> None:
    assert NAMES
    assert len(set(NAMES)) == len(NAMES)
    for standing in TIMETABLE:
        assert standing.run.__doc__
        assert standing.run.__name__ == standing.name
        assert isinstance(standing.trigger, CronTrigger)
        assert standing.trigger.timezone is LOCAL_ZONE


def test_every_job_stands_in_the_timetable() -> None:
    defined = {
        name
        for name, value in vars(jobs).items()
        if callable(value)
        and getattr(value, "__module__", "") == jobs.__name__
        and not name.startswith("_")
    }
    assert defined <= set(NAMES)


def test_pages_know_the_jobs_of_the_timetable() -> None:
    assert list(JOBS) == NAMES


def test_no_two_jobs_share_a_lock() -> None:
    assert len({lock_number(name) for name in NAMES}) == len(NAMES)


def test_the_self_check_runs_every_night_at_two_local_time() -> None:
    (self_check,) = [standing for standing in TIMETABLE if standing.name == "self_check"]
    after = datetime(2024, 2, 28, 12, tzinfo=LOCAL_ZONE)
    for day in ("2024-02-29", "2024-03-01", "2024-03-02"):
        after = self_check.trigger.get_next_fire_time(None, after)
        assert after.isoformat() == f"{day}T02:00:00+07:00"
        after += timedelta(seconds=1)


def test_the_sweep_goes_round_on_the_hour_and_when_somebody_begins_to_lead() -> None:
    (sweep,) = [standing for standing in TIMETABLE if standing.name == "sweep"]
    assert sweep.at_once
    after = datetime(2024, 2, 28, 6, 0, 1, tzinfo=LOCAL_ZONE)
    assert sweep.trigger.get_next_fire_time(None, after).isoformat() == "2024-02-28T07:00:00+07:00"
