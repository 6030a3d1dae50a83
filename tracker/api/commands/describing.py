"""What the OpenAPI document says of a command."""

from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel

from tracker.api.commands.deeds import Deed
from tracker.api.commands.once import REPLAYED
from tracker.api.commands.receiving import described
from tracker.api.problems import responses

_ERRORS: Final = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.CONFLICT,
    HTTPStatus.PRECONDITION_FAILED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_NEVER_STALE: Final = HTTPStatus.PRECONDITION_FAILED
_ETAG: Final = {
    "description": "The version now, as the next `If-Match` names it.",
    "schema": {"type": "string"},
}
_REPLAYED: Final = {
    "description": "`true` where the request was done before and is only answered again.",
    "schema": {"type": "string"},
}
_LOCATION: Final = {"description": "Where to look at it.", "schema": {"type": "string"}}


def about(deed: Deed, answer: type[BaseModel], *, is_new: bool = False) -> dict[str, Any]:
    """A command's status, shapes, errors and words, as a router takes them."""
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    headers = {"ETag": _ETAG, REPLAYED: _REPLAYED, **({"Location": _LOCATION} if is_new else {})}
    errors = [error for error in _ERRORS if not (is_new and error is _NEVER_STALE)]
    done = {"model": answer, "headers": headers}
    return {
        "status_code": status,
        "responses": {int(status): done, **responses(*errors)},
        "openapi_extra": described(deed, is_versioned=not is_new),
        "summary": _summary(deed),
        "description": f"Needs the right to `{deed.act}`.",
    }


def about_preview(deed: Deed, answer: type[BaseModel]) -> dict[str, Any]:
    """The same of a look at what a command would do."""
    errors = [error for error in _ERRORS if error is not _NEVER_STALE]
    return {
        "response_model": answer,
        "responses": responses(*errors),
        "openapi_extra": described(deed, is_versioned=False, is_repeatable=False),
        "summary": f"Before: {_summary(deed)}",
        "description": f"What it would do; nothing is recorded. Needs the right to `{deed.act}`.",
    }


def _summary(deed: Deed) -> str:
    return (deed.command.__doc__ or "").partition("\n")[0].partition(";")[0].rstrip(".")
