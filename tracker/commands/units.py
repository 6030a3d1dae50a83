"""Commands on units; the tree is judged whole, one structural change at a time."""

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from tracker.aggregates.unit import Unit
from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.checking import checked
from tracker.commands.meta import Meta
from tracker.commands.recording import (
    Outcome,
    record_first,
    record_next,
    recorded_before,
    refuse_stale,
)
from tracker.commands.referring import refuse_absent_parent, refuse_unknown_units
from tracker.errors import RuleViolationError
from tracker.fold.units import UnitFact, UnitWord

TREE_LOCK: Final = 7_401_004
"""Two moves that are harmless alone can make a circle together, so they take turns."""


@dataclass(frozen=True, kw_only=True)
class EstablishUnit(Meta):
    """A unit comes into being."""

    code: str
    name: str
    level: str
    parent: str | None

    def fields(self) -> dict[str, Any]:
        """The fields of the event; a root's missing parent is said too."""
        return {**super().fields(), "parent": self.parent}


@dataclass(frozen=True, kw_only=True)
class OnUnit(Meta):
    """A command on a unit as the caller saw it."""

    WORD: ClassVar[UnitWord]

    code: str
    expected_version: int | None

    def fields(self) -> dict[str, Any]:
        """The fields of the event."""
        return {k: v for k, v in super().fields().items() if k != "expected_version"}


@dataclass(frozen=True, kw_only=True)
class RenameUnit(OnUnit):
    """The unit gets another name."""

    WORD = UnitWord.RENAMED
    name: str


@dataclass(frozen=True, kw_only=True)
class MoveUnit(OnUnit):
    """The unit goes below another parent, or becomes a root."""

    WORD = UnitWord.MOVED
    parent: str | None

    def fields(self) -> dict[str, Any]:
        """The fields of the event; a root's missing parent is said too."""
        return {**super().fields(), "parent": self.parent}


@dataclass(frozen=True, kw_only=True)
class EndUnit(OnUnit):
    """A command that ends the unit; who takes over is in :attr:`heirs`, the keeper first."""

    @property
    def heirs(self) -> list[str]:
        """The codes of who takes over."""
        return []


@dataclass(frozen=True, kw_only=True)
class MergeUnit(EndUnit):
    """The unit becomes part of another."""

    WORD = UnitWord.MERGED
    into: str

    @property
    def heirs(self) -> list[str]:
        """The one that it becomes part of."""
        return [self.into]


@dataclass(frozen=True, kw_only=True)
class SplitUnit(EndUnit):
    """The unit is divided; the first successor keeps its records."""

    WORD = UnitWord.SPLIT
    successors: list[str]

    @property
    def heirs(self) -> list[str]:
        """Those that it is divided into."""
        return self.successors


@dataclass(frozen=True, kw_only=True)
class DissolveUnit(EndUnit):
    """The unit ends; ``successor`` takes over its work, if one unit does."""

    WORD = UnitWord.DISSOLVED
    successor: str | None = None

    @property
    def heirs(self) -> list[str]:
        """Who takes over, if anybody."""
        return [] if self.successor is None else [self.successor]


def establish(command: EstablishUnit, tracker: Tracker, clock: Clock) -> Outcome:
    """Records a new unit.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: the parent is unknown.
        RuleViolationError: the code is taken.
    """
    now = clock.now()
    fields = checked("unit.established", command.fields(), now)
    _refuse_itself(fields)
    with tracker.taking_turns(TREE_LOCK):
        refuse_unknown_units(tracker, fields)
        unit = Unit.establish(recorded_at=now, **fields)
        tree = tracker.unit_tree()
        if fields["code"] not in tree:
            tree.know(fields["code"], unit.history)
            refuse_absent_parent(tree, fields["code"], command.effective_on)
        return record_first(
            tracker,
            unit,
            command.command_id,
            lambda: tracker.unit(fields["code"]),
            "code_taken",
        )


def change(command: OnUnit, tracker: Tracker, clock: Clock) -> Outcome:
    """Records what happened to a unit, or refuses and records nothing.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: the unit or the one it names is unknown.
        RuleViolationError: naming the event or the field in the way.
        StaleVersionError: the unit is not what the caller saw.
    """
    now = clock.now()
    with tracker.taking_turns(TREE_LOCK):
        unit = tracker.unit(command.code)
        again = recorded_before(unit, command.command_id)
        if again is not None:
            return again
        fields = checked(f"unit.{command.WORD}", command.fields(), now)
        _refuse_itself(fields)
        refuse_unknown_units(tracker, fields)
        refuse_stale(unit, command.expected_version)
        code = fields.pop("code")
        unit.record(command.WORD, recorded_at=now, **fields)
        if command.WORD is UnitWord.MOVED:
            _refuse_misplaced(tracker, code, unit.history)
        return record_next(tracker, unit, command.command_id, lambda: tracker.unit(code))


def _refuse_itself(fields: dict[str, Any]) -> None:
    for field in ("parent", "into", "successor", "successors"):
        named = fields.get(field)
        if fields["code"] in (named if isinstance(named, list) else [named]):
            raise RuleViolationError("unit_into_itself", field=field, value=fields["code"])


def _refuse_misplaced(tracker: Tracker, code: str, history: list[UnitFact]) -> None:
    tree = tracker.unit_tree()
    tree.know(code, history)
    tree.refuse_cycle(code, history[-1].effective_on)
    refuse_absent_parent(tree, code, history[-1].effective_on)
