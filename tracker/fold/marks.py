"""What an item gives cause to tell: how it stands today, and which marks its deadline passed.

Imagine somebody who looks at every item each morning, with what was known that morning. On each
day an item that is open with a deadline D shows him one mark at most: from D-7 on the one a week
before, from D-3 on the one three days before, from D-1 on the last one, and from D+1 on that it
is overdue (:func:`_bands`). Whether it is open, and in time or overdue, says the one classifier;
what is suspended, reported, done or out, or has no deadline, shows nothing. The first morning on
which he saw a mark is the day on which it fired. What was recorded during a day he saw the next
morning. Today we look ourselves, now, so that what is true only since this morning fires today;
nothing fires later than today, whatever the clocks say.

To be flagged is what fired, is not flagged yet, and is about the deadline that the item, still
open, has today:

- still in time: every mark that fired, after an outage more than one, each of its own day. An
  item that came to us five days before its deadline never showed "a week before".
- overdue: that it is. Marks before the deadline only where they fired after the last sweep, in an
  outage: nobody is helped by them, but they should have been there. What lies before the very
  first sweep is left alone, or an import of years would bring heaps of them.

A flag that stands is not recorded again for the same deadline; another deadline has marks of its
own, and one that comes back keeps its flags. A flag that was voided does not stand.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from tracker.days import first_morning
from tracker.fold.state import LEAVES_CLASS, Fact, State, classify, dropped, state_at
from tracker.fold.words import ItemClass, Word

OVERDUE: Final = 1
"""The level of the one mark after a deadline: its first day too late."""

FLAGS: Final = frozenset({Word.OVERDUE_FLAGGED, Word.DUE_SOON_FLAGGED})
"""The words of the events that say of a mark that it was flagged."""

_DAY: Final = timedelta(days=1)


class Mark(NamedTuple):
    """A day that an item has reached before or after a deadline, and that is to be flagged."""

    due_on: date
    """The deadline it is about."""
    level: int
    """Days from the deadline: -3 is three days before it, 1 the first day too late."""
    fired_on: date
    """The day on which it should have been flagged."""


class Known(NamedTuple):
    """An event of an item as far as marks ask, with the moment from which on it was known."""

    fact: Fact
    recorded_at: datetime
    for_due_on: date | None = None
    """Of a flag: the deadline it is about; None: it does not say."""
    days_before: int | None = None
    """Of a due-soon flag: how many days before the deadline; None: it does not say."""


class _Band(NamedTuple):
    """The days ``[first, last]`` on which a level is the most urgent one that is reached."""

    level: int
    first: date
    last: date


def marks_due(
    known: Sequence[Known],
    today: date,
    due_soon_days: Sequence[int],
    morning: time,
    swept_on: date | None,
) -> list[Mark]:
    """The marks of an item that are to be flagged now, in the order in which they fired.

    Args:
        known: all events of the item in stream order.
        today: the local day.
        due_soon_days: days before the deadline, in any order; 1 or more.
        morning: the local time of the daily look.
        swept_on: the last day of which all marks were flagged; None: there was none.
    """
    history = [each.fact for each in known]
    now = state_at(history, today)
    if now is None or now.due_on is None or (item_class := classify(now, today)) not in _OPEN:
        return []
    # Nothing fires later than today: without an earlier sweep nothing is made good.
    since = date.min if item_class is ItemClass.OPEN_IN_TIME else swept_on or today
    standing = flagged(known, due_soon_days)
    bands = [
        band
        for band in _bands(now.due_on, due_soon_days)
        if band.first <= today
        and (band.last > since or band.level == OVERDUE)
        and (now.due_on, band.level) not in standing
    ]
    seen = list(_seen(known, history, now, today, morning)) if bands else []
    marks = [
        Mark(now.due_on, band.level, fired_on)
        for band in bands
        if (fired_on := _fired_on(band, now.due_on, seen)) is not None
        and (fired_on > since or band.level == OVERDUE)
    ]
    return sorted(marks, key=lambda mark: (mark.fired_on, mark.level))


class _Seen(NamedTuple):
    """The days ``[first, last]`` of whose looks one state was what was known."""

    state: State
    first: date
    last: date


def _bands(due_on: date, due_soon_days: Sequence[int]) -> list[_Band]:
    """The days of each level, one after the other without gap; the last one never ends."""
    levels = sorted({-days for days in due_soon_days})
    firsts = [due_on + level * _DAY for level in levels]
    lasts = [*(first - _DAY for first in firsts[1:]), due_on]
    near = map(_Band, levels, firsts, lasts)
    return [*near, _Band(OVERDUE, due_on + OVERDUE * _DAY, date.max)]


def flagged(known: Sequence[Known], due_soon_days: Sequence[int]) -> set[tuple[date, int]]:
    """The deadlines and levels of the flags that stand."""
    found = flags(known, due_soon_days)
    gone = dropped([each.fact for each in known]) if found else frozenset[int]()
    return {mark for mark, flag in found if flag.fact.no not in gone}


def flags(
    known: Sequence[Known], due_soon_days: Sequence[int]
) -> list[tuple[tuple[date, int], Known]]:
    """All flags, those that were voided among them, each with the deadline and level it is about.

    Args:
        known: all events of the item in stream order.
        due_soon_days: as for :func:`marks_due`; a flag that names no level means the nearest.
    """
    found = [each for each in known if each.fact.word in FLAGS]
    history = [each.fact for each in known] if found else []
    marks = [(_marked_by(flag, history, due_soon_days), flag) for flag in found]
    return [(mark, flag) for mark, flag in marks if mark is not None]


def _marked_by(
    flag: Known, history: Sequence[Fact], due_soon_days: Sequence[int]
) -> tuple[date, int] | None:
    """What a flag is about; one that does not say means the deadline that was known then."""
    fact, due_on = flag.fact, flag.for_due_on
    if due_on is None:
        state = state_at(history[: fact.no - 1], fact.effective_on)
        due_on = None if state is None else state.due_on
    if due_on is None:
        return None
    if fact.word is Word.OVERDUE_FLAGGED:
        return due_on, OVERDUE
    if flag.days_before is not None:
        return due_on, -flag.days_before
    left = (due_on - fact.effective_on).days
    # As near to two of them, it was raised in the band of the earlier one.
    nearest = min(due_soon_days, key=lambda days: (abs(days - left), -days), default=left)
    return due_on, -nearest


def _seen(
    known: Sequence[Known], history: Sequence[Fact], now: State, today: date, morning: time
) -> Iterator[_Seen]:
    """What was seen of the item each morning before today, and what is seen today.

    Nothing is dated ahead: what is known one morning holds until more is known.
    """
    telling = [number for number, fact in enumerate(history) if fact.word not in LEAVES_CLASS]
    firsts = [first_morning(known[number].recorded_at, morning) for number in telling]
    for number, first, following in zip(
        [*telling[1:], None], firsts, [*firsts[1:], today], strict=True
    ):
        last = min(following, today) - _DAY
        if first <= last:
            state = now if number is None else state_at(history[:number], last)
            if state is not None:
                yield _Seen(state, first, last)
    yield _Seen(now, today, today)


def _fired_on(band: _Band, due_on: date, seen: Iterable[_Seen]) -> date | None:
    """The first day of the band on which the item was seen open with the deadline."""
    expected = ItemClass.OPEN_OVERDUE if band.level == OVERDUE else ItemClass.OPEN_IN_TIME
    for look in seen:
        first = max(band.first, look.first)
        is_so = look.state.due_on == due_on and classify(look.state, first) is expected
        if first <= min(band.last, look.last) and is_so:
            return first
    return None


_OPEN: Final = frozenset({ItemClass.OPEN_IN_TIME, ItemClass.OPEN_OVERDUE})


class Situation(NamedTuple):
    """How an item stands on a day, as far as alerts ask."""

    item_class: ItemClass
    unit: str
    """The unit that leads."""
    about_on: date | None
    """Open: the deadline; reported: the day of completion; None: nothing to go by."""
    days: int | None
    """Days from ``about_on`` to the day: negative before a deadline, 1 on the first day late."""


def situation(history: Sequence[Fact], today: date) -> Situation | None:
    """How the item stands on a day by the one classifier; None: it is not counted yet."""
    state = state_at(history, today)
    if state is None:
        return None
    item_class = classify(state, today)
    about_on = state.completed_on or state.due_on
    if item_class not in _TOLD:
        about_on = None
    days = None if about_on is None else (today - about_on).days
    return Situation(item_class, state.unit, about_on, days)


_TOLD = frozenset(
    {
        ItemClass.OPEN_IN_TIME,
        ItemClass.OPEN_OVERDUE,
        ItemClass.AWAIT_IN_TIME,
        ItemClass.AWAIT_LATE,
        ItemClass.AWAIT_NO_DEADLINE,
    }
)
"""Whatever is done, suspended, out or without a deadline is quiet."""
