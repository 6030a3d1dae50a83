"""``GET /items/{kind}/{ref}/evidence``: the files that an item's events name."""

from typing import Annotated

from fastapi import APIRouter, Query

from tracker.access.rows import item_seen
from tracker.answers.evidence import evidence_answer
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.questions.item import ItemQuery
from tracker.api.questions.timeline import Named
from tracker.api.shapes import Answer
from tracker.api.shapes.evidence import EvidenceShape
from tracker.evidence.records import damaged_of, records_of
from tracker.fold.words import Kind
from tracker.reading.attachments import attached

router = APIRouter()


@router.get(
    "/items/{kind}/{ref:path}/evidence", response_model=EvidenceShape, responses=QUESTION_ERRORS
)
def list_evidence(
    kind: Kind,
    ref: Named,
    query: Annotated[ItemQuery, Query()],
    caller: Calling,
    found: Installed,
) -> Answer:
    """What the events up to C, as known at K, name, to whoever may see the item as it was then."""
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        item = item_seen(connection, caller, kind, ref, cut)
        files = attached(connection, kind, ref, cut)
        named = {one.sha256 for one in files if one.sha256 is not None}
        records = records_of(connection, named)
        damaged = damaged_of(connection, named)
    return evidence_answer(cut, item, files, records, damaged)
