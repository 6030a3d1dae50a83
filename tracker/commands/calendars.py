"""Adopting a working calendar, and moving the deadlines that were counted with it.

Items whose relative deadline moves get one event each with its cause, all in the recording
that holds the adoption. Finished items and everything before today keep what they had.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from tracker.aggregates.calendar import Calendar
from tracker.aggregates.item import Item
from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.checking import checked
from tracker.commands.counting import Counted, counted_rule
from tracker.commands.many import Progress, loaded, silent, until_recorded
from tracker.commands.meta import Meta
from tracker.commands.recording import (
    Outcome,
    Recorded,
    record_first,
    recorded_before,
    refuse_stale,
)
from tracker.commands.referring import refuse_unknown_units
from tracker.days import local_day
from tracker.deadlines.adoption import Calendars
from tracker.deadlines.calendar import NATIONAL, NATIONAL_NAME
from tracker.deadlines.rule import DeadlineRule
from tracker.errors import NotFoundError, RuleViolationError
from tracker.fold.words import Word

_CALENDAR_LOCK: Final = 7_401_005
"""Two adoptions at once would each count with a version that never was."""


@dataclass(frozen=True, kw_only=True)
class EstablishCalendar(Meta):
    """A calendar comes into being: resting on ``base``, ruling for ``unit`` and below."""

    code: str
    name: str
    base: str | None = NATIONAL
    unit: str | None = None


@dataclass(frozen=True, kw_only=True)
class AdoptDays(Meta):
    """A document lays days down; ``years`` need no proposals any more.

    Each of ``days`` has ``day`` (ISO), ``kind`` (a word of ``DayKind``) and ``name``.
    """

    code: str
    expected_version: int | None
    days: list[dict[str, str]] = field(default_factory=list)
    years: list[int] | None = None

    def fields(self) -> dict[str, Any]:
        """The fields of the event."""
        return {k: v for k, v in super().fields().items() if k != "expected_version"}


class Move(NamedTuple):
    """An open item whose deadline the calendar moves."""

    item: Item
    before: date
    after: date
    rule: DeadlineRule
    """As it is counted now."""


class Adoption(NamedTuple):
    """What an adoption came to; ``position`` None when nothing new was recorded."""

    version: int
    """Of the calendar's stream, for ``expected_version``."""
    position: int | None
    moves: list[Move]
    kept: list[Move]
    """Items that stay: counted anew, their deadline would lie before their assignment."""


def establish_calendar(command: EstablishCalendar, tracker: Tracker, clock: Clock) -> Outcome:
    """Records a new calendar.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: the calendar it rests on, or the unit it rules for, is unknown.
        RuleViolationError: the code is taken, or the unit has a calendar already.
    """
    now = clock.now()
    fields = checked("calendar.established", command.fields(), now)
    if fields["code"] == NATIONAL:
        fields.pop("base", None)
    base = fields.get("base")
    calendars = tracker.calendars()
    if base is not None and base not in calendars:
        raise NotFoundError("unknown_calendar", field="base", value=base)
    refuse_unknown_units(tracker, fields)
    unit = fields.get("unit")
    ruling = None if unit is None else calendars.ruling(unit)
    if ruling not in (None, fields["code"]):
        raise RuleViolationError("unit_has_calendar", field="unit", value=ruling, unit=unit)
    return record_first(
        tracker,
        Calendar.establish(recorded_at=now, **fields),
        command.command_id,
        lambda: tracker.calendar(fields["code"]),
        "calendar_taken",
    )


def preview_days(
    command: AdoptDays, candidates: Sequence[UUID], tracker: Tracker, clock: Clock
) -> Adoption:
    """What :func:`adopt_days` would do; it refuses what that refuses, and records nothing.

    Raises:
        TrackerError: as :func:`adopt_days`.
    """
    items = loaded(candidates, tracker, silent)
    calendar, moves = _decided(command, items, tracker, clock.now())
    return Adoption(calendar.version, None, *_possible(moves))


