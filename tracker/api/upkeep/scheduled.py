"""Measurements of the scheduler, its jobs, and the alerts that it sends."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, time
from typing import Any, Final, NamedTuple

from prometheus_client.core import GaugeMetricFamily, Metric
from psycopg import AsyncConnection

from tracker.days import LOCAL_ZONE
from tracker.upkeep.runs import JOBS, LEADER_LOCK, RUN_LOCK, SQL, Alerting, JobState, job_states

_STATES: Final = ("done", "stopped", "failed", "alarm", "broken_off", "running")
_TIMES: Final[tuple[tuple[str, str, Callable[[JobState], datetime | None]], ...]] = (
    ("last_run", "When the job's last run began.", lambda job: job.begun_at),
    ("last_success", "When a run of the job last came to a good end.", lambda job: job.done_at),
    ("next_run", "When the job is due again.", lambda job: job.next_run_at),
)


class Scheduled(NamedTuple):
    """What the database said of the scheduler."""

    leads: bool
    """Whether some scheduler works through the timetable."""
    jobs: list[JobState]
    alerting: Alerting


async def look_at_scheduler(connection: AsyncConnection[tuple[Any, ...]]) -> Scheduled:
    """Asks the database, by its indexes."""
    led = await (await connection.execute(SQL["led"], (LEADER_LOCK,))).fetchone()
    running = await (await connection.execute(SQL["running"], (RUN_LOCK,))).fetchall()
    rows = await (await connection.execute(SQL["jobs"], (list(JOBS),))).fetchall()
    far = await (await connection.execute(SQL["alerting"])).fetchone()
    return Scheduled(
        led == (True,), job_states(rows, running), Alerting(*far) if far else Alerting()
    )


def of_scheduler(seen: Scheduled) -> Iterator[Metric]:
    """The measurements; what has never happened is left out."""
    about = "Whether some scheduler leads."
    yield GaugeMetricFamily("tracker_scheduler_leads", about, int(seen.leads))
    yield from _of_jobs(seen.jobs)
    yield from _of_alerts(seen.alerting)


def _of_jobs(jobs: Iterable[JobState]) -> Iterator[Metric]:
    begun = [job for job in jobs if job.state != "never"]
    for name, about, time_of in _TIMES:
        times = GaugeMetricFamily(f"tracker_job_{name}_timestamp_seconds", about, labels=("job",))
        for job in jobs:
            moment = time_of(job)
            if moment is not None:
                times.add_metric([job.name], moment.timestamp())
        yield times
    about = "How the job's last run went: 1 for its outcome, 0 for the others."
    states = GaugeMetricFamily("tracker_job_last_outcome", about, labels=("job", "outcome"))
    about = "Whether somebody should look at the job: it failed, broke off or found an error."
    trouble = GaugeMetricFamily("tracker_job_trouble", about, labels=("job",))
    for job in begun:
        for state in _STATES:
            states.add_metric([job.name, state], int(job.state == state))
        trouble.add_metric([job.name], int(job.needs_attention))
    yield from (states, trouble)


def _of_alerts(far: Alerting) -> Iterator[Metric]:
    about = "Alerts that were raised and neither sent nor dropped."
    yield GaugeMetricFamily("tracker_alerts_pending", about, far.pending)
    about = "Digests that wait to be sent, and that were given up."
    deliveries = GaugeMetricFamily("tracker_alert_deliveries", about, labels=("state",))
    deliveries.add_metric(["waiting"], far.waiting)
    deliveries.add_metric(["dead"], far.dead)
    yield deliveries
    if far.swept_on is not None and far.swept_at is not None:
        about = "The beginning of the day up to which all marks were gone through."
        day = datetime.combine(far.swept_on, time(), LOCAL_ZONE).timestamp()
        yield GaugeMetricFamily("tracker_alert_swept_day_timestamp_seconds", about, day)
        about = "When all marks were last gone through."
        moment = far.swept_at.timestamp()
        yield GaugeMetricFamily("tracker_alert_swept_timestamp_seconds", about, moment)
