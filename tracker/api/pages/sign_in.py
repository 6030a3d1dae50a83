"""``/sign-in`` and ``/sign-out`` for a browser: one form each."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from tracker.api.cookies import forget, keep
from tracker.api.dependencies import Installed
from tracker.api.guard.forging import refuse_forged
from tracker.api.pages import rendering
from tracker.api.pages.refusing import refused_page
from tracker.api.pages.words import Words, words_for
from tracker.api.people.admitting import admitted, visitor
from tracker.bootstrap import Installation
from tracker.errors import ForbiddenError, TooManyError, TrackerError, UnauthenticatedError
from tracker.people.signing_in import sign_out

router = APIRouter(include_in_schema=False)

_ABOUT_THE_CODE: Final = frozenset({"second_factor_needed", "second_factor_refused"})


@router.get("/sign-in")
def show_sign_in(request: Request, found: Installed) -> Response:
    """The form, and the way to the OpenID provider where there is one."""
    return rendering.page(request, _form(request, found))


@router.post("/sign-in")
def sign_in_here(
    request: Request,
    found: Installed,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """Begins a session and leads to the first page; or the form again, saying why not."""
    try:
        session = admitted(request, found, name, password, code.strip() or None)
    except (ForbiddenError, TooManyError, UnauthenticatedError) as error:
        return refused_page(request, error, _form(request, found, name, error))
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    keep(answer, found.settings, session.cookie)
    return answer


@router.post("/sign-out")
def sign_out_here(
    request: Request, found: Installed, csrf: Annotated[str, Form()] = ""
) -> Response:
    """Ends the session and leads to the form."""
    caller = visitor(request, found)
    if caller is not None:
        try:
            refuse_forged(request, caller, repeated=csrf)
        except ForbiddenError as error:
            return refused_page(request, error, _still_in(words_for(request), error))
        sign_out(found.people, str(caller.session), found.clock)
    answer = RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
    forget(answer, found.settings)
    return answer


def _still_in(words: Words, error: TrackerError) -> rendering.Note:
    home = rendering.Link(address="/", label=words.say("page.home"))
    return rendering.Note(
        title=words.say("page.not_now"), sentences=(words.why(error),), links=(home,)
    )


def _form(
    request: Request, found: Installation, name: str = "", error: TrackerError | None = None
) -> rendering.Form:
    """What was typed is kept, but for the password and the code."""
    words = words_for(request)
    why = None if error is None else words.why(error)
    about_the_code = error is not None and error.code in _ABOUT_THE_CODE
    return rendering.Form(
        title=words.say("page.sign_in"),
        action="/sign-in",
        submit=words.say("page.sign_in"),
        error=None if about_the_code else why,
        others=_others(request, found, words),
        fields=(
            rendering.Field(
                name="name",
                label=words.say("page.name"),
                autocomplete="username",
                value=name,
            ),
            rendering.Field(
                name="password",
                label=words.say("page.password"),
                autocomplete="current-password",
                kind="password",
            ),
            rendering.Field(
                name="code",
                label=words.say("page.code"),
                autocomplete="one-time-code",
                hint=words.say("page.code_hint"),
                error=why if about_the_code else None,
                required=False,
            ),
        ),
    )


def _others(request: Request, found: Installation, words: Words) -> tuple[rendering.Link, ...]:
    if found.openid is None:
        return ()
    address = str(request.app.url_path_for("get_openid"))
    label = words.say("page.sign_in_with", provider=found.settings.oidc_label)
    return (rendering.Link(address=address, label=label),)
