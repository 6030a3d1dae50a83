"""Puts refused accesses into the record; a refusal stays one where the record cannot be had."""

import logging
from typing import Final
from uuid import UUID

import psycopg
from fastapi import Request
from psycopg_pool import PoolTimeout
from starlette.types import Scope

from tracker.access.refusals import Refusal, note
from tracker.api.guard.addresses import client_address
from tracker.api.guard.routes import route_of
from tracker.bootstrap import Installation
from tracker.errors import ForbiddenError, TooManyError, TrackerError, UnauthenticatedError

logger: Final = logging.getLogger(__name__)

REFUSED_ACCESS: Final = (UnauthenticatedError, ForbiddenError, TooManyError)
_WITH_SECRET: Final = ("/calendar/", "/alerts/unsubscribe/")
"""Beginnings of addresses that go on with a secret; what is refused before its route is known
is recorded without it."""
_LONGEST_PATH: Final = 200
_LONGEST_CODE: Final = 100
_PATIENCE_SECONDS: Final = 2
"""How long a refusal waits for a connection before it is given without being recorded."""


def record_refusal(request: Request, error: TrackerError) -> None:
    """Records who was refused what, if access was what was refused."""
    state = request.scope["state"]
    if not isinstance(error, REFUSED_ACCESS) or state.get("is_noted", False):
        return
    found: Installation = request.app.state.installation
    try:
        with found.pool.connection(timeout=_PATIENCE_SECONDS) as connection:
            note(connection, _refusal(request, error, found))
    except (psycopg.Error, PoolTimeout):
        logger.exception("a refused access is not in the record: request %s", state["request_id"])


def account_of(scope: Scope) -> str | None:
    """The name of who asks, once that is known."""
    name = getattr(scope["state"].get("caller"), "name", None)
    return name if isinstance(name, str) else None


def _refusal(request: Request, error: TrackerError, found: Installation) -> Refusal:
    unit = error.details.get("value") if error.details.get("field") == "unit" else None
    act = error.details.get("act")
    return Refusal(
        at=found.clock.now(),
        account=account_of(request.scope),
        address=client_address(request),
        method=_storable(request.method, _LONGEST_CODE),
        route=route_of(request.scope),
        path=_path(request),
        code=error.code,
        act=None if act is None else str(act),
        unit=None if unit is None else _storable(str(unit), _LONGEST_CODE),
        request_id=UUID(request.scope["state"]["request_id"]),
    )


def _path(request: Request) -> str:
    """The path without its query; the template where a part of the path is a secret."""
    path = request.url.path
    if "secret" in request.path_params:
        path = route_of(request.scope) or ""
    elif path.startswith(_WITH_SECRET):
        path = next(f"{start}…" for start in _WITH_SECRET if path.startswith(start))
    return _storable(path, _LONGEST_PATH)


def _storable(text: str, longest: int) -> str:
    """What PostgreSQL takes as text; what is cut off ends in an ellipsis."""
    plain = text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
