"""A form that was refused: shown again, and in the guard's record like any other refusal."""

from collections.abc import Mapping

from fastapi import Request, Response

from tracker.api.guard.recording import record_refusal
from tracker.api.pages.rendering import Form, Note, page
from tracker.api.problems import headers_of, status_of
from tracker.errors import TrackerError


def refused_page(
    request: Request,
    error: TrackerError,
    shown: Form | Note,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The page with what is wrong, under the status that the API would give."""
    record_refusal(request, error)
    return page(request, shown, status_of(error), {**headers_of(error), **(headers or {})})
