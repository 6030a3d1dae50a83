"""``/invitation``: the page to which a one-time link leads; a password is set there."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Request, Response

from tracker.api.dependencies import Installed
from tracker.api.guard.addresses import client_site
from tracker.bootstrap import Installation
from tracker.errors import InvalidInputError, TooManyError, TrackerError, UnauthenticatedError
from tracker.people.link_holder import holder_of_link
from tracker.people.links import accept
from tracker.people.weakness import SHORTEST
from tracker.web.account.refused import refused_page
from tracker.web.frame import rendering
from tracker.web.frame.forms import Form as Shown
from tracker.web.frame.forms import Wrong
from tracker.web.frame.preferences import page_language
from tracker.web.frame.words import Words

router = APIRouter(include_in_schema=False)

_TEMPLATE: Final = "account/invitation.html"
_KEPT_SECRET: Final = {"Referrer-Policy": "strict-origin"}
"""The address has the link's secret in it: browsers tell no more of it than the host."""


@router.get("/invitation")
def show_invitation(request: Request, found: Installed, token: str = "") -> Response:
    """The form; or that the link works no more, before anybody thinks of a password."""
    return _asked(request, found, token)


@router.post("/invitation")
def accept_here(
    request: Request,
    found: Installed,
    token: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
) -> Response:
    """Sets the password and says where to sign in; or the form again, saying why not."""
    if password != again:
        differs = InvalidInputError("passwords_differ", field="again")
        return _asked(request, found, token, differs)
    try:
        name = accept(found.people, token, password, client_site(request), found.clock)
    except InvalidInputError as error:
        return _asked(request, found, token, error)
    except (TooManyError, UnauthenticatedError) as error:
        return _dead(request, error)
    done = "account/password_set.html"
    return rendering.stranger(request, done, headers=_KEPT_SECRET, name=name)


def _asked(
    request: Request, found: Installation, token: str, error: TrackerError | None = None
) -> Response:
    try:
        name = holder_of_link(found.pool, token, found.clock.now())
    except UnauthenticatedError as dead:
        return _dead(request, dead)
    # Neither password is ever filled in by us.
    form = Shown(csrf="", key="", wrong=() if error is None else (_wrong(request, error),))
    context: dict[str, Any] = {"form": form, "token": token, "name": name, "least": SHORTEST}
    if error is None:
        return rendering.stranger(request, _TEMPLATE, headers=_KEPT_SECRET, **context)
    return refused_page(request, error, _TEMPLATE, _KEPT_SECRET, **context)


def _wrong(request: Request, error: TrackerError) -> Wrong:
    field = "again" if error.details.get("field") == "again" else "password"
    return Wrong(field, Words(page_language(request)).why(error))


def _dead(request: Request, error: TrackerError) -> Response:
    """Nothing can be done here, now or ever."""
    return refused_page(
        request,
        error,
        "account/link_dead.html",
        _KEPT_SECRET,
        why=Words(page_language(request)).why(error),
        is_for_ever=not isinstance(error, TooManyError),
    )
