"""The shape of every event type of contract.md section 3, for files and for commands alike."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from tracker.aggregates.topics import EVENT_CLASSES
from tracker.deadlines.arithmetic import LONGEST, PeriodUnit
from tracker.entry.fields import (
    Amount,
    AmountRequired,
    Attached,
    Day,
    LongText,
    Moment,
    Name,
    Number,
    Ordinal,
    Shape,
    Source,
    Title,
    Year,
    expected,
)
from tracker.fold.words import Word

Level = Literal["central", "province", "district", "commune", "office", "person"]
IssuerLevel = Literal["government", "province", "district", "commune", "party", "own"]
Area = Literal[
    "institutions",
    "procedures",
    "organisation",
    "civil_service",
    "public_finance",
    "digital_government",
    "direction",
]
Category = Literal[
    "recover", "deduct", "discipline", "correct_document", "correct_practice", "transfer_case"
]
DayKindName = Literal["holiday", "in_lieu", "swapped_off", "makeup_work", "ordinary"]
PeriodUnitName = Literal["day", "working_day", "week", "month", "quarter", "year"]
State = Literal["met", "in_progress", "not_met", "not_measurable", "no_case"]


class Line(Shape):
    """What every event says."""

    type: str
    effective_on: Day
    recorded_at: Moment
    actor: Name
    reason: LongText | None = None
    note: LongText | None = None
    source: Source | None = None
    attachments: Annotated[list[Attached], Field(max_length=200)] | None = None


class UnitEnded(Line):
    """``unit.dissolved``; who takes over its work, if one unit does."""

    code: Name
    successor: Name | None = None


class UnitSplit(Line):
    """``unit.split``; the first successor keeps the records."""

    code: Name
    successors: Annotated[list[Name], Field(min_length=2, max_length=200)]


class UnitEstablished(Line):
    """``unit.established``."""

    code: Name
    name: Name
    level: Level
    parent: Name | None


class UnitRenamed(Line):
    """``unit.renamed``."""

    code: Name
    name: Name


class UnitMoved(Line):
    """``unit.moved``; below no parent it becomes a root."""

    code: Name
    parent: Name | None


class UnitMerged(Line):
    """``unit.merged``."""

    code: Name
    into: Name


class CalendarEstablished(Line):
    """``calendar.established``; what it rests on, and the unit that it rules for."""

    code: Name
    name: Name
    base: Name | None = None
    unit: Name | None = None


class CalendarDay(Shape):
    """One day that a document lays down."""

    day: Day
    kind: DayKindName
    name: Name


class CalendarDaysAdopted(Line):
    """``calendar.days_adopted``; ``years`` are complete with it."""

    code: Name
    days: Annotated[list[CalendarDay], Field(max_length=1000)]
    years: Annotated[list[Year], Field(max_length=100)] | None = None


class DeadlineRule(Shape):
    """How a deadline that is a period was counted, so that it can be counted again."""

    count: Annotated[int, Field(ge=1)]
    unit: PeriodUnitName
    from_: Annotated[Day, Field(alias="from")]
    calendar: Name
    calendar_version: Number

    @model_validator(mode="after")
    def _not_too_long(self) -> Self:
        if self.count > LONGEST[PeriodUnit(self.unit)]:
            raise expected("period")
        return self


class Cause(Shape):
    """The calendar that moved a deadline."""

    calendar: Name
    calendar_version: Number
    paper: Name | None = None


class ItemHappened(Line):
    """Any event of an item without fields of its own."""

    ref: Name


class Assigned(ItemHappened):
    """What every assignment says."""

    unit: Name
    title: Title
    due_on: Day | None
    needs_confirmation: bool = True


class PlanTaskAssigned(Assigned):
    """``plan_task.assigned``."""

    plan: Name
    area: Area
    needs_confirmation: bool = False
    product: LongText | None = None
    coordinators: list[Name] | None = None
    deadline_text: LongText | None = None
    deadline_rule: DeadlineRule | None = None


class DirectiveAssigned(Assigned):
    """``directive.assigned``."""

    issuer: Name
    issuer_level: IssuerLevel
    dispatch: Name | None = None
    parent_ref: Name | None = None
    urgency: Name | None = None
    coordinators: list[Name] | None = None
    monitor: Name | None = None
    deadline_text: LongText | None = None
    deadline_rule: DeadlineRule | None = None


class FindingAssigned(Assigned):
    """``finding.assigned``."""

    conclusion: Name
    inspector: Name
    category: Category
    amount_required: AmountRequired | None
    deadline_text: LongText | None = None
    deadline_rule: DeadlineRule | None = None


class DueSet(ItemHappened):
    """``deadline_extended``; ``cause`` where the calendar moved it."""

    due_on: Day
    deadline_text: LongText | None = None
    deadline_rule: DeadlineRule | None = None
    cause: Cause | None = None


class DueCorrected(ItemHappened):
    """A deadline typed wrongly; corrected to "none" it is null, and said so."""

    due_on: Day | None


class DueMaybeSet(ItemHappened):
    """An event that may set a deadline."""

    due_on: Day | None = None
    deadline_text: LongText | None = None
    deadline_rule: DeadlineRule | None = None


class Transferred(ItemHappened):
    """``transferred``."""

    to_unit: Name


class PaymentRecorded(ItemHappened):
    """``finding.payment_recorded``."""

    amount: Amount
    voucher: LongText | None = None


class OverdueFlagged(ItemHappened):
    """``overdue_flagged``; ``for_due_on`` is the deadline that passed."""

    for_due_on: Day | None = None


class DueSoonFlagged(OverdueFlagged):
    """``due_soon_flagged``, so many days before the deadline."""

    days_before: Annotated[int, Field(ge=1, le=10**6)] | None = None


class Voided(ItemHappened):
    """``voided``: the 1-based place of the wrong event in the item's stream."""

    event_no: Ordinal


