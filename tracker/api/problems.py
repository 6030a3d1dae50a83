"""Errors as ``application/problem+json``: the one place that chooses HTTP statuses."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from tracker.api.guard.rates import rate_headers
from tracker.api.guard.recording import record_refusal
from tracker.api.shapes import EventShape
from tracker.catalogue import Language, text
from tracker.commands.checking import InvalidCommandError
from tracker.entry.problems import problem_of
from tracker.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RuleViolationError,
    StaleVersionError,
    TooLargeError,
    TooManyError,
    TrackerError,
    UnauthenticatedError,
    UnavailableError,
    UnfitEnvironmentError,
    UnsupportedTypeError,
)
from tracker.present.refusals import refusal

logger: Final = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"
_STATUSES: Final[Mapping[type[TrackerError], HTTPStatus]] = {
    InvalidInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotFoundError: HTTPStatus.NOT_FOUND,
    RuleViolationError: HTTPStatus.CONFLICT,
    StaleVersionError: HTTPStatus.PRECONDITION_FAILED,
    UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    TooManyError: HTTPStatus.TOO_MANY_REQUESTS,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    UnsupportedTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    UnfitEnvironmentError: HTTPStatus.SERVICE_UNAVAILABLE,
}
_RETRY_SECONDS: Final = "2"
_STALE: Final = ("version", "changed")
_WHOLE: Final = "-"
"""Where something is wrong with a body that has no place of its own."""


class FieldProblem(BaseModel):
    """One thing that is wrong with what was sent."""

    field: str = Field(examples=["due_on"])
    detail: str


class ProblemBody(BaseModel):
    """The one shape of every error."""

    type: str = Field(examples=["urn:reform-tracker:problem:unknown_unit"])
    title: str
    status: int
    detail: str
    field: str | None = None
    request_id: UUID = Field(description="What the operator finds it by in the log.")
    problems: list[FieldProblem] | None = Field(
        None, description="422 of a body: everything that is wrong with it; `field` is the first."
    )
    version: int | None = Field(
        None, description="412: the version now, which is the `ETag` of this answer, too."
    )
    changed: list[EventShape] | None = Field(
        None,
        description="412: what was recorded since the version that was seen, as far as the"
        " caller may see it.",
    )


def responses(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """The errors of an endpoint, for its OpenAPI description."""
    described = {
        MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}},
    }
    return {
        int(status): {"description": status.phrase, "content": described} for status in statuses
    }


QUESTION_ERRORS: Final = responses(
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)


def language_of(request: Request) -> Language:
    """Vietnamese, unless the reader asks for English."""
    wanted = request.headers.get("accept-language", "").strip().lower()
    return "en" if wanted.startswith("en") else "vi"


def handle_problems(app: FastAPI) -> None:
    """Makes every error of the application a problem document."""
    app.add_exception_handler(TrackerError, refused)
    app.add_exception_handler(RequestValidationError, malformed)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(psycopg.OperationalError, lost_database)
    app.add_exception_handler(Exception, unexpected)


def _problem(request: Request, status: HTTPStatus, code: str, **more: Any) -> JSONResponse:
    field = more.pop("field", None)
    body = {
        "type": f"urn:reform-tracker:problem:{code}",
        "title": text(language_of(request), f"http.{int(status)}"),
        "status": int(status),
        "detail": more.pop("detail"),
        "request_id": request.state.request_id,
    }
    if field is not None:
        body["field"] = field
    body.update(more.pop("members", {}))
    headers = dict(more.pop("headers", None) or {})
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = _RETRY_SECONDS
    return JSONResponse(body, int(status), headers, MEDIA_TYPE)


def refused(request: Request, error: Exception) -> JSONResponse:
    """Answers a refusal; one of access is recorded first. It waits for the database."""
    if not isinstance(error, TrackerError):
        raise error
    record_refusal(request, error)
    detail = refusal(language_of(request), error.code, error.details)
    field = error.details.get("field")
    members = _members(language_of(request), error)
    if "problems" in members:
        field, detail = members["problems"][0].values()
        detail = _of_field(language_of(request), "bad_field", field, detail)
    told = {"detail": detail, "field": field, "members": members, "headers": headers_of(error)}
    return _problem(request, status_of(error), error.code, **told)


def _members(language: Language, error: TrackerError) -> dict[str, Any]:
    """What a document says beside what all say."""
    if isinstance(error, InvalidCommandError):
        wrong = [
            {"field": one.field, "detail": refusal(language, one.code, one.details)}
            for one in error.problems
        ]
        return {"problems": wrong}
    if isinstance(error, StaleVersionError):
        return {name: error.details[name] for name in _STALE if name in error.details}
    return {}


def status_of(error: TrackerError) -> HTTPStatus:
    """Under which status something is refused."""
    return next(code for kind, code in _STATUSES.items() if isinstance(error, kind))


def headers_of(error: TrackerError) -> dict[str, str]:
    """What a program needs to know about a refusal, beside the words for people."""
    if isinstance(error, TooManyError):
        return rate_headers(error)
    if isinstance(error, StaleVersionError) and "version" in error.details:
        return {"ETag": f'"{error.details["version"]}"'}
    return {"WWW-Authenticate": "Bearer"} if isinstance(error, UnauthenticatedError) else {}


def lost_database(request: Request, _: Exception) -> JSONResponse:
    """The database went away in the middle of a question; the next one may succeed."""
    code = "database_unreachable"
    detail = text(language_of(request), f"error.{code}")
    return _problem(request, HTTPStatus.SERVICE_UNAVAILABLE, code, detail=detail)


def malformed(request: Request, error: Exception) -> JSONResponse:
    """Answers a request whose parameters or body have not the right shape."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    # A choice between several types is told by its parameter, not by the types tried.
    field = str(first["loc"][1]) if len(first["loc"]) > 1 else _WHOLE
    if field == _WHOLE:
        # A body that could not be read may hold a password all the same.
        first["input"] = {}
    found = problem_of(first)
    what = refusal(language_of(request), found.code, found.details)
    code = "unknown_parameter" if found.code == "unknown_field" else "bad_parameter"
    said = "bad_field" if first["loc"][0] == "body" else code
    detail = _of_field(language_of(request), said, field, what)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _problem(request, status, code, detail=detail, field=field)


def _of_field(language: Language, code: str, field: str, what: str) -> str:
    """What is wrong, after the name of where it is, unless that is the body as a whole."""
    if field == _WHOLE:
        return what
    return text(language, f"error.{code}", field=field, what=what)


def unexpected(request: Request, error: Exception) -> JSONResponse:
    """A mistake of ours; the log has it whole, the caller gets no inner detail."""
    logger.error("unexpected error in request %s", request.state.request_id, exc_info=error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    detail = text(language_of(request), f"http.{int(status)}")
    return _problem(request, status, "internal_error", detail=detail)


def http(request: Request, error: Exception) -> JSONResponse:
    """Answers what no route takes, or not that way."""
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    detail = text(language_of(request), f"http.{int(status)}")
    if status is HTTPStatus.BAD_REQUEST:
        # The framework could not read the body at all; what is malformed is 422 here.
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _problem(request, status, "unreadable_body", detail=detail)
    return _problem(request, status, status.name.lower(), detail=detail, headers=error.headers)
