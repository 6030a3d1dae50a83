"""How a reader wants pages: the language and light or dark, kept by his browser."""

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from tracker.api.guard.forging import comes_from_elsewhere
from tracker.bootstrap import Installation
from tracker.catalogue import LANGUAGES, Language
from tracker.errors import ForbiddenError, InvalidInputError
from tracker.web.frame.addresses import is_ours

router = APIRouter(include_in_schema=False)

LANGUAGE_COOKIE: Final = "tracker_language"
THEME_COOKIE: Final = "tracker_theme"
_YEAR: Final = 365 * 86_400


class Theme(StrEnum):
    """Light or dark; ``auto`` is what the machine is set to."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


def page_language(request: Request) -> Language:
    """What the reader chose, else what the installation speaks.

    Not what the browser asks for: most of those in offices were never told their language.
    """
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    for language in LANGUAGES:
        if language == chosen:
            return language
    found: Installation = request.app.state.installation
    return found.settings.lang


def theme_of(request: Request) -> Theme:
    """What the reader chose."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return Theme(chosen) if chosen in set(Theme) else Theme.AUTO


@router.post("/preferences")
def keep_preferences(
    request: Request,
    back: Annotated[str, Form()] = "/",
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
) -> Response:
    """Keeps what was chosen and leads back; also for who is not signed in.

    Raises:
        ForbiddenError: another site's page chose.
        InvalidInputError: no such language or theme.
    """
    if comes_from_elsewhere(request):
        raise ForbiddenError("csrf_refused")
    answer = RedirectResponse(back if is_ours(back) else "/", HTTPStatus.SEE_OTHER)
    for name, value, known in (
        (LANGUAGE_COOKIE, language, LANGUAGES),
        (THEME_COOKIE, theme, tuple(Theme)),
    ):
        if not value:
            continue
        if value not in known:
            expected = ", ".join(known)
            field = name.removeprefix("tracker_")
            raise InvalidInputError("expected_one_of", field=field, value=value, expected=expected)
        answer.set_cookie(name, value, max_age=_YEAR, path="/", httponly=True, samesite="lax")
    return answer
