"""``/healthz`` (alive) and ``/readyz`` (the database answers and the numbers are fresh)."""

from datetime import UTC, datetime
from typing import Final

from fastapi import APIRouter, Request, Response

from tracker.api.dependencies import Installed, asking
from tracker.api.shapes import AliveShape, Answer, ReadyShape
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
    position, head, parked, waiting_since = row or (0, 0, 0, None)
    lag = _seconds(waiting_since, found.clock.now())
    problem = _problem(request.app.state.health, lag, parked)
    response.status_code = 200 if problem is None else _NOT_READY
    return {
        "ready": problem is None,
        "position": position,
        "head": head,
        "lag_events": max(head - position, 0),
        "lag_seconds": lag,
        "parked": parked,
        "problem": problem,
    }


def _seconds(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max((now.astimezone(UTC) - since).total_seconds(), 0.0)


def _problem(health: Health, lag: float, parked: int) -> str | None:
    if health.failure is not None:
        return health.failure.code
    if parked:
        return "events_parked"
    return "projection_behind" if lag > _TOO_LATE_SECONDS else None
