"""The shape of the record of refused accesses."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class RefusalShape(BaseModel):
    """A refusal; equal ones of one address within a minute are counted in one."""

    at: datetime
    last_at: datetime
    times: int
    account: str | None = Field(description="Null where nobody was signed in.")
    address: str
    method: str
    route: str | None = Field(description="The template; null where no route was reached.")
    path: str
    code: str = Field(examples=["unit_not_granted"])
    act: str | None
    unit: str | None
    request_id: UUID = Field(description="Of the first of them.")


class RefusalsShape(BaseModel):
    """``GET /refusals``: one page, the youngest first, and the cursor of the next."""

    refusals: list[RefusalShape]
    next: str | None
