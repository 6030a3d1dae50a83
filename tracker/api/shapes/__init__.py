"""The shapes of the answers, for the OpenAPI description (contract.md section 4)."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class CutShape(BaseModel):
    """Every number has a date and a known-at time."""

    as_of: date
    known_at: datetime


class GroupShape(BaseModel):
    """A group: the dimensions asked for beside its counts by class."""

    model_config = ConfigDict(extra="allow")

    counts: dict[str, int]


class MoneyShape(BaseModel):
    """Whole đồng of the findings counted."""

    required: int
    recovered: int
    remaining: int


class MappedShape(BaseModel):
    """A past period by the tree of another day says so, and what was limited says to what."""

    tree_of: date | None = None
    limited_to: str | None = Field(
        None, description="The unit of the caller's grant, where no unit was asked for."
    )


class CountsShape(CutShape, MappedShape):
    """``GET /counts``."""

    total: int
    out: int
    groups: list[GroupShape]
    money: MoneyShape | None = None


class ItemShape(BaseModel):
    """One item as it stood at the cut."""

    model_config = ConfigDict(populate_by_name=True)

    kind: str
    ref: str
    unit: str
    item_class: str = Field(alias="class")
    due_on: date | None
    completed_on: date | None
    title: str
    amount_required: int | None = None
    amount_recovered: int | None = None


class ItemsShape(CutShape, MappedShape):
    """``GET /items``: one page, and the cursor of the next."""

    items: list[ItemShape]
    next: str | None


class OneItemShape(CutShape):
    """``GET /items/{kind}/{ref}``: before its assignment an item has neither unit nor class."""

    model_config = ConfigDict(populate_by_name=True)

    kind: str
    ref: str
    title: str
    version: int
    unit: str | None
    item_class: str | None = Field(alias="class")
    due_on: date | None
    completed_on: date | None


class FlowsShape(MappedShape):
    """``GET /flows``."""

    model_config = ConfigDict(populate_by_name=True)

    start: date = Field(alias="from")
    to: date
    known_at: datetime
    carried_in: int
    new: int
    reopened: int
    closed: dict[str, int]
    out: dict[str, int]
    transferred_in: int
    left: int


class EventShape(BaseModel):
    """One event with both its times and its own fields."""

    model_config = ConfigDict(extra="allow")

    no: int
    type: str
    effective_on: date
    recorded_at: datetime
    actor: str


class ChangedShape(BaseModel):
    """An item whose class differs, and why."""

    kind: str
    ref: str
    unit: str
    title: str
    before: str | None
    after: str | None
    events: list[EventShape]


class ChangesShape(CutShape, MappedShape):
    """``GET /changes``."""

    against: datetime
    items: list[ChangedShape]


class MomentShape(EventShape):
    """One event of a timeline."""

    late_days: int
    class_before: str | None
    class_after: str | None
    voided_by: int | None
    imported_from: str | None


class TimelineShape(BaseModel):
    """``GET /items/{kind}/{ref}/timeline``."""

    kind: str
    ref: str
    unit: str
    title: str
    known_at: datetime
    events: list[MomentShape]
    hidden: int = Field(0, description="Events of days on which another unit led the item.")


class AliveShape(BaseModel):
    """``GET /healthz``."""

    status: str


class ReadyShape(BaseModel):
    """``GET /readyz``: how far the read model is behind, and what is wrong, if anything."""

    ready: bool
    position: int
    head: int
    lag_events: int
    lag_seconds: float
    parked: int
    problem: str | None


Answer = dict[str, Any]
