"""Evidence that comes with a form: kept before the form is judged, so that it never comes twice."""

import anyio.to_thread
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from tracker.api.evidence.bringing import refuse_unless_writing
from tracker.bootstrap import Installation
from tracker.entry.fields import Attachment
from tracker.entry.problems import shown
from tracker.errors import InvalidInputError
from tracker.evidence.keeping import keep
from tracker.evidence.names import plain_name
from tracker.evidence.spool import Spool
from tracker.rights.granting import Caller

_BLOCK = 2**20


async def keep_file(found: Installation, caller: Caller, upload: UploadFile) -> Attachment:
    """Stores an uploaded file.

    Raises:
        ForbiddenError: whoever may record nothing may bring no file.
        InvalidInputError, TooLargeError, UnsupportedTypeError: a file that is not taken.
        UnavailableError: the store cannot be reached.
    """
    refuse_unless_writing(caller)
    name = plain_name(upload.filename or "")
    now = found.clock.now()
    with Spool(found.evidence.incoming, found.settings.evidence_max_mb) as spool:
        while block := await upload.read(_BLOCK):
            await anyio.to_thread.run_sync(spool.take, block)
        await anyio.to_thread.run_sync(spool.finish)
        kept = await keep(
            found.evidence, found.pool, spool, name=name, uploaded_by=caller.name, now=now
        )
    return Attachment(name=name, sha256=kept.record.sha256)


def kept_before(told: list[str]) -> list[Attachment]:
    """Files that an earlier attempt brought, as the form repeats them: ``<sha256> <name>``.

    Whether they were brought is for the command to find out.

    Raises:
        InvalidInputError: something else is told.
    """
    return [_kept(one) for one in told]


def _kept(told: str) -> Attachment:
    sha256, _, name = told.partition(" ")
    try:
        return Attachment(name=name, sha256=sha256)
    except ValidationError as error:
        raise InvalidInputError("malformed", field="kept", value=shown(told)) from error
