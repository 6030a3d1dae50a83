"""``/me/second-factor``: a code beside the password, from an application on a telephone."""

from http import HTTPStatus

from fastapi import APIRouter

from tracker.api.callers import InPerson
from tracker.api.dependencies import Installed
from tracker.api.people.bodies import CodeBody, ProofBody
from tracker.api.people.errors import OWN_ERRORS
from tracker.api.shapes.people import EnrolmentShape
from tracker.people.second_factor import begin, confirm, remove

router = APIRouter(prefix="/me/second-factor", tags=["account"])


@router.post("/begin", responses=OWN_ERRORS)
def post_begin(caller: InPerson, found: Installed) -> EnrolmentShape:
    """Makes a secret for the telephone; it is told this once, and asked for when confirmed."""
    enrolment = begin(found.people, caller.name, found.clock)
    return EnrolmentShape(secret=enrolment.secret, uri=enrolment.uri)


@router.post("/confirm", status_code=HTTPStatus.NO_CONTENT, responses=OWN_ERRORS)
def post_confirm(body: CodeBody, caller: InPerson, found: Installed) -> None:
    """Shows with a first code that the telephone has the secret; from now on it is asked for."""
    confirm(found.people, caller.name, body.code.get_secret_value(), found.clock)


@router.post("/remove", status_code=HTTPStatus.NO_CONTENT, responses=OWN_ERRORS)
def post_remove(body: ProofBody, caller: InPerson, found: Installed) -> None:
    """The password is enough again."""
    remove(found.people, caller.name, body.password.get_secret_value(), found.clock)