def adopt_days(
    command: AdoptDays,
    candidates: Sequence[UUID],
    tracker: Tracker,
    clock: Clock,
    progress: Progress = silent,
) -> Adoption:
    """Lays days down and moves the open deadlines among ``candidates`` that were counted.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: there is no such calendar.
        RuleViolationError: a day named twice, a make-up day that is no rest day, or no
            document.
        StaleVersionError: the calendar is not what the caller saw.
    """
    with tracker.taking_turns(_CALENDAR_LOCK):
        adoption, position = until_recorded(
            tracker, lambda: _adopting(command, candidates, tracker, clock.now(), progress)
        )
        return adoption._replace(position=position)


def _adopting(
    command: AdoptDays,
    candidates: Sequence[UUID],
    tracker: Tracker,
    now: datetime,
    progress: Progress,
) -> tuple[Adoption, list[Recorded]]:
    """What is to be told and to be recorded."""
    calendar, moves = _decided(command, loaded(candidates, tracker, progress), tracker, now)
    possible, kept = _possible(moves)
    for move in possible:
        _move(move, command, now)
    changed: list[Recorded] = [calendar, *(move.item for move in possible)]
    return Adoption(calendar.version, None, possible, kept), changed


def _decided(
    command: AdoptDays, items: Iterable[Item], tracker: Tracker, now: datetime
) -> tuple[Calendar, list[Move]]:
    """The calendar with its adoption to be recorded, unless it was; and what moves."""
    fields = checked("calendar.days_adopted", command.fields(), now)
    before, after = tracker.calendars(), tracker.calendars()
    calendar = _calendar(tracker, before, fields, command, now)
    if recorded_before(calendar, command.command_id) is not None:
        return calendar, []
    refuse_stale(calendar, command.expected_version)
    code = fields.pop("code")
    calendar.adopt(recorded_at=now, **fields)
    for event in calendar.pending_events:
        after.know(event.fact)  # type: ignore[attr-defined]
    tree = tracker.unit_tree()
    counted = ((item, counted_rule(item, before, tree, local_day(now))) for item in items)
    return calendar, list(_moves(counted, before, after, code))


def _possible(moves: Iterable[Move]) -> tuple[list[Move], list[Move]]:
    """The moves that can be recorded, and those of items assigned after their new deadline."""
    possible: list[Move] = []
    kept: list[Move] = []
    for move in moves:
        too_early = move.after < move.item.happenings[0].effective_on
        (kept if too_early else possible).append(move)
    return possible, kept


def _calendar(
    tracker: Tracker, known: Calendars, fields: dict[str, Any], command: AdoptDays, now: datetime
) -> Calendar:
    """The calendar; the national one comes into being with its first adoption."""
    try:
        return tracker.calendar(fields["code"])
    except NotFoundError:
        if fields["code"] != NATIONAL or NATIONAL not in known:
            raise
    # An event of its own, so that the adoption is not taken for one recorded before.
    own_id = f"{command.command_id}.established"
    common = {**command.common(), "command_id": own_id}
    named = {**common, "code": NATIONAL, "name": NATIONAL_NAME}
    return Calendar.establish(recorded_at=now, **checked("calendar.established", named, now))


def _moves(
    counted: Iterable[tuple[Item, Counted | None]], before: Calendars, after: Calendars, code: str
) -> Iterator[Move]:
    """The items whose count ends elsewhere by what is adopted.

    Not those whose day is merely another than what is counted: somebody chose it, or took an
    earlier move back.
    """
    touched = after.resting_on(code)
    for item, found in counted:
        if found is None or found.rule.calendar not in touched:
            continue
        calendar = after.named(found.rule.calendar)
        due_on = found.rule.computed(calendar).due_on
        was = found.rule.computed(before.named(found.rule.calendar)).due_on
        if due_on not in (was, found.due_on):
            rule = found.rule._replace(calendar_version=calendar.version)
            yield Move(item, found.due_on, due_on, rule)


def _move(move: Move, command: AdoptDays, now: datetime) -> None:
    """Dated today: what was said of earlier days stays as it was."""
    cause = {
        "calendar": move.rule.calendar,
        "calendar_version": move.rule.calendar_version,
        "paper": (command.source or {}).get("number"),
    }
    fields = {
        **command.common(),
        "effective_on": local_day(now),
        "due_on": move.after,
        "deadline_rule": move.rule.as_stored(),
        "cause": cause,
    }
    move.item.record(Word.DEADLINE_EXTENDED, recorded_at=now, **fields)