class TargetSet(Line):
    """``target.set``."""

    ref: Name
    unit: Name
    title: Title
    plan: Name
    goal: LongText
    measure: Name


class TargetAssessed(Line):
    """``target.assessed``."""

    ref: Name
    state: State
    numerator: Number | None = None
    denominator: Number | None = None
    evidence: LongText | None = None


_BY_WORD: Final[Mapping[Word, type[Line]]] = {
    Word.DEADLINE_EXTENDED: DueSet,
    Word.DEADLINE_CORRECTED: DueCorrected,
    Word.COMPLETION_REJECTED: DueMaybeSet,
    Word.RESUMED: DueMaybeSet,
    Word.REOPENED: DueMaybeSet,
    Word.TRANSFERRED: Transferred,
    Word.PAYMENT_RECORDED: PaymentRecorded,
    Word.OVERDUE_FLAGGED: OverdueFlagged,
    Word.DUE_SOON_FLAGGED: DueSoonFlagged,
    Word.VOIDED: Voided,
}
_BY_TYPE: Final[Mapping[str, type[Line]]] = {
    "unit.established": UnitEstablished,
    "unit.renamed": UnitRenamed,
    "unit.moved": UnitMoved,
    "unit.merged": UnitMerged,
    "unit.split": UnitSplit,
    "unit.dissolved": UnitEnded,
    "calendar.established": CalendarEstablished,
    "calendar.days_adopted": CalendarDaysAdopted,
    "plan_task.assigned": PlanTaskAssigned,
    "directive.assigned": DirectiveAssigned,
    "finding.assigned": FindingAssigned,
    "target.set": TargetSet,
    "target.assessed": TargetAssessed,
}
LINES: Final[Mapping[str, type[Line]]] = {
    topic: _BY_TYPE.get(topic) or _BY_WORD.get(getattr(event, "word", None), ItemHappened)  # type: ignore[arg-type]
    for topic, event in EVENT_CLASSES.items()
}
"""The shape of each event type."""
