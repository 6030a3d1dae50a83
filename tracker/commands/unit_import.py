"""Takes a tree of units from a table: all that is new in it, or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from tracker.aggregates.unit import Unit, UnitEvent
from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.checking import checked
from tracker.commands.unit_placing import Placing
from tracker.commands.unit_table import History, Step, news, told_by
from tracker.commands.units import TREE_LOCK
from tracker.entry.unit_rows import RowProblem, UnitRows, read_unit_rows
from tracker.errors import InvalidInputError
from tracker.fold.units import UnitFact, UnitWord


@dataclass(frozen=True, kw_only=True)
class ImportUnits:
    """A table of units is taken into the tree.

    ``command_id`` is that of the whole; each event has one of its own made of it.
    """

    content: bytes
    file_name: str
    actor: str
    command_id: UUID
    source: dict[str, str | None] | None = None


class ImportedUnits(NamedTuple):
    """What was, or would be, recorded, and how many units the table names."""

    steps: list[Step]
    units: int
    position: int | None = None


class RefusedUnitsError(InvalidInputError):
    """The table is refused whole; nothing was recorded."""

    def __init__(self, problems: list[RowProblem], headings: Mapping[str, str]) -> None:
        super().__init__("units_refused", problems=len(problems))
        self.problems = problems
        self.headings = headings


def preview_units(command: ImportUnits, tracker: Tracker, clock: Clock) -> ImportedUnits:
    """What :func:`import_units` would record now; changes nothing.

    Raises:
        BadSheetError: the file is no table of units.
        RefusedUnitsError: naming every bad row.
        InvalidInputError: actor or document have not the shape they should have.
    """
    table = read_unit_rows(command.content)
    steps = judged(table, {code: _facts(past) for code, past in _pasts(tracker).items()})
    for _ in _events(command, steps, clock.now()):
        pass  # as an event it must have the right shape, too
    return ImportedUnits(steps, _units(table))


def import_units(command: ImportUnits, tracker: Tracker, clock: Clock) -> ImportedUnits:
    """Records all that is new in the table, in one transaction.

    Raises:
        BadSheetError: the file is no table of units.
        RefusedUnitsError: naming every bad row; nothing is recorded.
        InvalidInputError: actor or document have not the shape they should have.
        StaleVersionError: somebody took a code of the table meanwhile.
    """
    table = read_unit_rows(command.content)
    with tracker.taking_turns(TREE_LOCK):
        pasts = _pasts(tracker)
        steps = judged(table, {code: _facts(past) for code, past in pasts.items()})
        now = clock.now()
        events = _events(command, steps, now)
        changed = [_recorded(step, fields, pasts, now) for step, fields in events]
        return ImportedUnits(steps, _units(table), tracker.record(*changed))


def judged(table: UnitRows, recorded: Mapping[str, History]) -> list[Step]:
    """What of the table is to be recorded, in the order in which it may be.

    Raises:
        RefusedUnitsError: naming every bad row.
    """
    told = told_by(table.rows, table.suspects)
    problems = [*table.problems, *told.problems]
    suspects = table.suspects | told.suspects
    new: dict[str, list[Step]] = {}
    for code in told.steps.keys() - suspects:
        found = news(told.steps[code], recorded.get(code, ()))
        if isinstance(found, RowProblem):
            problems.append(found)
            suspects.add(code)
        else:
            new[code] = found
    steps = [step for own in new.values() for step in own]
    placing = Placing(recorded, new, suspects)
    problems.extend(placing.misplaced(table.rows))
    problems.extend(placing.left_below(steps, told))
    problems.extend(placing.circles(table.rows))
    if problems:
        raise RefusedUnitsError(sorted(problems, key=lambda found: found.row), table.headings)
    return placing.in_order(steps)


def _units(table: UnitRows) -> int:
    return len({row.code for row in table.rows})


def _pasts(tracker: Tracker) -> dict[str, list[UnitEvent]]:
    result: dict[str, list[UnitEvent]] = {}
    for event in tracker.unit_events():
        result.setdefault(event.code, []).append(event)
    return result


def _facts(past: Sequence[UnitEvent]) -> list[UnitFact]:
    return [event.fact for event in past]


def _events(
    command: ImportUnits, steps: Sequence[Step], now: datetime
) -> Iterator[tuple[Step, dict[str, Any]]]:
    """The steps, each with the fields of its event as it may be recorded."""
    name = "".join(sign if sign.isprintable() else "?" for sign in command.file_name)
    common: dict[str, Any] = {
        "actor": command.actor,
        "note": f"{name} (sha256 {sha256(command.content).hexdigest()})",
    }
    if command.source is not None:
        common["source"] = command.source
    for step in steps:
        fields = {
            **common,
            "code": step.code,
            "effective_on": step.fact.effective_on,
            "command_id": str(uuid5(command.command_id, f"{step.row}.{step.fact.word}")),
            **_own_fields(step.fact),
        }
        yield step, checked(f"unit.{step.fact.word}", fields, now)


def _own_fields(fact: UnitFact) -> dict[str, Any]:
    match fact.word:
        case UnitWord.ESTABLISHED:
            return {"name": fact.name, "level": fact.level, "parent": fact.parent}
        case UnitWord.RENAMED:
            return {"name": fact.name}
        case UnitWord.MOVED:
            return {"parent": fact.parent}
        case UnitWord.MERGED:
            return {"into": fact.successors[0]}
        case UnitWord.SPLIT:
            return {"successors": list(fact.successors)}
        case UnitWord.DISSOLVED:
            return {}


def _recorded(
    step: Step, fields: dict[str, Any], pasts: dict[str, list[UnitEvent]], now: datetime
) -> Unit:
    """The unit with this one event pending, which also becomes part of its past.

    One aggregate an event, because events of several units alternate in the log.
    """
    past = pasts.setdefault(fields.pop("code"), [])
    if step.fact.word is UnitWord.ESTABLISHED:
        unit = Unit.establish(code=step.code, recorded_at=now, **fields)
    else:
        unit = reduce(lambda before, event: event.mutate(before), past, None)
        unit.record(step.fact.word, recorded_at=now, **fields)
    past.append(unit.happenings[-1])
    return unit
