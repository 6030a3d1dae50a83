"""Everything that can happen to a task, a directive or a finding (domain.md 4.2)."""

from collections.abc import Mapping
from dataclasses import KW_ONLY
from datetime import date
from typing import Any, ClassVar, Final

from tracker.aggregates.events import FirstHappening, Happening
from tracker.fold.marks import Known
from tracker.fold.state import Fact
from tracker.fold.words import Word

SCHEDULER: Final = "scheduler"
"""The actor of what nobody did: the flags that the sweep records."""


class ItemEvent(Happening):
    """Something that happened to an item."""

    word: ClassVar[Word]

    _: KW_ONLY
    ref: str

    def apply(self, aggregate: Any) -> None:
        """Adds the event to the item's history; the fold says what it means."""
        aggregate.happenings.append(self)

    @property
    def fact(self) -> Fact:
        """What the fold needs to know of this event."""
        return self.fact_from(self.originator_version, vars(self))

    @classmethod
    def fact_from(cls, no: int, state: Mapping[str, Any]) -> Fact:
        """The same straight from a stored state, for rebuilds that read millions."""
        return Fact(no, cls.word, state["effective_on"])

    @property
    def known(self) -> Known:
        """The same with the moment from which on it was known."""
        return Known(self.fact, self.recorded_at)


class Assigned(ItemEvent, FirstHappening):
    """The item was given to its lead unit; each kind adds what it is about."""

    word = Word.ASSIGNED
    NEEDS_CONFIRMATION: ClassVar[bool] = True

    _: KW_ONLY
    unit: str
    title: str
    due_on: date | None

    @classmethod
    def fact_from(cls, no: int, state: Mapping[str, Any]) -> Fact:
        """Unit, deadline and need of confirmation."""
        needs_confirmation = state.get("needs_confirmation")
        return Fact(
            no,
            cls.word,
            state["effective_on"],
            state["due_on"],
            state["unit"],
            cls.NEEDS_CONFIRMATION if needs_confirmation is None else needs_confirmation,
        )


class _SettingDue(ItemEvent):
    """An event that may set the deadline."""

    @classmethod
    def fact_from(cls, no: int, state: Mapping[str, Any]) -> Fact:
        """With the deadline set, if any."""
        return Fact(no, cls.word, state["effective_on"], state.get("due_on"))


class _WordedDue(_SettingDue):
    """With the words that the deadline was given in and, for a period, how it was counted.

    ``deadline_rule`` is :class:`tracker.deadlines.rule.DeadlineRule` as stored.
    """

    _: KW_ONLY
    deadline_text: str | None = None
    deadline_rule: dict[str, Any] | None = None


class Started(ItemEvent):
    """Work on the item began."""

    word = Word.STARTED


class ProgressNoted(ItemEvent):
    """Progress was noted in words."""

    word = Word.PROGRESS_NOTED


class ExtensionRequested(ItemEvent):
    """The unit asked for a later deadline; asking moves nothing."""

    word = Word.EXTENSION_REQUESTED


class ExtensionRefused(ItemEvent):
    """The request for a later deadline was refused."""

    word = Word.EXTENSION_REFUSED


class DeadlineExtended(_WordedDue):
    """The deadline was extended or adjusted (gia hạn, điều chỉnh); it rules from that day on.

    ``cause`` is there when the working calendar moved it, not a decision about this item:
    which calendar, which version of it, by which document.
    """

    word = Word.DEADLINE_EXTENDED

    _: KW_ONLY
    due_on: date
    cause: dict[str, Any] | None = None


class DeadlineCorrected(_SettingDue):
    """The last deadline had been typed wrongly; known only from now on (domain.md 4.2)."""

    word = Word.DEADLINE_CORRECTED

    _: KW_ONLY
    due_on: date | None


class CompletionReported(ItemEvent):
    """The unit reported the work done; the effective day is the day of completion F."""

    word = Word.COMPLETION_REPORTED


class CompletionConfirmed(ItemEvent):
    """The assigner accepted the result; F stays."""

    word = Word.COMPLETION_CONFIRMED


