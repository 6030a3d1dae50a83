"""From the fold to rows: what an item is on every day, and what each new event changes.

A :class:`Segment` is one stretch of days with one class as known at one moment; an
:class:`Interval` adds the positions between which that was what was known.
Rebuild, incremental projection and self-check all go through :func:`revisions`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from tracker.fold.state import (
    BEGINS,
    LEAVES_CLASS,
    REOPENS,
    Fact,
    State,
    classify,
    dropped,
    in_effective_order,
    standing,
)
from tracker.fold.words import ACTIVE_CLASSES, ItemClass, TargetState, Word

FOREVER: Final = date.max
"""End of a stretch that nothing known ends; exclusive, like every end."""
_DAY: Final = timedelta(days=1)


class Segment(NamedTuple):
    """One stretch ``[valid_from, valid_to)`` of days that say the same of the item."""

    valid_from: date
    valid_to: date
    status: ItemClass | TargetState
    unit: str
    due_on: date | None
    completed_on: date | None
    returned: bool
    """For ``out``: left by an accepted return rather than by withdrawal."""


class Begun(NamedTuple):
    """From which day on work has begun ("đang thực hiện", not "chưa thực hiện").

    It says so of the days on which the item is open; on others nobody asks.
    """

    valid_from: date


class Stretch(Protocol):
    """Any row about a stretch of days; those known at one moment begin on different days."""

    @property
    def valid_from(self) -> date:
        """The first day of the stretch."""
        ...


F = TypeVar("F")
S = TypeVar("S", bound=Stretch)


class Revision(NamedTuple, Generic[S]):
    """What one event changes in what is known: rows that end here and rows that begin here."""

    position: int
    closed: list[S]
    opened: list[S]


class Interval(NamedTuple, Generic[S]):
    """A row together with the positions ``[known_from, known_to)`` at which it was known."""

    segment: S
    known_from: int
    known_to: int | None


TELLS_BEGUN: Final = frozenset({Word.STARTED}) | REOPENS
"""Without one of these :func:`begun` says nothing: what is reported is open no more."""
MOVES_BEGUN: Final = BEGINS | REOPENS | {Word.VOIDED}
"""Words that can change what :func:`begun` says."""


def with_effect(history: Iterable[Fact]) -> list[Fact]:
    """The events of an item that can change a segment; the others only tell."""
    return [fact for fact in history if fact.word not in LEAVES_CLASS]


def segments(history: Sequence[Fact]) -> list[Segment]:
    """The whole life of an item as known from ``history``, from assignment on without gap."""
    result: list[Segment] = []
    state = State()
    since: date | None = None
    for entry in in_effective_order(standing(history)):
        day = entry.fact.effective_on
        if since is not None and day > since:
            _extend(result, state, since, day)
        state.apply(entry)
        since = day
    if since is not None:
        _extend(result, state, since, FOREVER)
    return result


def begun(history: Iterable[Fact]) -> list[Begun]:
    """The first day on which ``State.begun`` holds, if any; none where it cannot matter."""
    known = [fact for fact in history if fact.word in MOVES_BEGUN]
    gone = dropped(known)
    stands = [fact for fact in known if fact.no not in gone]
    if not any(fact.word in TELLS_BEGUN for fact in stands):
        return []
    days = [fact.effective_on for fact in stands if fact.word in BEGINS]
    return [Begun(min(days))] if days else []


def led_open(
    stretches: Iterable[Segment], unit: str, since: date, until: date
) -> tuple[date, Segment] | None:
    """The first day of ``[since, until]`` on which the unit leads the item and it is not done.

    Args:
        stretches: the item's life, as :func:`segments` gives it.
        unit: the code of the unit.
        since: the first day that is looked at.
        until: the last.
    """
    for stretch in stretches:
        leads = stretch.unit == unit and stretch.status in ACTIVE_CLASSES
        if leads and stretch.valid_to > since and stretch.valid_from <= until:
            return max(since, stretch.valid_from), stretch
    return None


def _extend(result: list[Segment], state: State, start: date, end: date) -> None:
    """Adds the days ``[start, end)``, split where an open item's deadline passes."""
    due_on = state.shown_due_on
    if state.completed_on is None and due_on is not None and start <= due_on < end - _DAY:
        _append(result, state, start, due_on + _DAY)
        start = due_on + _DAY
    _append(result, state, start, end)


def _append(result: list[Segment], state: State, start: date, end: date) -> None:
    segment = Segment(
        start,
        end,
        classify(state, start),
        state.unit,
        state.shown_due_on,
        state.completed_on,
        state.left_by is Word.RETURN_ACCEPTED,
    )
    if result and result[-1][2:] == segment[2:]:
        segment = segment._replace(valid_from=result.pop().valid_from)
    result.append(segment)


def revisions(
    fold: Callable[[Sequence[F]], Sequence[S]], known: Sequence[F], new: Iterable[tuple[int, F]]
) -> Iterator[Revision[S]]:
    """What each of the ``new`` events (position, fact) changes, after the ``known`` ones.

    Args:
        fold: from facts to rows: :func:`segments` for items, or that of targets or units.
        known: the facts before, in stream order.
        new: the facts to come, each with its position in the log.
    """
    history = list(known)
    before = fold(history)
    for position, fact in new:
        history.append(fact)
        after = fold(history)
        if after != before:
            closed = [segment for segment in before if segment not in after]
            opened = [segment for segment in after if segment not in before]
            yield Revision(position, closed, opened)
            before = after


class Settled(NamedTuple, Generic[S]):
    """Revisions gathered: the rows they make, and the earlier rows that they end."""

    rows: list[Interval[S]]
    ended: list[tuple[date, int]]
    """First day of a row known before, and the position at which it ceased to be known."""


def settle(changes: Iterable[Revision[S]]) -> Settled[S]:
    """Gathers revisions; over a whole history nothing earlier is left to end."""
    open_rows: dict[date, tuple[S, int]] = {}
    settled: Settled[S] = Settled([], [])
    for position, closed, opened in changes:
        for segment in closed:
            mine = open_rows.pop(segment.valid_from, None)
            if mine is None:
                settled.ended.append((segment.valid_from, position))
            else:
                settled.rows.append(Interval(segment, mine[1], position))
        for segment in opened:
            open_rows[segment.valid_from] = (segment, position)
    settled.rows.extend(Interval(segment, since, None) for segment, since in open_rows.values())
    return settled
