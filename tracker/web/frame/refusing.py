"""What is refused on a page: told as a page, recorded by the guard, under the API's status."""

from http import HTTPStatus
from typing import Any, Final

import psycopg
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from tracker.api import problems
from tracker.api.guard.forging import SAFE_METHODS
from tracker.api.guard.recording import record_refusal
from tracker.api.problems import headers_of, status_of
from tracker.entry.problems import problem_of
from tracker.errors import ForbiddenError, TrackerError, UnauthenticatedError
from tracker.rights.granting import Caller
from tracker.web.frame import rendering
from tracker.web.frame.addresses import address, here, is_page_path
from tracker.web.frame.leftover import Leftover, LeftoverError
from tracker.web.frame.preferences import page_language
from tracker.web.frame.words import Words

_LED_TO: Final = "/api/v1/sign-in/openid"
"""Links and the OpenID provider lead browsers there, and programs ask there too."""
_AWAY: Final = "database_unreachable"
"""Whoever runs the installation is told what to look after, people on pages only to wait."""
_WHY: Final = {
    HTTPStatus.NOT_FOUND: "page.why_404",
    HTTPStatus.METHOD_NOT_ALLOWED: "page.why_405",
}


def handle_page_problems(app: FastAPI) -> None:
    """Makes every error at a page's address a page; those of the API stay documents."""
    app.add_exception_handler(TrackerError, _refused)
    app.add_exception_handler(LeftoverError, _left_over)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(psycopg.OperationalError, _lost_database)
    app.add_exception_handler(Exception, _unexpected)


def is_page(request: Request) -> bool:
    """Whether people read what is answered there."""
    path = request.url.path
    if path.startswith(_LED_TO):
        return "text/html" in request.headers.get("accept", "")
    return is_page_path(path)


def page_headers_of(error: TrackerError) -> dict[str, str]:
    """What a browser needs to know about a refusal; neither tokens nor versions are its affair."""
    of_programs = {"ETag", "WWW-Authenticate"}
    return {name: value for name, value in headers_of(error).items() if name not in of_programs}


def trouble(
    request: Request, status: HTTPStatus, sentences: tuple[str, ...], **headers: str
) -> Response:
    """The page that says what is wrong and where to go on."""
    return rendering.stranger(
        request,
        "trouble.html",
        status,
        headers,
        title=Words(page_language(request)).say(f"http.{int(status)}"),
        sentences=sentences,
        is_unknown=status is HTTPStatus.UNAUTHORIZED,
        request_id=request.state.request_id,
    )


def _refused(request: Request, error: Exception) -> Response:
    if not is_page(request) or not isinstance(error, TrackerError):
        return problems.refused(request, error)
    record_refusal(request, error)
    if _is_to_sign_in(request, error):
        return _to_sign_in(request)
    if error.code == _AWAY:
        return _lost_database(request, error)
    told = Words(page_language(request)).why(error)
    return trouble(request, status_of(error), (told,), **page_headers_of(error))


def _left_over(request: Request, error: Exception) -> Response:
    """The page that keeps what was typed, until it can be sent again."""
    if not isinstance(error, LeftoverError):
        raise error
    record_refusal(request, error.error)
    caller = None if error.visit is None else error.visit.caller
    try:
        if caller is not None:
            error.left.refuse_another(caller)
    except ForbiddenError as another:
        return _refused(request, another)
    return left_page(request, error.left, status_of(error.error), caller=caller)


def left_page(
    request: Request,
    left: Leftover,
    status: HTTPStatus,
    *,
    caller: Caller | None = None,
    wrong: TrackerError | None = None,
) -> HTMLResponse:
    """The form as it was sent: to be sent again by ``caller``, or to sign in first.

    ``wrong`` is why somebody could not sign in.
    """
    why = None if wrong is None else Words(page_language(request)).why(wrong)
    headers = {} if wrong is None else page_headers_of(wrong)
    return rendering.stranger(
        request, "leftover.html", status, headers, left=left, caller=caller, why=why
    )


def _is_to_sign_in(request: Request, error: TrackerError) -> bool:
    """Whether a page was wanted by somebody who has yet to sign in."""
    is_safe = request.method in SAFE_METHODS and not request.url.path.startswith(_LED_TO)
    return isinstance(error, UnauthenticatedError) and is_safe


def _to_sign_in(request: Request) -> Response:
    where = address("/sign-in", next=here(request))
    if "hx-request" in request.headers:
        # A part of a page cannot be the form; the whole page goes there.
        return Response(status_code=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": where})
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)


def _malformed(request: Request, error: Exception) -> Response:
    if not is_page(request) or not isinstance(error, RequestValidationError):
        return problems.malformed(request, error)
    words = Words(page_language(request))
    found = [problem_of(one) for one in error.errors()]
    told = tuple(
        words.say(
            "page.bad_field", field=one.field.rpartition(".")[2], what=why[:1].lower() + why[1:]
        )
        for one in found
        for why in [words.why_code(one.code, one.details)]
    )
    return trouble(request, HTTPStatus.UNPROCESSABLE_ENTITY, told)


def _http(request: Request, error: Exception) -> Response:
    if not is_page(request) or not isinstance(error, HTTPException):
        return problems.http(request, error)
    status = HTTPStatus(error.status_code)
    told = (Words(page_language(request)).say(_WHY[status]),) if status in _WHY else ()
    return trouble(request, status, told, **dict(error.headers or {}))


def _lost_database(request: Request, error: Exception) -> Response:
    if not is_page(request):
        return problems.lost_database(request, error)
    told = Words(page_language(request)).say("page.why_503")
    headers: dict[str, Any] = {"Retry-After": "2"}
    return trouble(request, HTTPStatus.SERVICE_UNAVAILABLE, (told,), **headers)


def _unexpected(request: Request, error: Exception) -> Response:
    answer = problems.unexpected(request, error)
    if not is_page(request):
        return answer
    told = Words(page_language(request)).say("page.why_500")
    return trouble(request, HTTPStatus.INTERNAL_SERVER_ERROR, (told,))
