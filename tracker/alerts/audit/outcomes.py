"""What became of an item's marks of one day: flagged on the day, late, not any more, or missing.

Which marks there should have been is asked of the events alone, the flags left out; whether they
were, of the flags. Nothing here reads a store.
"""

from collections.abc import Sequence
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from tracker.days import first_morning, local_day
from tracker.fold.marks import FLAGS, Known, Mark, flags, marks_due, situation
from tracker.fold.state import Fact, state_at
from tracker.fold.words import ItemClass


class Outcome(StrEnum):
    """What became of an alert that should have been raised, or what it is beside these."""

    RAISED = "raised"
    """On the day itself."""
    BEFORE = "raised_before"
    """Already: it had become true during a day before, and a sweep of that day saw it."""
    LATE = "raised_late"
    """On a later day, after an outage."""
    CLOSED = "closed"
    """Not raised: when the scheduler came back, the item was not open with that deadline."""
    OVERTAKEN = "overtaken"
    """Not raised: when the scheduler came back, a later mark of the deadline had its place."""
    AWAITED = "awaited"
    """Not raised yet: no sweep has gone through the marks of the day so far."""
    MISSING = "missing"
    """Not raised, though the scheduler looked and should have: an alarm."""
    EXTRA = "during_day"
    """Raised on the day, though not due by its morning: it became true during the day."""
    CAUGHT_UP = "caught_up"
    """Raised on the day for an earlier day."""
    UNFOUNDED = "unfounded"
    """Raised, though by what was known then there was no cause: an alarm."""
    FURTHER = "further"
    """Told on the day, and no mark: a reminder, a wait for confirmation, silence, a period."""


DUE: Final = (
    Outcome.RAISED,
    Outcome.BEFORE,
    Outcome.LATE,
    Outcome.CLOSED,
    Outcome.OVERTAKEN,
    Outcome.AWAITED,
    Outcome.MISSING,
)
"""What a mark can come to that was due on the day; together they are all of those."""
BESIDE: Final = (Outcome.EXTRA, Outcome.CAUGHT_UP, Outcome.FURTHER)
"""What else was raised on the day."""
TOLD: Final = (Outcome.RAISED, Outcome.BEFORE, Outcome.LATE, Outcome.EXTRA, Outcome.FURTHER)
"""Of what was raised somebody should have been told."""
ALARMS: Final = (Outcome.MISSING, Outcome.UNFOUNDED)
"""What never happens unless something is broken or was tampered with."""


class Sweep(NamedTuple):
    """A sweep that went through the marks of a day, with all that its morning knew."""

    position: int
    """It knew all events up to this position of the log."""
    head: int
    """It knew none after this one."""
    swept_on: date
    """The day up to which it went."""
    before: date | None
    """The day up to which the sweep before it had gone; None: it was the first."""


class Look(NamedTuple):
    """How a day is looked at."""

    day: date
    due_soon_days: tuple[int, ...]
    morning: time
    sweeps: tuple[Sweep, ...]
    """The first that went through the day's marks, and the last one; empty: there is none yet."""


class Judged(NamedTuple):
    """A mark and what became of it."""

    mark: Mark
    outcome: Outcome
    unit: str
    """The unit that led the item, by what was known when the mark was due, or raised."""
    flag: Known | None = None
    """By which it was raised."""
    cause: Known | None = None
    """Why it was not: what closed the item or moved the deadline, or the later flag."""


class Placed(NamedTuple):
    """An event of an item with its place in the log."""

    position: int
    known: Known


def judged(stream: Sequence[Placed], look: Look) -> list[Judged]:
    """What became of each mark of an item that was due or raised on the day.

    Due is what somebody who looks at the item each morning first saw on the morning of that day,
    by what had been recorded until then: what is recorded later never changes it. A flag that was
    voided later was raised all the same.

    Args:
        stream: all events of the item as known at K, in stream order.
        look: the day, and how it is looked at.
    """
    known = [placed.known for placed in stream]
    seen = [one for one in known if _is_seen(one, look)]
    raised = flags(known, look.due_soon_days)
    first = dict(reversed(raised))
    due = _due(seen, look)
    unit = _unit([one.fact for one in seen], look.day)
    found = [_became(mark, stream, look, first)._replace(unit=unit) for mark in due]
    told = [one.flag for one in found]
    asked = {one.mark[:2] for one in found}
    beside = [
        _beside(key, flag, known, look)
        for key, flag in raised
        if flag not in told and (key not in asked or local_day(flag.recorded_at) == look.day)
    ]
    return [*found, *(one for one in beside if one is not None)]


