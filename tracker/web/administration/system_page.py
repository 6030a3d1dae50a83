"""``/admin/system``: versions, how far the read model is, who runs the timetable, what is kept."""

from dataclasses import dataclass
from importlib.metadata import version
from platform import python_version
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Response
from psycopg import Connection

from tracker.access.judging import refuse_unless_everywhere
from tracker.api.upkeep.standing import Standing
from tracker.catalogue import Language
from tracker.database.migrate import migrations
from tracker.present import jobs as words
from tracker.projections.projector import LEADER_LOCK, Health
from tracker.reading.cut import SQL
from tracker.reading.upkeep import (
    Built,
    Parked,
    Sizes,
    built,
    damaged_files,
    is_held,
    parked_first,
    sizes,
)
from tracker.rights.words import Act
from tracker.upkeep import runs
from tracker.upkeep.runs import Alerting, JobState
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_MOST_PARKED: Final = 20
_PRODUCT: Final = "reform-tracker"


class JobRow(NamedTuple):
    """A standing job as the page shows it."""

    job: JobState
    told: str
    """What its last run did, in words."""
    lasted: str | None
    """How long that took."""


@dataclass(frozen=True, kw_only=True)
class SystemPage:
    """What the page shows."""

    product: str
    python: str
    postgres: str
    schema: int
    is_embedded: bool
    read_model: Built | None
    standing: Standing
    lag_seconds: int
    health: Health
    projects: bool
    """Whether some program keeps the read model up to the log."""
    parked: list[Parked]
    schedules: bool
    """Whether some program works through the timetable."""
    jobs: list[JobRow]
    alerting: Alerting
    sizes: Sizes
    damaged: int
    """Evidence files found damaged or missing, and not mended since."""


@router.get("/admin/system")
def show_system(visit: Visiting) -> Response:
    """How the installation stands at this moment; nothing can be done from here."""
    refuse_unless_everywhere(visit.caller, Act.AUDIT)
    with visit.asking() as connection:
        page = _page(connection, visit)
    return visit.page("administration/system.html", page=page)


def standing_now(connection: Connection[Any]) -> Standing:
    """Where log and read model stand."""
    row = connection.execute(SQL["lag"]).fetchone()
    return Standing(*row) if row else Standing()


def job_row(job: JobState, language: Language) -> JobRow:
    """A job with its last run in words."""
    lasted = None
    if job.begun_at is not None and job.ended_at is not None:
        lasted = words.lasted(job.begun_at, job.ended_at, language)
    return JobRow(job, words.told(job.told or {}, language), lasted)


def _page(connection: Connection[Any], visit: Visit) -> SystemPage:
    standing = standing_now(connection)
    return SystemPage(
        product=version(_PRODUCT),
        python=python_version(),
        postgres=connection.info.parameter_status("server_version") or "",
        schema=max(migration.number for migration in migrations()),
        is_embedded=visit.found.embedded is not None,
        read_model=built(connection),
        standing=standing,
        lag_seconds=int(standing.lag_seconds(visit.now)),
        health=visit.request.app.state.health,
        projects=is_held(connection, LEADER_LOCK),
        parked=parked_first(connection, _MOST_PARKED),
        schedules=runs.is_led(connection),
        jobs=[job_row(job, visit.words.language) for job in runs.jobs(connection)],
        alerting=runs.alerting(connection),
        sizes=sizes(connection),
        damaged=damaged_files(connection),
    )
