"""What the guard answers, in the OpenAPI document of every address that it stands before."""

from http import HTTPStatus
from typing import Any, Final

from tracker.api.guard.hosts import FOR_OPERATORS

_PROBLEM: Final = {"schema": {"$ref": "#/components/schemas/ProblemBody"}}
_MEDIA_TYPE: Final = "application/problem+json"


def describe_guard(document: dict[str, Any]) -> dict[str, Any]:
    """Adds the refusals of the guard; what a route says of the same status itself stays."""
    for path, operations in document["paths"].items():
        if path not in FOR_OPERATORS:
            for operation in operations.values():
                _describe(operation)
    return document


def _describe(operation: dict[str, Any]) -> None:
    statuses = [HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS]
    if "requestBody" in operation:
        statuses.append(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    for status in statuses:
        described = {"description": status.phrase, "content": {_MEDIA_TYPE: _PROBLEM}}
        operation["responses"].setdefault(str(int(status)), described)