def _is_seen(one: Known, look: Look) -> bool:
    """Whether the morning of the day knew the event; flags are not asked."""
    return one.fact.word not in FLAGS and first_morning(one.recorded_at, look.morning) <= look.day


def _due(seen: Sequence[Known], look: Look) -> list[Mark]:
    marks = marks_due(seen, look.day, look.due_soon_days, look.morning, None)
    return [mark for mark in marks if mark.fired_on == look.day]


def _unit(history: Sequence[Fact], day: date) -> str:
    state = state_at(history, day)
    return "" if state is None else state.unit


def _became(
    mark: Mark, stream: Sequence[Placed], look: Look, raised: dict[tuple[date, int], Known]
) -> Judged:
    """What became of a mark that was due, of which ``raised`` has the first flag, if any."""
    flag = raised.get((mark.due_on, mark.level))
    if flag is not None:
        raised_on = local_day(flag.recorded_at)
        outcome = Outcome.RAISED if raised_on == look.day else Outcome.LATE
        return Judged(mark, Outcome.BEFORE if raised_on < look.day else outcome, "", flag)
    if any(_was_missed(mark, stream, look, sweep) for sweep in look.sweeps):
        return Judged(mark, Outcome.MISSING, "")
    head = look.sweeps[0].head if look.sweeps else None
    known = [placed.known for placed in stream if head is None or placed.position <= head]
    cause = _closing(mark, known, look)
    if cause is not None:
        return Judged(mark, Outcome.CLOSED, "", cause=cause)
    if not look.sweeps:
        return Judged(mark, Outcome.AWAITED, "")
    later = [level for due_on, level in raised if due_on == mark.due_on and level > mark.level]
    cause = raised[mark.due_on, max(later)] if later else None
    return Judged(mark, Outcome.OVERTAKEN, "", cause=cause)


def _was_missed(mark: Mark, stream: Sequence[Placed], look: Look, sweep: Sweep) -> bool:
    """Whether a sweep had to flag it, by what it knew for sure and by all it can have known."""
    sure = [placed.known for placed in stream if placed.position <= sweep.position]
    most = [placed.known for placed in stream if placed.position <= sweep.head]
    return all(_had_to_flag(mark, known, look, sweep) for known in (sure, most))


def _had_to_flag(mark: Mark, known: Sequence[Known], look: Look, sweep: Sweep) -> bool:
    marks = marks_due(known, sweep.swept_on, look.due_soon_days, look.morning, sweep.before)
    return any((one.due_on, one.level) == (mark.due_on, mark.level) for one in marks)


def _closing(mark: Mark, known: Sequence[Known], look: Look) -> Known | None:
    """The first event after the morning by which the item was not open with the deadline."""
    history: list[Fact] = []
    for one in known:
        history.append(one.fact)
        if first_morning(one.recorded_at, look.morning) <= look.day:
            continue
        if not _is_open(history, mark.due_on, max(look.day, local_day(one.recorded_at))):
            return one
    return None


def _is_open(history: Sequence[Fact], due_on: date, day: date) -> bool:
    there = situation(history, day)
    return there is not None and there.item_class in _OPEN and there.about_on == due_on


_OPEN: Final = frozenset({ItemClass.OPEN_IN_TIME, ItemClass.OPEN_OVERDUE})


def _beside(
    key: tuple[date, int], flag: Known, known: Sequence[Known], look: Look
) -> Judged | None:
    """What a flag is that belongs to the day, or was recorded on it, and was not due then."""
    due_on, level = key
    raised_on, fired_on = local_day(flag.recorded_at), flag.fact.effective_on
    if look.day not in (raised_on, fired_on):
        return None
    before = [one for one in known if one.fact.no < flag.fact.no]
    outcome = Outcome.EXTRA if fired_on == look.day else Outcome.CAUGHT_UP
    if not _is_founded(key, flag, before, look):
        outcome = Outcome.UNFOUNDED
    unit = _unit([one.fact for one in before], raised_on)
    return Judged(Mark(due_on, level, fired_on), outcome, unit, flag)


def _is_founded(key: tuple[date, int], flag: Known, before: Sequence[Known], look: Look) -> bool:
    """Whether there was cause for the flag, by what was known when it was recorded."""
    days = {*look.due_soon_days, *([-key[1]] if key[1] < 0 else [])}
    day_before = flag.fact.effective_on - timedelta(days=1)
    marks = marks_due(before, local_day(flag.recorded_at), sorted(days), look.morning, day_before)
    return any((mark.due_on, mark.level) == key for mark in marks)