class CompletionRejected(_WordedDue):
    """The assigner did not accept the result (trả lại kết quả); F is void."""

    word = Word.COMPLETION_REJECTED

    _: KW_ONLY
    due_on: date | None = None


class Suspended(ItemEvent):
    """The work must wait (re-inspection, a superior's opinion)."""

    word = Word.SUSPENDED


class Resumed(_WordedDue):
    """The work goes on."""

    word = Word.RESUMED

    _: KW_ONLY
    due_on: date | None = None


class Reopened(_WordedDue):
    """A finished item was opened again."""

    word = Word.REOPENED

    _: KW_ONLY
    due_on: date | None = None


class Transferred(ItemEvent):
    """Another unit leads from now on; phase and deadline stay."""

    word = Word.TRANSFERRED

    _: KW_ONLY
    to_unit: str

    @classmethod
    def fact_from(cls, no: int, state: Mapping[str, Any]) -> Fact:
        """With the unit that now leads."""
        return Fact(no, cls.word, state["effective_on"], unit=state["to_unit"])


class ReturnRequested(ItemEvent):
    """The unit says it was given the item by mistake (chuyển trả nhiệm vụ)."""

    word = Word.RETURN_REQUESTED


class ReturnRefused(ItemEvent):
    """The assigner keeps the item with the unit."""

    word = Word.RETURN_REFUSED


class ReturnAccepted(ItemEvent):
    """The assigner took the item back; it is out for the unit."""

    word = Word.RETURN_ACCEPTED


class Withdrawn(ItemEvent):
    """The item was withdrawn or cancelled."""

    word = Word.WITHDRAWN


class Urged(ItemEvent):
    """The unit was urged (đôn đốc)."""

    word = Word.URGED


class _Flagged(ItemEvent):
    """An alert about a deadline was raised; the day is the one on which it was due.

    ``for_due_on`` is the deadline that it is about, and sets none. Alerts that came with a
    history need not say it.
    """

    DAY_FIELDS: ClassVar[tuple[str, ...]] = (*Happening.DAY_FIELDS, "for_due_on")

    _: KW_ONLY
    for_due_on: date | None = None

    @property
    def known(self) -> Known:
        """With the deadline that it is about."""
        return Known(self.fact, self.recorded_at, self.for_due_on)


class OverdueFlagged(_Flagged):
    """An overdue alert was raised; counts never depend on it."""

    word = Word.OVERDUE_FLAGGED


class DueSoonFlagged(_Flagged):
    """A due-soon alert was raised so many days before; counts never depend on it."""

    word = Word.DUE_SOON_FLAGGED

    _: KW_ONLY
    days_before: int | None = None

    @property
    def known(self) -> Known:
        """With the deadline that it is about, and how far before."""
        return super().known._replace(days_before=self.days_before)


class Voided(ItemEvent):
    """An earlier event of the item was recorded wrongly and drops out; nothing is deleted."""

    word = Word.VOIDED

    _: KW_ONLY
    event_no: int

    @classmethod
    def fact_from(cls, no: int, state: Mapping[str, Any]) -> Fact:
        """With the number of the event that drops out."""
        return Fact(no, cls.word, state["effective_on"], voids=state["event_no"])


class PaymentRecorded(ItemEvent):
    """Money of a finding was paid in or deducted; whole đồng, by a voucher."""

    word = Word.PAYMENT_RECORDED

    _: KW_ONLY
    amount: int
    voucher: str | None = None


SHARED_EVENTS: tuple[type[ItemEvent], ...] = (
    Started,
    ProgressNoted,
    ExtensionRequested,
    ExtensionRefused,
    DeadlineExtended,
    DeadlineCorrected,
    CompletionReported,
    CompletionConfirmed,
    CompletionRejected,
    Suspended,
    Resumed,
    Reopened,
    Transferred,
    ReturnRequested,
    ReturnRefused,
    ReturnAccepted,
    Withdrawn,
    Urged,
    OverdueFlagged,
    DueSoonFlagged,
    Voided,
)
"""What can happen to an item of every kind; payments happen to findings only."""
