"""``/invitation``: the page to which a one-time link leads; a password is set there."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response

from tracker.api.dependencies import Installed
from tracker.api.guard.addresses import client_site
from tracker.api.pages import rendering
from tracker.api.pages.refusing import refused_page
from tracker.api.pages.words import Words, words_for
from tracker.bootstrap import Installation
from tracker.errors import InvalidInputError, TooManyError, TrackerError, UnauthenticatedError
from tracker.people.link_holder import holder_of_link
from tracker.people.links import accept
from tracker.people.weakness import SHORTEST

router = APIRouter(include_in_schema=False)

_KEPT_SECRET: Final = {"Referrer-Policy": "no-referrer"}
"""The address has the link's secret in it. Browsers then hide where the form came from too; it
need not be known, for who sends it has the link, and nobody is signed in by it."""


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
    words = words_for(request)
    if password != again:
        differs = InvalidInputError("passwords_differ", field="again")
        return _asked(request, found, token, differs)
    try:
        name = accept(found.people, token, password, client_site(request), found.clock)
    except InvalidInputError as error:
        return _asked(request, found, token, error)
    except (TooManyError, UnauthenticatedError) as error:
        return refused_page(request, error, _dead(words, error), _KEPT_SECRET)
    return rendering.page(request, _done(words, name), headers=_KEPT_SECRET)


def _asked(
    request: Request, found: Installation, token: str, error: TrackerError | None = None
) -> Response:
    words = words_for(request)
    try:
        name = holder_of_link(found.pool, token, found.clock.now())
    except UnauthenticatedError as dead:
        return refused_page(request, dead, _dead(words, dead), _KEPT_SECRET)
    form = _form(words, token, name, error)
    if error is None:
        return rendering.page(request, form, headers=_KEPT_SECRET)
    return refused_page(request, error, form, _KEPT_SECRET)


def _form(words: Words, token: str, name: str, error: TrackerError | None = None) -> rendering.Form:
    """The password twice; neither is ever filled in by us."""
    wrong = None if error is None else error.details.get("field")
    why = None if error is None else words.why(error)
    return rendering.Form(
        title=words.say("page.set_password"),
        lead=words.say("page.set_password_lead"),
        action="/invitation",
        submit=words.say("page.set_password"),
        hidden={"token": token},
        fields=(
            rendering.Field(
                name="name",
                label=words.say("page.name"),
                autocomplete="username",
                value=name,
                is_fixed=True,
            ),
            rendering.Field(
                name="password",
                label=words.say("page.new_password"),
                autocomplete="new-password",
                kind="password",
                hint=words.say("page.new_password_hint", least=SHORTEST),
                error=why if wrong != "again" else None,
            ),
            rendering.Field(
                name="again",
                label=words.say("page.new_password_again"),
                autocomplete="new-password",
                kind="password",
                error=why if wrong == "again" else None,
            ),
        ),
    )


def _dead(words: Words, error: TrackerError) -> rendering.Note:
    """Nothing can be done here, now or ever."""
    if isinstance(error, TooManyError):
        return rendering.Note(title=words.say("page.not_now"), sentences=(words.why(error),))
    return rendering.Note(
        title=words.say("page.link_dead"),
        sentences=(words.why(error),),
        links=(rendering.Link(address="/sign-in", label=words.say("page.sign_in")),),
    )


def _done(words: Words, name: str) -> rendering.Note:
    return rendering.Note(
        title=words.say("page.password_set"),
        sentences=(words.say("page.password_set_lead", name=name),),
        links=(rendering.Link(address="/sign-in", label=words.say("page.sign_in")),),
    )
