"""The shapes of what is said of evidence files."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from tracker.api.shapes import CutShape
from tracker.evidence.states import EvidenceState


class KeptShape(BaseModel):
    """``POST /evidence``: what a command may name as an attachment."""

    sha256: str = Field(
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
    )
    size: int = Field(description="Bytes.")
    media_type: str = Field(examples=["application/pdf"])
    name: str = Field(examples=["Báo cáo kết quả.pdf"])
    stored_before: bool = Field(description="Whether the same file lay here already.")


class AttachedShape(BaseModel):
    """A file that an event names."""

    no: int = Field(description="The event's place in the item's stream.")
    type: str
    effective_on: date
    recorded_at: datetime
    actor: str
    voided_by: int | None
    name: str
    sha256: str | None = Field(description="None: the event gives a name alone.")
    size: int | None
    media_type: str | None
    state: EvidenceState


class EvidenceShape(CutShape):
    """``GET /items/{kind}/{ref}/evidence``."""

    kind: str
    ref: str
    evidence: list[AttachedShape]
