"""Ending a unit and handing its work over: all of it in one recording, or none (domain.md 3.5).

What a reform does on one day is several streams: the unit ends, those below it move, and
every item it still leads is transferred. Which items to look at is asked of a read model by
the caller; whether one is really led by the unit and open is decided here, from its events.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from tracker.aggregates.item import Item
from tracker.aggregates.unit import Unit
from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.checking import checked, in_nfc
from tracker.commands.many import Progress, loaded, silent, until_recorded
from tracker.commands.meta import Meta
from tracker.commands.recording import Recorded, recorded_before, refuse_stale
from tracker.commands.referring import refuse_absent_parent, refuse_unknown_units
from tracker.commands.units import TREE_LOCK, EndUnit
from tracker.days import local_day
from tracker.errors import RuleViolationError
from tracker.fold.segments import led_open, segments
from tracker.fold.units import UnitTree, UnitWord
from tracker.fold.words import Word


@dataclass(frozen=True, kw_only=True)
class HandOver(Meta):
    """The items that an ended unit still leads go to its successors.

    ``to`` is where an item goes unless ``exceptions`` names another unit for its stream;
    None leaves it to the unit that keeps the records.
    """

    code: str
    to: str | None = None
    exceptions: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reorganise:
    """Ends a unit; ``children_to`` takes those below it, ``exceptions`` as in hand-over."""

    end: EndUnit
    children_to: str | None = None
    exceptions: Mapping[UUID, str] = field(default_factory=dict)


class Reorganised(NamedTuple):
    """What was recorded; ``position`` None when a command was only repeated."""

    position: int | None
    transferred: int
    moved: int


class _Decided(NamedTuple):
    """What is to be recorded together."""

    units: list[Unit]
    items: list[Item]

    @property
    def told(self) -> Reorganised:
        """What it comes to; of the units, the first is the one that ends."""
        return Reorganised(None, len(self.items), max(len(self.units) - 1, 0))


def reorganise(
    command: Reorganise,
    led: Sequence[UUID],
    tracker: Tracker,
    clock: Clock,
    progress: Progress = silent,
) -> Reorganised:
    """Ends the unit, moves those below it, and transfers the items of ``led`` that it leads.

    A reform may be decided ahead of its day; the items are then handed over on the day or
    after it, by :func:`hand_over`.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: the unit or one that is named is unknown.
        RuleViolationError: a successor is not there, units below would hang in the air, or
            an event is in the way; nothing is recorded.
        StaleVersionError: the unit is not what the caller saw.
    """
    with tracker.taking_turns(TREE_LOCK):
        unit = tracker.unit(command.end.code)
        if recorded_before(unit, command.end.command_id) is not None:
            return Reorganised(None, 0, 0)
        return _recorded(tracker, lambda: _ending(command, led, tracker, clock, progress))


def preview_reorganising(
    command: Reorganise, led: Sequence[UUID], tracker: Tracker, clock: Clock
) -> Reorganised:
    """What :func:`reorganise` would do; it refuses what that refuses, and records nothing.

    Raises:
        TrackerError: as :func:`reorganise`.
    """
    return _ending(command, led, tracker, clock, silent).told


def preview_hand_over(
    command: HandOver, led: Sequence[UUID], tracker: Tracker, clock: Clock
) -> Reorganised:
    """The same for :func:`hand_over`."""
    return _handing(command, led, tracker, clock, silent).told


def hand_over(
    command: HandOver,
    led: Sequence[UUID],
    tracker: Tracker,
    clock: Clock,
    progress: Progress = silent,
) -> Reorganised:
    """Transfers the items of ``led`` that a unit still leads after its end.

    Raises:
        NotFoundError: the unit or one that is named is unknown.
        RuleViolationError: the unit has not ended, or a successor is not there.
    """
    with tracker.taking_turns(TREE_LOCK):
        return _recorded(tracker, lambda: _handing(command, led, tracker, clock, progress))


def _recorded(tracker: Tracker, decide: Callable[[], _Decided]) -> Reorganised:
    def decided() -> tuple[Reorganised, list[Recorded]]:
        found = decide()
        return found.told, [*found.units, *found.items]

    told, position = until_recorded(tracker, decided)
    return told._replace(position=position)


def _ending(
    command: Reorganise, led: Sequence[UUID], tracker: Tracker, clock: Clock, progress: Progress
) -> _Decided:
    now, end = clock.now(), command.end
    unit, tree = tracker.unit(end.code), tracker.unit_tree()
    _end(unit, end, tree, tracker, now)
    units = [unit, *_moved(command, unit.happenings[0].code, tree, tracker, now)]
    if end.effective_on > local_day(now):
        return _Decided(units, [])
    over = HandOver(
        **end.common(),
        code=unit.happenings[0].code,
        to=end.heirs[0] if end.heirs else None,
        exceptions=command.exceptions,
    )
    return _Decided(units, list(_transferred(over, loaded(led, tracker, progress), tree, now)))


def _handing(
    command: HandOver, led: Sequence[UUID], tracker: Tracker, clock: Clock, progress: Progress
) -> _Decided:
    now, tree = clock.now(), tracker.unit_tree()
    code = tracker.unit(command.code).happenings[0].code
    end = tree.end(code)
    if end is None or end.valid_from > local_day(now):
        raise RuleViolationError("unit_not_ended", field="unit", value=code)
    to = command.to or tree.heir(code, end.valid_from)
    for named in {command.to, *command.exceptions.values()} - {None}:
        _refuse_absent(tree, in_nfc(named), end.valid_from)
    over = replace(command, code=code, effective_on=end.valid_from, to=to)
    return _Decided([], list(_transferred(over, loaded(led, tracker, progress), tree, now)))


def _end(unit: Unit, end: EndUnit, tree: UnitTree, tracker: Tracker, now: datetime) -> None:
    fields = checked(f"unit.{end.WORD}", end.fields(), now)
    refuse_unknown_units(tracker, fields)
    code = unit.happenings[0].code
    del fields["code"]
    if len(set(in_nfc(end.heirs))) < len(end.heirs):
        raise RuleViolationError("successor_twice", field="successor", value=end.heirs[-1])
    for heir in in_nfc(end.heirs):
        if heir == code:
            raise RuleViolationError("unit_into_itself", field="successor", value=heir)
        _refuse_absent(tree, heir, end.effective_on)
    refuse_stale(unit, end.expected_version)
    unit.record(end.WORD, recorded_at=now, **fields)
    tree.know(code, unit.history)


def _refuse_absent(tree: UnitTree, code: str, day: date) -> None:
    if tree.at(code, day) is None:
        raise RuleViolationError("successor_not_there", field="successor", value=code, on=day)


def _moved(
    command: Reorganise, code: str, tree: UnitTree, tracker: Tracker, now: datetime
) -> Iterable[Unit]:
    """Those below the unit, each moved on every day from which nothing would be above it."""
    moved: dict[str, Unit] = {}
    parent = in_nfc(command.children_to)
    while below := tree.children_from(code, command.end.effective_on):
        if parent is None:
            raise RuleViolationError(
                "unit_has_units_below", field="children_to", value=min(below), number=len(below)
            )
        for child_code, day in sorted(below.items()):
            _refuse_absent(tree, parent, day)
            child = moved.get(child_code) or tracker.unit(child_code)
            moved[child_code] = child
            fields = {**command.end.common(), "effective_on": day, "parent": parent}
            child.record(UnitWord.MOVED, recorded_at=now, **fields)
            tree.know(child_code, child.history)
            tree.refuse_cycle(child_code, day)
    for child_code in moved:
        refuse_absent_parent(tree, child_code, command.end.effective_on)
    return moved.values()


def _transferred(
    command: HandOver, items: Iterable[Item], tree: UnitTree, now: datetime
) -> Iterator[Item]:
    """The items that the unit still leads, each with its transfer to be recorded."""
    span = command.effective_on, local_day(now)
    for item in items:
        before = item.version
        # One that left the unit and came back goes over each time it came.
        while found := led_open(segments(item.history), command.code, *span):
            _transfer(item, found[0], command, tree, now)
        if item.version > before:
            yield item


def _transfer(item: Item, day: date, command: HandOver, tree: UnitTree, now: datetime) -> None:
    to_unit = in_nfc(command.exceptions.get(item.id, command.to))
    if to_unit is None:
        ref = item.happenings[0].ref
        raise RuleViolationError("nobody_takes_over", field="to", value=ref, unit=command.code)
    _refuse_absent(tree, to_unit, day)
    fields = {**command.common(), "effective_on": day, "to_unit": to_unit}
    item.record(Word.TRANSFERRED, recorded_at=now, **fields)
