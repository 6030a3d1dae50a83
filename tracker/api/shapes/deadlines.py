"""The shapes of answers about deadlines, calendars and units, for the OpenAPI description."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from tracker.api.shapes import CutShape, EventShape


class NoteShape(BaseModel):
    """Why a reading is what it is; further fields are the facts of the note."""

    model_config = ConfigDict(extra="allow")

    code: str


class PeriodShape(BaseModel):
    """A length of time as the document states it."""

    count: int
    unit: str


class OccurrenceShape(BaseModel):
    """One deadline of a series."""

    label: str
    due_on: date


class StepShape(BaseModel):
    """One day of a count, and what the calendar says of it."""

    day: date
    step: str
    no: int
    kind: str | None = None
    name: str | None = None
    paper: str | None = None


class ReadingShape(BaseModel):
    """``GET /deadline``."""

    words: str
    kind: str
    due_on: date | None
    certainty: str
    estimated: bool
    notes: list[NoteShape]
    alternatives: list[date]
    occurrences: list[OccurrenceShape]
    period: PeriodShape | None
    day_zero: date | None
    calendar: str
    calendar_version: int
    steps: list[StepShape]


class RuleShape(BaseModel):
    """How a deadline that is a period was counted."""

    model_config = ConfigDict(populate_by_name=True)

    count: int
    unit: str
    zero: date = Field(alias="from")
    calendar: str
    calendar_version: int


class DecisionShape(EventShape):
    """One event of the story of a deadline."""

    sets_due: bool
    due_on: date | None
    in_force: bool
    rule: RuleShape | None
    rule_stored: bool
    steps: list[StepShape]
    counted_today: date | None


class DeadlineStoryShape(CutShape):
    """``GET /items/{kind}/{ref}/deadline``."""

    model_config = ConfigDict(populate_by_name=True)

    kind: str
    ref: str
    title: str
    unit: str | None
    item_class: str | None = Field(alias="class")
    due_on: date | None
    completed_on: date | None
    original_due_on: date | None
    decisions: list[DecisionShape]


class EstablishedShape(BaseModel):
    """A calendar."""

    code: str
    name: str
    base: str | None
    unit: str | None
    version: int


class CalendarsShape(BaseModel):
    """``GET /calendars``."""

    calendars: list[EstablishedShape]


class DayShape(BaseModel):
    """A day that is not what its place in the week says; no document: only proposed."""

    day: date
    kind: str
    name: str
    paper: str | None


class CalendarShape(BaseModel):
    """``GET /calendars/{code}``."""

    calendar: str
    version: int
    complete_years: list[int]
    days: list[DayShape]


class UnitShape(BaseModel):
    """A unit that is there; ``until`` is the first day on which something is otherwise."""

    code: str
    name: str
    level: str
    parent: str | None
    since: date
    until: date | None


class UnitsShape(CutShape):
    """``GET /units``."""

    units: list[UnitShape]
