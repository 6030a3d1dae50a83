"""``/sign-in`` and ``/sign-out`` for a browser: one form each."""

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from tracker.api.cookies import forget, keep
from tracker.api.dependencies import Installed
from tracker.api.guard.forging import refuse_forged
from tracker.api.people.admitting import admitted, visitor
from tracker.bootstrap import Installation
from tracker.errors import ForbiddenError, TooManyError, TrackerError, UnauthenticatedError
from tracker.people.signing_in import sign_out
from tracker.web.account.refused import refused_page
from tracker.web.frame import rendering
from tracker.web.frame.addresses import is_ours
from tracker.web.frame.forms import Form as Shown
from tracker.web.frame.forms import Wrong
from tracker.web.frame.preferences import page_language
from tracker.web.frame.words import Words

router = APIRouter(include_in_schema=False)

_TEMPLATE: Final = "account/sign_in.html"
_ABOUT_THE_CODE: Final = frozenset({"second_factor_needed", "second_factor_refused"})
_START: Final = "/"
_LONGEST_PATH: Final = 2_000
"""Signs; beyond that no page of ours has an address."""


@router.get("/sign-in")
def show_sign_in(
    request: Request, found: Installed, wanted: Annotated[str, Query(alias="next")] = _START
) -> Response:
    """The form, and the way to the OpenID provider where there is one."""
    form = Shown(csrf="", key="")
    return rendering.stranger(request, _TEMPLATE, **_context(request, found, form, wanted))


@router.post("/sign-in")
def sign_in_here(  # noqa: PLR0913, PLR0917 - the fields of the form
    request: Request,
    found: Installed,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    wanted: Annotated[str, Form(alias="next")] = _START,
) -> Response:
    """Begins a session and leads to the page that was wanted; or the form again, saying why not."""
    try:
        session = admitted(request, found, name, password, code.strip() or None)
    except (ForbiddenError, TooManyError, UnauthenticatedError) as error:
        form = _again(Words(page_language(request)), name, error)
        context = _context(request, found, form, wanted)
        return refused_page(request, error, _TEMPLATE, **context)
    answer = RedirectResponse(_allowed(wanted), HTTPStatus.SEE_OTHER)
    keep(answer, found.settings, session.cookie)
    return answer


@router.post("/sign-out")
def sign_out_here(
    request: Request, found: Installed, csrf: Annotated[str, Form()] = ""
) -> Response:
    """Ends the session and leads to the form.

    Raises:
        ForbiddenError: another site's page would end it.
    """
    caller = visitor(request, found)
    if caller is not None:
        refuse_forged(request, caller, repeated=csrf)
        sign_out(found.people, str(caller.session), found.clock)
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    forget(answer, found.settings)
    return answer


def _allowed(wanted: str) -> str:
    """The page that was wanted, if it is one of ours."""
    return wanted if is_ours(wanted) and len(wanted) <= _LONGEST_PATH else _START


def _again(words: Words, name: str, error: TrackerError) -> Shown:
    """What was typed is kept, but for the password and the code."""
    field = "code" if error.code in _ABOUT_THE_CODE else None
    return Shown(csrf="", key="", values={"name": [name]}, wrong=(Wrong(field, words.why(error)),))


def _context(request: Request, found: Installation, form: Shown, wanted: str) -> dict[str, Any]:
    there = _allowed(wanted)
    openid = None
    if found.openid is not None:
        way = str(request.app.url_path_for("get_openid"))
        openid = f"{way}?{urlencode({'return_to': there})}" if there != _START else way
    return {
        "form": form,
        "wanted": "" if there == _START else there,
        "openid": openid,
        "provider": found.settings.oidc_label,
    }
