"""A form of somebody who is not signed in, refused: shown again, and in the guard's record."""

from collections.abc import Mapping

from fastapi import Request, Response

from tracker.api.guard.recording import record_refusal
from tracker.api.problems import status_of
from tracker.errors import TrackerError
from tracker.web.frame import rendering
from tracker.web.frame.refusing import page_headers_of


def refused_page(
    request: Request,
    error: TrackerError,
    template: str,
    headers: Mapping[str, str] | None = None,
    **context: object,
) -> Response:
    """The page with what is wrong, under the status that the API would give."""
    record_refusal(request, error)
    told = {**page_headers_of(error), **(headers or {})}
    return rendering.stranger(request, template, status_of(error), told, **context)
