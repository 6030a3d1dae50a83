"""A few routes beside the real ones, that answer whatever a test of the guard needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from tests.api.asking import Web, serving
from tracker.api.guard.addresses import client_address
from tracker.api.guard.forging import refuse_forged
from tracker.errors import ForbiddenError, UnauthenticatedError
from tracker.rights.granting import Caller
from tracker.rights.words import Act

PROBE = "/api/v1/probe"
OPEN = "/api/v1/sign-in"
"""What is there is told to anybody."""
NOBODY = "not_signed_in"
CSRF = "csrf-of-the-session"
A_DAY = date(2024, 6, 3)


def caller(name: str, *, csrf: str | None = None) -> Caller:
    return Caller(UUID(int=1), name, (), A_DAY, None if csrf is None else "session", csrf)


def calling(request: Request) -> Caller:
    """Takes tokens that begin with ``good``, and any cookie."""
    token = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token.startswith("good"):
        request.state.caller = caller(token)
    elif "tracker_session" in request.cookies:
        request.state.caller = caller("co.cookie", csrf=CSRF)
    else:
        raise UnauthenticatedError(NOBODY)
    refuse_forged(request, request.state.caller)
    found: Caller = request.state.caller
    return found


Probing = Annotated[Caller, Depends(calling)]


def add_probes(app: FastAPI) -> None:
    """Before the first request, for then the application is put together."""
    app.add_api_route(PROBE, _answer, methods=["GET"], include_in_schema=False)
    app.add_api_route(PROBE, _measure, methods=["POST"], include_in_schema=False)
    app.add_api_route(f"{PROBE}/anyone", _anyone, methods=["GET", "POST"], include_in_schema=False)
    app.add_api_route(f"{PROBE}/number", _number, methods=["GET"], include_in_schema=False)
    app.add_api_route(f"{PROBE}/cached", _cached, methods=["GET"], include_in_schema=False)
    app.add_api_route(f"{PROBE}/broken", _broken, methods=["GET"], include_in_schema=False)
    app.add_api_route(f"{PROBE}/page", _page, methods=["GET"], include_in_schema=False)
    app.add_api_route(
        f"{PROBE}/forbidden/{{unit}}", _forbidden, methods=["GET", "POST"], include_in_schema=False
    )
    app.add_api_route(f"{PROBE}/links/{{secret}}", _link, methods=["GET"], include_in_schema=False)


@contextmanager
def probed(url: str, **told: Any) -> Iterator[Web]:
    """The application with the probes; who does not say who asks, is nobody."""
    with serving(url, signed_in=False, **told) as web:
        add_probes(web.app)
        yield web


def _answer(found: Probing) -> dict[str, str]:
    return {"name": found.name}


async def _measure(request: Request, found: Probing) -> dict[str, Any]:
    return {"name": found.name, "bytes": len(await request.body())}


async def _anyone(request: Request) -> dict[str, Any]:
    return {"address": client_address(request), "bytes": len(await request.body())}


def _number(number: int) -> int:
    return number


def _cached() -> Response:
    return Response("x", headers={"cache-control": "private, max-age=60"})


def _broken() -> None:
    raise ZeroDivisionError


def _page() -> Response:
    return HTMLResponse("<!doctype html><title>x</title>")


def _forbidden(unit: str, _: Probing) -> None:
    raise ForbiddenError("unit_not_granted", field="unit", value=unit, act=Act.READ)


def _link(secret: str) -> None:
    raise UnauthenticatedError(NOBODY, length=len(secret))
