"""``/me/second-factor``: a code beside the password, from an application on a telephone."""

from typing import Annotated

from fastapi import APIRouter, Form, Response

from tracker.errors import RuleViolationError
from tracker.people.listing import person
from tracker.people.second_factor import Enrolment, begin, confirm, remove
from tracker.web.account.me import TABS
from tracker.web.account.ours import Ours, refused_form
from tracker.web.account.password import REFUSED
from tracker.web.account.qr import Drawing, drawn
from tracker.web.frame.forms import Form as Shown
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)


@router.get("/me/second-factor")
def show_second_factor(visit: Visiting) -> Response:
    """Whether codes are asked for; how to begin or to end that."""
    return _shown(visit, Shown.new(visit))


@router.post("/me/second-factor/begin")
def begin_here(visit: Ours) -> Response:
    """Shows a secret for the telephone, this once; asked for when a code of it was confirmed."""
    try:
        enrolment = begin(visit.found.people, visit.caller.name, visit.found.clock)
    except RuleViolationError as error:
        return _shown(visit, refused_form(visit, error))
    return _shown(visit, Shown.new(visit), enrolment)


@router.post("/me/second-factor/confirm")
def confirm_here(visit: Ours, code: Annotated[str, Form()] = "") -> Response:
    """From now on a code is asked for; or the field again, without the secret."""
    try:
        confirm(visit.found.people, visit.caller.name, code, visit.found.clock)
    except REFUSED as error:
        return _shown(visit, refused_form(visit, error), is_begun=True)
    return visit.leave("/me/second-factor", "second_factor_set")


@router.post("/me/second-factor/remove")
def remove_here(visit: Ours, password: Annotated[str, Form()] = "") -> Response:
    """The password is enough again."""
    try:
        remove(visit.found.people, visit.caller.name, password, visit.found.clock)
    except REFUSED as error:
        return _shown(visit, refused_form(visit, error))
    return visit.leave("/me/second-factor", "second_factor_removed")


def _shown(
    visit: Visit, form: Shown, enrolment: Enrolment | None = None, *, is_begun: bool = False
) -> Response:
    is_set = person(visit.found.pool, visit.caller.name).second_factor
    qr: Drawing | None = None if enrolment is None else drawn(enrolment.uri)
    return visit.page(
        "account/second_factor.html",
        status=form.status,
        form=form,
        is_set=is_set,
        is_begun=(is_begun or enrolment is not None) and not is_set,
        secret=None if enrolment is None else _in_fours(enrolment.secret),
        qr=qr,
        tabs=TABS,
    )


def _in_fours(secret: str) -> str:
    """As people read and type it."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
