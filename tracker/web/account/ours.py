"""Forms that carry passwords and codes: taken as they were typed, and never repeated."""

from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Form, Request

from tracker.api.guard.forging import refuse_forged
from tracker.api.guard.recording import record_refusal
from tracker.api.problems import status_of
from tracker.errors import TrackerError
from tracker.web.frame.forms import Form as Shown
from tracker.web.frame.forms import Wrong
from tracker.web.frame.visit import Visit, Visiting


async def from_a_page_of_ours(
    request: Request, visit: Visiting, csrf: Annotated[str, Form()] = ""
) -> Visit:
    """Whoever is signed in and sent a form that one of our pages showed him.

    Raises:
        ForbiddenError: ``csrf_refused``.
        UnauthenticatedError: nobody is signed in any more.
    """
    refuse_forged(request, visit.caller, repeated=csrf or "-")
    return visit


Ours = Annotated[Visit, Depends(from_a_page_of_ours)]


def refused_form(visit: Visit, error: TrackerError) -> Shown:
    """The form again with what is wrong, and nothing of what was typed."""
    record_refusal(visit.request, error)
    field = error.details.get("field")
    wrong = Wrong(None if field is None else str(field), visit.words.why(error))
    return replace(Shown.new(visit), wrong=(wrong,), status=status_of(error))
