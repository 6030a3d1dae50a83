"""``/healthz`` (alive) and ``/readyz`` (the database answers and the numbers are fresh)."""

from typing import Final

from fastapi import APIRouter, Request, Response

from tracker.api.dependencies import Installed, asking
from tracker.api.shapes import AliveShape, Answer, ReadyShape
from tracker.api.upkeep.standing import Standing
from tracker.projections.projector import Health
from tracker.reading.cut import SQL

router = APIRouter()

_TOO_LATE_SECONDS: Final = 60
_NOT_READY: Final = 503


@router.get("/healthz", response_model=AliveShape)
def get_health() -> Answer:
    """The process is alive."""
    return {"status": "ok"}


@router.get("/readyz", response_model=ReadyShape, responses={_NOT_READY: {"model": ReadyShape}})
def get_readiness(request: Request, response: Response, found: Installed) -> Answer:
    """Whether answers can be trusted to be fresh; if not, why."""
    with asking(found) as connection:
        row = connection.execute(SQL["lag"]).fetchone()
    standing = Standing(*row) if row else Standing()
    lag = standing.lag_seconds(found.clock.now())
    problem = _problem(request.app.state.health, lag, standing.parked)
    response.status_code = 200 if problem is None else _NOT_READY
    return {
        "ready": problem is None,
        "position": standing.position,
        "head": standing.head,
        "lag_events": standing.lag_events,
        "lag_seconds": lag,
        "parked": standing.parked,
        "problem": problem,
    }


def _problem(health: Health, lag: float, parked: int) -> str | None:
    if health.failure is not None:
        return health.failure.code
    if parked:
        return "events_parked"
    return "projection_behind" if lag > _TOO_LATE_SECONDS else None
