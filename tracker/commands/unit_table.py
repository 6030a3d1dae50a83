"""From the rows of a table to what happened to each unit, compared with what is recorded.

Pure; whether the units fit together in one tree is asked in :mod:`tracker.commands.unit_placing`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from tracker.days import day_before
from tracker.entry.problems import Problem, shown
from tracker.entry.unit_rows import RowProblem, UnitRow
from tracker.fold.segments import FOREVER
from tracker.fold.units import (
    ENDINGS,
    UnitFact,
    UnitSegment,
    UnitWord,
    in_effective_order,
    unit_segments,
)

_BY_DAY: Final = attrgetter("since", "number")
History = Sequence[UnitFact]


class Step(NamedTuple):
    """One event that a table tells of, and the row that does."""

    row: int
    code: str
    fact: UnitFact


class Told(NamedTuple):
    """What a table tells of its units."""

    steps: dict[str, list[Step]]
    """By code, in effective order; units with a problem are left out."""
    problems: list[RowProblem]
    suspects: set[str]


def told_by(rows: Sequence[UnitRow], suspects: set[str]) -> Told:
    """The histories that the rows describe, in whatever order they stand.

    A gap is not reported where a bad row of the code may have been meant to fill it.
    """
    by_code: dict[str, list[UnitRow]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    told = Told({}, [], set())
    for code, own in by_code.items():
        own.sort(key=_BY_DAY)
        problems = [
            found
            for found in _broken_periods(own)
            if code not in suspects or found.problem.code != "period_gap"
        ]
        if problems:
            told.problems.extend(problems)
            told.suspects.add(code)
        else:
            told.steps[code] = list(_steps(own))
    return told


def _broken_periods(rows: Sequence[UnitRow]) -> Iterator[RowProblem]:
    """What keeps the rows of one code from following one another day by day."""
    last = rows[0]
    for row in rows[1:]:
        if row._replace(number=last.number) == last:
            yield RowProblem(
                row.number, Problem("code", "duplicate_row", _beside(shown(row.code), last))
            )
            continue
        if row.level != last.level:
            yield RowProblem(
                row.number, Problem("level", "level_changed", _beside(row.level, last))
            )
        if row.since < _end(last):
            yield RowProblem(
                row.number, Problem("from", "period_overlaps", _beside(row.since, last))
            )
        elif row.since > _end(last):
            details = {"value": row.since, "row": last.number, "expected": _end(last)}
            yield RowProblem(row.number, Problem("from", "period_gap", details))
        elif last.successors:
            details = {"value": shown(last.successors[0]), "row": row.number}
            yield RowProblem(last.number, Problem("successor", "successor_too_early", details))
        last = max(last, row, key=_end)


def _beside(value: object, other: UnitRow) -> dict[str, object]:
    return {"value": value, "row": other.number}


def _end(row: UnitRow) -> date:
    return row.until or FOREVER


def _steps(rows: Sequence[UnitRow]) -> Iterator[Step]:
    first, last = rows[0], rows[-1]
    begun = UnitFact(UnitWord.ESTABLISHED, first.since, first.name, first.level, first.parent)
    yield Step(first.number, first.code, begun)
    for before, row in pairwise(rows):
        if row.name != before.name:
            yield Step(row.number, row.code, UnitFact(UnitWord.RENAMED, row.since, row.name))
        if row.parent != before.parent:
            moved = UnitFact(UnitWord.MOVED, row.since, parent=row.parent)
            yield Step(row.number, row.code, moved)
    if last.until is not None:
        ending = _ENDING.get(len(last.successors), UnitWord.SPLIT)
        ended = UnitFact(ending, last.until, successors=last.successors)
        yield Step(last.number, last.code, ended)


_ENDING: Final = {0: UnitWord.DISSOLVED, 1: UnitWord.MERGED}


# --- what is recorded already -------------------------------------------------------------------


def news(told: Sequence[Step], recorded: History) -> list[Step] | RowProblem:
    """The steps that are not recorded yet, or where the table contradicts the record.

    What is recorded must be how the told history begins; the order of two events of one
    day, and one that changed nothing, make no difference.
    """
    known = _net(recorded)
    said = {_essence(step.fact) for step in told}
    denied = next((fact for fact in known if _essence(fact) not in said), None)
    if denied is not None:
        return _against(told, denied)
    recorded_too = {_essence(fact) for fact in known}
    new = [step for step in told if _essence(step.fact) not in recorded_too]
    inserted = next((step for step in new if _comes_before(step, known)), None)
    return new if inserted is None else _too_late(inserted, known[-1])


def _net(history: History) -> list[UnitFact]:
    """What the history comes to, in the form in which rows tell it."""
    ordered = in_effective_order(history)
    segments = unit_segments(ordered)
    if not segments:
        return ordered
    result = [UnitFact(UnitWord.ESTABLISHED, *_begun(segments[0]))]
    for before, after in pairwise(segments):
        if after.name != before.name:
            result.append(UnitFact(UnitWord.RENAMED, after.valid_from, after.name))
        if after.parent != before.parent:
            result.append(UnitFact(UnitWord.MOVED, after.valid_from, parent=after.parent))
    return [*result, *(fact for fact in ordered if fact.word in ENDINGS)]


def _begun(segment: UnitSegment) -> tuple[date, str, str, str | None]:
    return segment.valid_from, segment.name, segment.level, segment.parent


def _essence(fact: UnitFact) -> UnitFact:
    """The fact without what rows cannot tell: how a unit ended beside who took over."""
    return fact._replace(word=UnitWord.DISSOLVED) if fact.word in ENDINGS else fact


def _comes_before(step: Step, known: History) -> bool:
    return bool(known) and (
        step.fact.effective_on < known[-1].effective_on or known[-1].word in ENDINGS
    )


def _too_late(step: Step, last: UnitFact) -> RowProblem:
    """The step would have to be recorded before something that is recorded already."""
    ends = step.fact.word in ENDINGS
    column = "to" if ends else "from"
    day = day_before(step.fact.effective_on) if ends else step.fact.effective_on
    return _contradiction(step, column, day, last, _gist(last))


def _against(told: Sequence[Step], fact: UnitFact) -> RowProblem:
    """Where the table tells otherwise than ``fact``, which is recorded."""
    if fact.word in ENDINGS:
        return _against_end(told[-1], fact)
    step = next((s for s in reversed(told) if s.fact.effective_on <= fact.effective_on), told[0])
    segments = unit_segments([step.fact for step in told])
    there = [segment for segment in segments if segment.valid_from <= fact.effective_on]
    mine = there[-1] if there else segments[0]
    for column in _TOLD_BY[fact.word]:
        value, recorded = getattr(mine, column), getattr(fact, column)
        if value != recorded:
            return _contradiction(step, column, value, fact, recorded)
    return _contradiction(step, "from", mine.valid_from, fact, _gist(fact))


_TOLD_BY: Final[Mapping[UnitWord, tuple[str, ...]]] = {
    UnitWord.ESTABLISHED: ("name", "level", "parent"),
    UnitWord.RENAMED: ("name",),
    UnitWord.MOVED: ("parent",),
}


def _against_end(last: Step, fact: UnitFact) -> RowProblem:
    if last.fact.word not in ENDINGS:
        return _contradiction(last, "to", None, fact, _gist(fact))
    if last.fact.effective_on != fact.effective_on:
        day = day_before(last.fact.effective_on)
        return _contradiction(last, "to", day, fact, _gist(fact))
    return _contradiction(last, "successor", _gist(last.fact), fact, _gist(fact))


def _gist(fact: UnitFact) -> str | None:
    """The one thing that a fact says beside its day."""
    if fact.word in ENDINGS:
        return "; ".join(fact.successors)
    return fact.parent if fact.word is UnitWord.MOVED else fact.name


def _contradiction(
    step: Step, column: str, value: date | str | None, fact: UnitFact, recorded: str | None
) -> RowProblem:
    details = {
        "value": value if isinstance(value, date) else shown(value or "-"),
        "event": fact.word,
        "event_on": fact.effective_on,
        "recorded": shown(recorded or "-"),
    }
    return RowProblem(step.row, Problem(column, "contradicts_record", details))
