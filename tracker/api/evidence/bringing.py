"""``POST /evidence``: brings a file, which a command may then name by its hash."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter, Request

from tracker.access.judging import refuse_unless_somewhere
from tracker.answers.evidence import kept_answer
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed
from tracker.api.evidence.form import most_read, receive, too_large
from tracker.api.problems import responses
from tracker.api.shapes import Answer
from tracker.api.shapes.evidence import KeptShape
from tracker.evidence.keeping import keep
from tracker.evidence.spool import Spool
from tracker.rights.granting import Caller
from tracker.rights.words import Act

router = APIRouter()

_ACTS: Final = (Act.LOG, Act.REGISTER, Act.DECIDE, Act.URGE)
"""Whoever may record anything about items may bring what proves it."""
_ERRORS: Final = responses(
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_FORM: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}


@router.post(
    "/evidence",
    status_code=HTTPStatus.CREATED,
    response_model=KeptShape,
    responses=_ERRORS,
    openapi_extra=_FORM,
)
async def bring_evidence(request: Request, caller: Calling, found: Installed) -> Answer:
    """Stores a file; its type is found out from its content, and the same file lies here once."""
    refuse_unless_writing(caller)
    most_mb = found.settings.evidence_max_mb
    _refuse_what_says_it_is_larger(request, most_mb)
    with Spool(found.evidence.incoming, most_mb) as spool:
        name = await receive(request.stream(), request.headers.get("content-type", ""), spool)
        kept = await keep(
            found.evidence,
            found.pool,
            spool,
            name=name,
            uploaded_by=caller.name,
            now=found.clock.now(),
        )
    return kept_answer(kept, name)


def refuse_unless_writing(caller: Caller) -> None:
    """Refuses whoever may record nothing about any item."""
    held = [act for act in _ACTS if caller.may_somewhere(act)]
    refuse_unless_somewhere(caller, held[0] if held else Act.LOG)


def _refuse_what_says_it_is_larger(request: Request, most_mb: int) -> None:
    """What comes may still be larger than it says; that is noticed on the way."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > most_read(most_mb):
        raise too_large(most_mb)
