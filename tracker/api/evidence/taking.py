"""``GET /items/{kind}/{ref}/evidence/{sha256}``: takes a file along."""

from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote

import anyio.to_thread
from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse

from tracker.access.rows import item_seen
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, asking
from tracker.api.problems import QUESTION_ERRORS, responses
from tracker.api.questions.item import ItemQuery
from tracker.api.questions.timeline import Named
from tracker.bootstrap import Installation
from tracker.errors import NotFoundError
from tracker.evidence.media_types import MediaType, fitting_name
from tracker.evidence.records import Record, records_of
from tracker.evidence.verifying import sound
from tracker.fold.words import Kind
from tracker.folding import without_accents
from tracker.reading.attachments import attached
from tracker.rights.granting import Caller

router = APIRouter()

Hash = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the content.")]
_CONTENT: Final = {
    media_type.value: {"schema": {"type": "string", "format": "binary"}} for media_type in MediaType
}
_ALONE: Final = "default-src 'none'; sandbox"
"""Whatever a file holds, a browser that shows it nevertheless runs nothing of it."""


@router.get(
    "/items/{kind}/{ref:path}/evidence/{sha256}",
    response_class=StreamingResponse,
    responses={
        **QUESTION_ERRORS,
        **responses(HTTPStatus.CONFLICT),
        200: {"description": "The file.", "content": _CONTENT},
    },
)
async def take_evidence(
    kind: Kind,
    ref: Named,
    sha256: Hash,
    query: Annotated[ItemQuery, Query()],
    caller: Calling,
    found: Installed,
) -> StreamingResponse:
    """The file, if an event known at K names it, to whoever may see the item as it was on C.

    It is read to its end once before, so no byte of a file that is not what it was is given.
    """
    name, record = await anyio.to_thread.run_sync(
        _granted, found, caller, (kind, ref, sha256), query
    )
    look = await sound(found.evidence, found.pool, record, found.clock.now())
    media_type = MediaType(record.media_type)
    headers = {
        "Content-Disposition": _disposition(fitting_name(name, media_type)),
        "Content-Length": str(look.size),
        "Content-Security-Policy": _ALONE,
        "Cache-Control": "private, no-store",
        "ETag": f'"{sha256}"',
        "X-Content-Type-Options": "nosniff",
    }
    # From here on neither a thread nor a connection is held, however slow the reader is.
    blocks = found.evidence.blocks(sha256, look)
    return StreamingResponse(blocks, headers=headers, media_type=media_type.value)


def _granted(
    found: Installation, caller: Caller, named: tuple[Kind, str, str], query: ItemQuery
) -> tuple[str, Record]:
    """The name that the last event to name the file gives it, and its record."""
    kind, ref, sha256 = named
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        item_seen(connection, caller, kind, ref, cut)
        files = attached(connection, kind, ref, cut)
        records = records_of(connection, [sha256])
    names = [one.name for one in files if one.sha256 == sha256]
    if not names:
        raise NotFoundError("not_evidence_of_item", field="sha256", value=sha256, ref=ref)
    if sha256 not in records:
        raise NotFoundError("evidence_never_stored", field="sha256", value=sha256)
    return names[-1], records[sha256]


def _disposition(name: str) -> str:
    """Always saved, never shown; the name whole, and plain for programs that know no other."""
    plain = without_accents(name.replace("Đ", "D")).encode("ascii", "replace").decode()
    plain = "".join("_" if sign in '"\\?%/' else sign for sign in plain)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
