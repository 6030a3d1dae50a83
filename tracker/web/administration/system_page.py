"""``/admin/system``: versions, how far the read model is, who runs the timetable, what is kept."""

from dataclasses import dataclass
from importlib.metadata import version
from platform import python_version
from typing import Any, Final

from fastapi import APIRouter, Response
from psycopg import Connection

from tracker.access.judging import refuse_unless_everywhere
from tracker.api.upkeep.standing import Standing
from tracker.database.migrate import migrations
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
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_MOST_PARKED: Final = 20
_PRODUCT: Final = "reform-tracker"


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
    jobs: tuple[str, ...]
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
        schedules=is_held(connection, runs.LEADER_LOCK),
        jobs=runs.JOBS,
        sizes=sizes(connection),
        damaged=damaged_files(connection),
    )
