"""Assembles the web application around an installation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI
from starlette.types import ASGIApp

from tracker.api.arriving import Arrivals, arrived, listening
from tracker.api.commands import bodies, unit_ending
from tracker.api.commands import calendars as calendar_commands
from tracker.api.commands import items as item_commands
from tracker.api.commands import targets as target_commands
from tracker.api.commands import units as unit_commands
from tracker.api.cookies import cookie_name
from tracker.api.dependencies import refuse_repeated
from tracker.api.describing import described, with_examples
from tracker.api.evidence import bringing, listing, taking
from tracker.api.guard.describing import describe_guard
from tracker.api.guard.routes import templates_of
from tracker.api.guard.stack import guarded
from tracker.api.people import routes as people
from tracker.api.problems import ProblemBody, handle_problems
from tracker.api.questions import (
    alerts,
    calendars,
    changes,
    counts,
    deadline,
    flows,
    item,
    items,
    refusals,
    series,
    timeline,
    unit,
    units,
)
from tracker.api.upkeep import health, metrics
from tracker.api.upkeep.measuring import Meters
from tracker.api.upkeep.metrics import Looks
from tracker.bootstrap import Installation
from tracker.database.connect import POOL_SIZE
from tracker.projections.projector import Health

PREFIX: Final = "/api/v1"


class _Guarded(FastAPI):
    """The guard stands around all of it, its answers to mistakes of ours included."""

    def build_middleware_stack(self) -> ASGIApp:
        """What serves a request, once every route is there."""
        self.state.templates = templates_of(self.routes)
        return guarded(super().build_middleware_stack(), self.state.installation)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document; FastAPI knows neither problem documents nor commands' bodies."""
        document = super().openapi()
        session = document["components"]["securitySchemes"]["session"]
        session["name"] = cookie_name(self.state.installation.settings)
        document["components"]["schemas"].update(described(ProblemBody, *bodies.ALL))
        return describe_guard(with_examples(document))


def create_app(installation: Installation, projection: Health) -> FastAPI:
    """The application; it holds nothing of its own.

    Args:
        installation: what it serves.
        projection: what the projector beside it says of itself.
    """
    app = _Guarded(
        title="Reform Tracker",
        summary="Every number has a date, a known-at time and the list behind it.",
        version="1",
        openapi_url=f"{PREFIX}/openapi.json",
        # Their pages load scripts from elsewhere; offices may have no way out.
        docs_url=None,
        # An address that lacks its last part is wrong, not a hint at another one.
        redirect_slashes=False,
        redoc_url=None,
        lifespan=_running,
        dependencies=[Depends(refuse_repeated)],
    )
    app.state.installation = installation
    app.state.health = projection
    app.state.arrivals = Arrivals(installation.database_url)
    app.state.meters = Meters()
    app.state.looks = Looks(installation.database_url)
    handle_problems(app)
    app.include_router(_questions())
    app.include_router(_commands())
    app.include_router(health.router)
    app.include_router(metrics.router)
    app.include_router(people.router, prefix=PREFIX)
    return app


def _questions() -> APIRouter:
    """In this order: an item's address would take what stands after its reference for a part."""
    questions = APIRouter(prefix=PREFIX)
    arriving = [Depends(arrived)]
    for part in (bringing, refusals):
        questions.include_router(part.router)
    for part in (
        counts,
        items,
        flows,
        series,
        changes,
        timeline,
        deadline,
        listing,
        taking,
        alerts,
    ):
        questions.include_router(part.router, dependencies=arriving)
    for part in (item, calendars, units, unit):
        questions.include_router(part.router, dependencies=arriving)
    return questions


def _commands() -> APIRouter:
    commands = APIRouter(prefix=PREFIX)
    for part in (target_commands, item_commands, unit_commands, unit_ending, calendar_commands):
        commands.include_router(part.router)
    return commands


@asynccontextmanager
async def _running(app: FastAPI) -> AsyncIterator[None]:
    """As many requests at a time as there are connections; the others wait their turn."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = POOL_SIZE
    async with listening(app):
        yield
