"""Assembles what people and programs use around an installation: pages, and the API."""

from fastapi import FastAPI

from tracker.api.app import create_app
from tracker.bootstrap import Installation
from tracker.projections.projector import Health
from tracker.web import routes
from tracker.web.frame.heads import Heads
from tracker.web.frame.refusing import handle_page_problems


def create_site(installation: Installation, projection: Health) -> FastAPI:
    """The API with the pages beside it.

    Args:
        installation: what it serves.
        projection: what the projector beside it says of itself.
    """
    site = create_app(installation, projection)
    handle_page_problems(site)
    site.include_router(routes.router)
    site.add_middleware(Heads)
    return site
