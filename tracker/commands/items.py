"""Commands on plan tasks, directives and findings."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from tracker.aggregates.item import Item
from tracker.aggregates.topics import ITEM_CLASSES
from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.checking import checked
from tracker.commands.counting import refuse_other_day, superseded
from tracker.commands.meta import Meta
from tracker.commands.recording import (
    Outcome,
    record_first,
    record_next,
    recorded_before,
    refuse_stale,
)
from tracker.commands.referring import (
    refuse_ended_unit,
    refuse_unknown_item,
    refuse_unknown_units,
)
from tracker.days import local_day
from tracker.errors import InvalidInputError, StaleVersionError
from tracker.fold.words import Kind, Word


@dataclass(frozen=True, kw_only=True)
class Assign(Meta):
    """Gives a new item to its lead unit; ``about`` holds the kind's own fields."""

    kind: Kind
    ref: str
    unit: str
    title: str
    due_on: date | None
    about: dict[str, Any] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        """The fields of the event, the kind's own among them."""
        given = {**super().fields(), "due_on": self.due_on, **self.about}
        given.setdefault("needs_confirmation", ITEM_CLASSES[self.kind].confirmation_by_default())
        return {name: value for name, value in given.items() if name not in ("about", "kind")}


@dataclass(frozen=True, kw_only=True)
class OnItem(Meta):
    """A command on an item as the caller saw it; ``expected_version`` None asks no question."""

    WORD: ClassVar[Word]

    kind: Kind
    ref: str
    expected_version: int | None

    def fields(self) -> dict[str, Any]:
        """The fields of the event."""
        not_of_event = ("kind", "ref", "expected_version")
        return {k: v for k, v in super().fields().items() if k not in not_of_event}


class Start(OnItem):
    """Work begins."""

    WORD = Word.STARTED


class NoteProgress(OnItem):
    """Progress in words."""

    WORD = Word.PROGRESS_NOTED


@dataclass(frozen=True, kw_only=True)
class RecordPayment(OnItem):
    """Money of a finding was paid in or deducted; whole đồng."""

    WORD = Word.PAYMENT_RECORDED
    amount: int
    voucher: str | None = None


class RequestExtension(OnItem):
    """The unit asks for a later deadline."""

    WORD = Word.EXTENSION_REQUESTED


class RefuseExtension(OnItem):
    """The deadline stays."""

    WORD = Word.EXTENSION_REFUSED


@dataclass(frozen=True, kw_only=True)
class ExtendDeadline(OnItem):
    """A later deadline is granted."""

    WORD = Word.DEADLINE_EXTENDED
    due_on: date
    deadline_text: str | None = None
    deadline_rule: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectDeadline(OnItem):
    """The last deadline was typed wrongly; None: there is none."""

    WORD = Word.DEADLINE_CORRECTED
    due_on: date | None

    def fields(self) -> dict[str, Any]:
        """The fields of the event; "no deadline" is said too."""
        return {**super().fields(), "due_on": self.due_on}


class ReportCompletion(OnItem):
    """The work is done; ``effective_on`` is the day of completion."""

    WORD = Word.COMPLETION_REPORTED


class ConfirmCompletion(OnItem):
    """The assigner accepts the result."""

    WORD = Word.COMPLETION_CONFIRMED


@dataclass(frozen=True, kw_only=True)
class RejectCompletion(OnItem):
    """The assigner does not accept the result."""

    WORD = Word.COMPLETION_REJECTED
    due_on: date | None = None
    deadline_text: str | None = None
    deadline_rule: dict[str, Any] | None = None


class Suspend(OnItem):
    """The work must wait."""

    WORD = Word.SUSPENDED


@dataclass(frozen=True, kw_only=True)
class Resume(OnItem):
    """The work goes on."""

    WORD = Word.RESUMED
    due_on: date | None = None
    deadline_text: str | None = None
    deadline_rule: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Reopen(OnItem):
    """A finished item is opened again."""

    WORD = Word.REOPENED
    due_on: date | None = None
    deadline_text: str | None = None
    deadline_rule: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class Transfer(OnItem):
    """Another unit leads from now on."""

    WORD = Word.TRANSFERRED
    to_unit: str


class RequestReturn(OnItem):
    """The unit says it was given the item by mistake."""

    WORD = Word.RETURN_REQUESTED


