"""``/me/password``: another password for the own account."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Response

from tracker.errors import InvalidInputError, RuleViolationError, TooManyError, TrackerError
from tracker.people.passwords import change_password
from tracker.people.weakness import SHORTEST
from tracker.web.account.me import TABS
from tracker.web.account.ours import Ours, refused_form
from tracker.web.frame.forms import Form as Shown
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

REFUSED: Final = (InvalidInputError, RuleViolationError, TooManyError)
"""What a person can put right on the form."""
_FIELDS: Final = {"old": "old", "password": "new", "new": "new"}
"""The field of the form by what the command calls it; a weak one is called ``password``."""


@router.get("/me/password")
def show_password(visit: Visiting) -> Response:
    """The form."""
    return _shown(visit, Shown.new(visit))


@router.post("/me/password")
def change_here(
    visit: Ours,
    old: Annotated[str, Form()] = "",
    new: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Sets the password, and ends every session but this one."""
    try:
        if new != again:
            raise InvalidInputError("passwords_differ", field="again")
        change_password(
            visit.found.people, visit.caller.name, old, new, visit.caller.session, visit.found.clock
        )
    except REFUSED as error:
        return _shown(visit, refused_form(visit, _of_the_form(error)))
    return visit.leave("/me", "password_changed")


def _of_the_form(error: TrackerError) -> TrackerError:
    field = error.details.get("field")
    if field not in _FIELDS:
        return error
    return type(error)(error.code, **{**error.details, "field": _FIELDS[str(field)]})


def _shown(visit: Visit, form: Shown) -> Response:
    return visit.page(
        "account/password.html", status=form.status, form=form, least=SHORTEST, tabs=TABS
    )
