"""Where a target stands on every day: its last assessment of that day or before counts."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from tracker.errors import RuleViolationError
from tracker.fold.segments import FOREVER, Segment
from tracker.fold.words import TargetState


class TargetFact(NamedTuple):
    """What the fold asks of an event of a target; the first one has a unit and no state."""

    effective_on: date
    unit: str = ""
    state: TargetState = TargetState.NOT_ASSESSED


def target_segments(history: Sequence[TargetFact]) -> list[Segment]:
    """The life of a target as known from ``history``, from its setting on without gap."""
    ordered = sorted(history, key=attrgetter("effective_on"))
    result: list[Segment] = []
    for index, fact in enumerate(ordered, 1):
        end = ordered[index].effective_on if index < len(ordered) else FOREVER
        if end > fact.effective_on:
            _append(result, fact, history[0].unit, end)
    return result


def _append(result: list[Segment], fact: TargetFact, unit: str, end: date) -> None:
    segment = Segment(fact.effective_on, end, fact.state, unit, None, None, returned=False)
    if result and result[-1][2:] == segment[2:]:
        segment = segment._replace(valid_from=result.pop().valid_from)
    result.append(segment)


def refuse_unless_valid(history: Sequence[TargetFact], new: TargetFact, recorded_on: date) -> None:
    """Accepts ``new`` after ``history``, or says what is in the way.

    Raises:
        RuleViolationError: set twice, dated ahead, or assessed before it was set.
    """
    if new.effective_on > recorded_on:
        raise RuleViolationError(
            "effective_after_recording",
            field="effective_on",
            value=new.effective_on,
            recorded_on=recorded_on,
        )
    if history and new.effective_on < history[0].effective_on:
        raise RuleViolationError(
            "effective_before_assignment",
            field="effective_on",
            value=new.effective_on,
            assigned_on=history[0].effective_on,
        )
