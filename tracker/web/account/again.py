"""``/sign-in/again``: signing in beside a form that was left over; it can then be sent."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from tracker.api.cookies import keep
from tracker.api.dependencies import Installed
from tracker.api.guard.forging import comes_from_here
from tracker.api.guard.recording import record_refusal
from tracker.api.people.admitting import admitted, visitor
from tracker.api.problems import status_of
from tracker.bootstrap import Installation
from tracker.errors import ForbiddenError, TooManyError, TrackerError, UnauthenticatedError
from tracker.web.frame.leftover import Leftover
from tracker.web.frame.refusing import left_page

router = APIRouter(include_in_schema=False)


@router.post("/sign-in/again")
def sign_in_again(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    found: Installed,
    left: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    already: Annotated[str, Form()] = "",
) -> Response:
    """Begins a session for who filled the form in, and offers to send it; never sends it.

    Raises:
        ForbiddenError: no page of ours sent it, or the form is another account's.
        InvalidInputError: no form was left over.
    """
    if not comes_from_here(request):
        raise ForbiddenError("csrf_refused")
    kept = Leftover.unpacked(left)
    if already:
        return _signed_in_elsewhere(request, found, kept)
    try:
        session = admitted(request, found, kept.by or name, password, code.strip() or None)
    except (ForbiddenError, TooManyError, UnauthenticatedError) as error:
        return _refused(request, kept, error)
    answer = left_page(request, kept, HTTPStatus.OK, caller=session.caller)
    keep(answer, found.settings, session.cookie)
    return answer


def _signed_in_elsewhere(request: Request, found: Installation, left: Leftover) -> Response:
    """In another window, say by the OpenID provider."""
    caller = visitor(request, found)
    if caller is None:
        return _refused(request, left, UnauthenticatedError("not_signed_in"))
    left.refuse_another(caller)
    return left_page(request, left, HTTPStatus.OK, caller=caller)


def _refused(request: Request, left: Leftover, error: TrackerError) -> Response:
    record_refusal(request, error)
    return left_page(request, left, status_of(error), wrong=error)