class RefuseReturn(OnItem):
    """The item stays with the unit."""

    WORD = Word.RETURN_REFUSED


class AcceptReturn(OnItem):
    """The assigner takes the item back."""

    WORD = Word.RETURN_ACCEPTED


class Withdraw(OnItem):
    """The item is withdrawn or cancelled."""

    WORD = Word.WITHDRAWN


class Urge(OnItem):
    """The unit is urged."""

    WORD = Word.URGED


@dataclass(frozen=True, kw_only=True)
class FlagOverdue(OnItem):
    """An overdue alert was raised about the deadline ``for_due_on``."""

    WORD = Word.OVERDUE_FLAGGED
    for_due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class FlagDueSoon(OnItem):
    """A due-soon alert was raised so many days before the deadline ``for_due_on``."""

    WORD = Word.DUE_SOON_FLAGGED
    for_due_on: date | None = None
    days_before: int | None = None


@dataclass(frozen=True, kw_only=True)
class VoidEvent(OnItem):
    """An earlier event was recorded wrongly; ``event_no`` is its place in the stream."""

    WORD = Word.VOIDED
    event_no: int


def assign(command: Assign, tracker: Tracker, clock: Clock) -> Outcome:
    """Records a new item.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: a unit or the parent directive is unknown.
        RuleViolationError: the reference is taken, or a day is impossible.
    """
    return record_first(
        tracker,
        assigned(command, tracker, clock.now()),
        command.command_id,
        lambda: tracker.item(command.kind, command.ref),
        "ref_taken",
    )


def assigned(command: Assign, tracker: Tracker, now: datetime) -> Item:
    """The new item, decided about and not recorded yet.

    Raises:
        TrackerError: as :func:`assign`.
    """
    fields = checked(f"{command.kind}.{Word.ASSIGNED}", command.fields(), now)
    refuse_unknown_units(tracker, fields)
    refuse_ended_unit(tracker, "unit", fields["unit"], command.effective_on)
    refuse_other_day(tracker, fields)
    if fields.get("parent_ref") is not None:
        refuse_unknown_item(tracker, command.kind, fields["parent_ref"], "parent_ref")
    return ITEM_CLASSES[command.kind].assign(recorded_at=now, **fields)


def act(command: OnItem, tracker: Tracker, clock: Clock) -> Outcome:
    """Records what happened to an item, or refuses and records nothing.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: the item or a unit is unknown.
        RuleViolationError: naming the event or the field in the way.
        StaleVersionError: the item is not what the caller saw.
    """
    try:
        return _acted(command, tracker, clock.now())
    except StaleVersionError as error:
        if error.code != "changed_meanwhile":
            raise
        # It may only have been flagged between our reading and our writing.
        return _acted(command, tracker, clock.now())


def _acted(command: OnItem, tracker: Tracker, now: datetime) -> Outcome:
    item = tracker.item(command.kind, command.ref)
    again = recorded_before(item, command.command_id)
    if again is not None:
        return again
    event_class = _event_class(item, command)
    named = {"ref": command.ref, **command.fields()}
    fields = checked(event_class.TOPIC, named, now)
    refuse_unknown_units(tracker, fields)
    if command.WORD is Word.TRANSFERRED:
        refuse_ended_unit(tracker, "to_unit", fields["to_unit"], command.effective_on)
    refuse_other_day(tracker, fields)
    refuse_stale(item, command.expected_version)
    del fields["ref"]
    item.record(command.WORD, recorded_at=now, **fields)
    _void_superseded(command, item, now)
    return record_next(
        tracker, item, command.command_id, lambda: tracker.item(command.kind, command.ref)
    )


def _void_superseded(command: OnItem, item: Item, now: datetime) -> None:
    """A deadline that a person set prevails over the calendar's move of a later day."""
    if getattr(command, "due_on", None) is None:
        return
    common = {**command.common(), "effective_on": local_day(now)}
    for event_no in superseded(item, command.WORD, command.effective_on):
        item.record(Word.VOIDED, recorded_at=now, **common, event_no=event_no)


def _event_class(item: Item, command: OnItem) -> type[Any]:
    event_class = item.EVENTS.get(command.WORD)
    if event_class is None:
        raise InvalidInputError("not_for_kind", field="type", value=command.WORD, kind=command.kind)
    return event_class
