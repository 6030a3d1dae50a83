"""``/me``: who I am, what I may do, where I am signed in, and my password."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from tracker.api.callers import Calling, InPerson
from tracker.api.dependencies import Installed
from tracker.api.people.bodies import PasswordBody
from tracker.api.people.errors import OWN_ERRORS
from tracker.api.people.telling import own_grants, told_session
from tracker.api.shapes.people import LimitsShape, MeShape, SessionsShape
from tracker.bootstrap import Installation
from tracker.errors import InvalidInputError, NotFoundError
from tracker.people.listing import person, sessions_of
from tracker.people.passwords import change_password
from tracker.people.signing_in import sign_out
from tracker.rights.granting import Caller

router = APIRouter(prefix="/me", tags=["account"])


@router.get("", responses=OWN_ERRORS)
def get_me(caller: Calling, found: Installed) -> MeShape:
    """Who asks, the grants in force today and what they allow, and when the session ends.

    With an API token the grants are those that the token leaves of the account's.
    """
    me = person(found.pool, caller.name)
    return MeShape(
        name=me.name,
        full_name=me.full_name,
        email=me.email,
        second_factor=me.second_factor,
        grants=own_grants(caller.grants),
        csrf=caller.csrf,
        session=_limits(caller, found),
    )


@router.get("/sessions", responses=OWN_ERRORS)
def get_sessions(caller: Calling, found: Installed) -> SessionsShape:
    """Where the account is signed in; one that is not yours is a reason to change the password."""
    sessions = sessions_of(found.pool, caller.name, found.clock.now())
    return SessionsShape(sessions=[told_session(one, caller.session) for one in sessions])


@router.post("/sessions/{session_id}/end", status_code=HTTPStatus.NO_CONTENT, responses=OWN_ERRORS)
def post_end_session(
    session_id: Annotated[UUID, Path()], caller: InPerson, found: Installed
) -> None:
    """Signs out elsewhere."""
    sessions = sessions_of(found.pool, caller.name, found.clock.now())
    if str(session_id) not in {one.session_id for one in sessions}:
        raise NotFoundError("unknown_session", field="session_id", value=str(session_id))
    sign_out(found.people, str(session_id), found.clock)


@router.post("/password", status_code=HTTPStatus.NO_CONTENT, responses=OWN_ERRORS)
def post_password(body: PasswordBody, caller: InPerson, found: Installed) -> None:
    """Sets another password; every session but this one ends."""
    old, new = body.old.get_secret_value(), body.new.get_secret_value()
    try:
        change_password(found.people, caller.name, old, new, caller.session, found.clock)
    except InvalidInputError as error:
        if error.details.get("field") != "password":
            raise
        # That is what weak ones are called elsewhere; here it is the new one.
        raise InvalidInputError(error.code, **{**error.details, "field": "new"}) from error


def _limits(caller: Caller, found: Installation) -> LimitsShape | None:
    sessions = sessions_of(found.pool, caller.name, found.clock.now())
    own = [one for one in sessions if one.session_id == caller.session]
    if not own:
        return None
    return LimitsShape(
        id=own[0].session_id,
        signed_in_at=own[0].signed_in_at,
        expires_at=own[0].ends_at,
        idle_seconds=int(found.people.limits.idle.total_seconds()),
    )
