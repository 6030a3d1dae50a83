"""``/``: who is signed in, and where to go from here."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse

from tracker.api.dependencies import Installed
from tracker.api.pages import rendering
from tracker.api.pages.words import Words, words_for
from tracker.api.people.admitting import visitor
from tracker.people.listing import person
from tracker.rights.granting import Caller

router = APIRouter(include_in_schema=False)

_STYLE: Final = Path(__file__).parent / "style.css"
_DAY_SECONDS: Final = 86_400
_DESCRIPTION: Final = "/api/v1/openapi.json"


@router.get("/")
def show_start(request: Request, found: Installed) -> Response:
    """Who is signed in with which roles, or where to sign in."""
    words = words_for(request)
    caller = visitor(request, found)
    if caller is None:
        return rendering.page(request, _nobody(words))
    full_name = person(found.pool, caller.name).full_name
    return rendering.page(request, _somebody(words, caller, full_name))


@router.get(rendering.STYLE)
def get_style() -> Response:
    """How the pages look."""
    kept = {"Cache-Control": f"public, max-age={_DAY_SECONDS}"}
    return FileResponse(_STYLE, media_type="text/css", headers=kept)


def _nobody(words: Words) -> rendering.Note:
    sign_in = rendering.Link(address="/sign-in", label=words.say("page.sign_in"))
    return rendering.Note(
        title=words.say("page.home"),
        sentences=(words.say("page.nobody"),),
        links=(sign_in, *_elsewhere(words)),
    )


def _somebody(words: Words, caller: Caller, full_name: str) -> rendering.Note:
    held = words.say("page.held") if caller.grants else words.say("page.nothing_held")
    return rendering.Note(
        title=words.say("page.home"),
        sentences=(words.say("page.somebody", full_name=full_name, name=caller.name), held),
        listed=tuple(map(words.grant, caller.grants)),
        links=_elsewhere(words),
        leaving=rendering.Form(
            title=words.say("page.sign_out"),
            action="/sign-out",
            submit=words.say("page.sign_out"),
            hidden={"csrf": caller.csrf or ""},
            fields=(),
        ),
    )


def _elsewhere(words: Words) -> tuple[rendering.Link, ...]:
    return (
        rendering.Link(address=_DESCRIPTION, label=words.say("page.description")),
        rendering.Link(address="/readyz", label=words.say("page.readiness")),
    )
