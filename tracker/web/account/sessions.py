"""``/me/sessions``: where the account is signed in, and signing out there."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from tracker.api.cookies import forget
from tracker.errors import NotFoundError
from tracker.people.listing import sessions_of
from tracker.people.signing_in import sign_out, sign_out_everywhere
from tracker.web.account.me import TABS
from tracker.web.account.ours import Ours
from tracker.web.frame.visit import Visiting

router = APIRouter(include_in_schema=False)


@router.get("/me/sessions")
def show_sessions(visit: Visiting) -> Response:
    """Each session with where it began, the last seen first."""
    sessions = sessions_of(visit.found.pool, visit.caller.name, visit.now)
    return visit.page("account/sessions.html", sessions=sessions, tabs=TABS)


@router.post("/me/sessions/{session_id}/end")
def end_here(visit: Ours, session_id: Annotated[UUID, Path()]) -> Response:
    """Signs out elsewhere.

    Raises:
        NotFoundError: ``unknown_session``: not one of this account.
    """
    sessions = sessions_of(visit.found.pool, visit.caller.name, visit.now)
    if str(session_id) not in {one.session_id for one in sessions}:
        raise NotFoundError("unknown_session", field="session_id", value=str(session_id))
    sign_out(visit.found.people, str(session_id), visit.found.clock)
    return visit.leave("/me/sessions", "session_ended")


@router.post("/me/sign-out-everywhere")
def end_all_here(visit: Ours) -> Response:
    """Ends every session of the account, this one included; API tokens stay."""
    sign_out_everywhere(visit.found.people, visit.caller.name, visit.caller.name, visit.found.clock)
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    forget(answer, visit.found.settings)
    return answer
