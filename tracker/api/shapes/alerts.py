"""The shape of the report on a day's alerts."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from tracker.alerts.audit.notices import Fate
from tracker.alerts.audit.outcomes import Outcome
from tracker.alerts.words import Channel, Occasion, Why
from tracker.fold.words import Kind


class AlertCauseShape(BaseModel):
    """The event of the item for which it was not raised."""

    no: int
    type: str = Field(examples=["directive.completion_reported"])
    effective_on: date
    recorded_at: datetime


class NoticeShape(BaseModel):
    """Somebody who was told by a channel."""

    name: str | None = Field(description="Login name of a person, label of an endpoint.")
    full_name: str | None
    channel: Channel
    level: int = Field(description="After an outage it may be a later level than the alert's.")
    state: Fate
    why: Why | None = Field(description="Why it was dropped.")
    raised_at: datetime
    settled_at: datetime | None = Field(description="When it was sent or dropped.")
    address: str | None
    problem: str | None = Field(description="Why the last attempt failed.")


class DayAlertShape(BaseModel):
    """One alert of the day, and what became of it."""

    outcome: Outcome
    occasion: Occasion
    level: int = Field(description="Days from `about_on`: -3 three days before, 1 the day after.")
    kind: Kind | None = Field(description="Null for a reporting period.")
    ref: str | None
    title: str
    unit: str = Field(description="The unit that led when it was due, or raised.")
    about_on: date
    fired_on: date = Field(description="The day on which it was due.")
    raised_at: datetime | None
    event_no: int | None = Field(description="The flag's place in the item's stream.")
    cause: AlertCauseShape | None
    told: list[NoticeShape]


class AlertsShape(BaseModel):
    """``GET /alerts``: the day in numbers, one page of it, and the cursor of the next."""

    on: date
    known_at: datetime
    morning: str = Field(description="Local time up to which the day's marks knew what they knew.")
    due_soon_days: list[int]
    swept_at: datetime | None = Field(
        description="When a sweep of that day first went through its marks; null: none did."
    )
    swept_later_at: datetime | None = Field(description="When one of a later day did.")
    first_swept_on: date | None = Field(description="The day of the very first sweep.")
    due: int = Field(description="Marks due: the sum of the first seven of `totals`.")
    untold: int = Field(description="Raised, and no rule led to anybody to be told.")
    unread: int = Field(description="Items whose events cannot be read; they are left out.")
    totals: dict[Outcome, int]
    alerts: list[DayAlertShape]
    limited_to: str | None = None
    next: str | None
