"""Marks against somebody who really looks at the item every morning, by the contract's oracle."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from hypothesis import event, given
from hypothesis import strategies as st

from tests.oracle import naive, strategies
from tests.support.properties import examples
from tests.support.scenario import Line, happening_of
from tracker.days import LOCAL_ZONE, local_day
from tracker.fold.acceptance import refuse_unless_valid
from tracker.fold.marks import Known, Mark, marks_due
from tracker.fold.state import Fact
from tracker.fold.words import Word

DAY = timedelta(days=1)
DAYS = (7, 3, 1)
MORNING = time(7)
OVERDUE = 1


class Look(NamedTuple):
    """An item, and the day on which it is looked at."""

    lines: list[Line]
    today: date


@st.composite
def looks(draw: st.DrawFn) -> Look:
    most = draw(st.sampled_from((6, 12, 25)))
    lines = draw(strategies.histories(max_items=2, max_events=most, with_units=False))
    items = [first for first in naive.all_items(lines, None) if naive.kind_of(first) != "target"]
    if not items:
        return Look([], date(2024, 3, 1))
    first = draw(st.sampled_from(items))
    stream = naive.stream(lines, naive.kind_of(first), first["ref"])
    days = [day for day in strategies.boundary_days(stream) if day >= naive.effective(first)]
    near = [day + step * DAY for day in days for step in (0, -7, -3, -1)]
    telling = [day for day in near if shown(stream, day, None) is not None]
    return Look(stream, draw(st.sampled_from(telling or near)))


def at(day: date) -> datetime:
    return datetime.combine(day, MORNING, LOCAL_ZONE)


def shown(lines: list[Line], today: date, known_at: datetime | None) -> tuple[date, int] | None:
    """The one mark that an item shows on a day to whoever knows that much."""
    if not lines:
        return None
    kind, ref = naive.kind_of(lines[0]), lines[0]["ref"]
    state = naive.state_of(lines, kind, ref, today, known_at)
    if state is None:
        return None
    if state["class"] == "open_overdue":
        return state["due_on"], OVERDUE
    if state["class"] != "open_in_time":
        return None
    left = (state["due_on"] - today).days
    reached = [days for days in DAYS if left <= days]
    return (state["due_on"], -min(reached)) if reached else None


def first_days(lines: list[Line], today: date) -> dict[tuple[date, int], date]:
    """When each mark was shown first to one who looked every morning, and looks now."""
    firsts: dict[tuple[date, int], date] = {}
    day = naive.effective(lines[0]) if lines else today
    while day <= today:
        mark = shown(lines, day, None if day == today else at(day))
        if mark is not None:
            firsts.setdefault(mark, day)
        day += DAY
    return firsts


def flagged(lines: list[Line]) -> set[tuple[date, int]]:
    """What the flags that stand are about; those of the clerk do not say so."""
    gone = {line["event_no"] for line in lines if naive.word_of(line) == "voided"}
    marks = set()
    for number, line in enumerate(lines, 1):
        word, on = naive.word_of(line), naive.effective(line)
        if number in gone or word not in ("overdue_flagged", "due_soon_flagged"):
            continue
        due_on = _in_force(lines[: number - 1], on)
        if due_on is None:
            continue
        if word == "overdue_flagged":
            marks.add((due_on, OVERDUE))
        else:
            left = (due_on - on).days
            nearest = min(abs(left - days) for days in DAYS)
            marks.add((due_on, -max(days for days in DAYS if abs(left - days) == nearest)))
    return marks


def _in_force(lines: list[Line], on: date) -> date | None:
    """Whatever the phase, and whatever the class is judged by."""
    due_on: date | None = naive.step_3(naive.step_2(naive.step_1(lines, None), on))["due_on"]
    return due_on


def known_of(lines: Iterable[Line]) -> list[Known]:
    known = []
    for number, line in enumerate(lines, 1):
        event_class, fields = happening_of(line)
        item_class: Any = event_class
        fact = item_class.fact_from(number, fields)
        known.append(Known(fact, naive.recorded(line)))
    return known


@given(look=looks(), back=st.integers(0, 12))
@examples(3)
def test_due_is_what_was_shown_some_morning_and_is_true_and_not_flagged(look: Look, back: int):
    lines, today = look
    swept_on = today - back * DAY if back else None
    now = shown(lines, today, None)
    is_late = now is not None and now[1] == OVERDUE
    due_on = naive.state_of(lines, *_name(lines), today, None)["due_on"] if now else None
    expected = {
        (due, level): on
        for (due, level), on in first_days(lines, today).items()
        if due == due_on
        and (due, level) not in flagged(lines)
        and (level == OVERDUE or not is_late or (swept_on is not None and on > swept_on))
    }
    if now is None and lines:
        state = naive.state_of(lines, *_name(lines), today, None)
        event("not open" if state is None else state["class"])
        expected = {}

    marks = marks_due(known_of(lines), today, DAYS, MORNING, swept_on)

    event(f"{len(marks)} marks")
    assert {(mark.due_on, mark.level): mark.fired_on for mark in marks} == expected
    assert marks == sorted(marks, key=lambda mark: mark.fired_on)


def _name(lines: list[Line]) -> tuple[str, str]:
    return naive.kind_of(lines[0]), lines[0]["ref"]


@given(look=looks(), back=st.integers(0, 12))
@examples(1)
def test_what_is_due_is_accepted_and_once_recorded_due_no_more(look: Look, back: int):
    known, today = known_of(look.lines), look.today
    swept_on = today - back * DAY if back else None
    for mark in marks_due(known, today, DAYS, MORNING, swept_on):
        flag = flag_of(mark, len(known) + 1, at(today))
        refuse_unless_valid([each.fact for each in known], flag.fact, today)
        known.append(flag)
    assert marks_due(known, today, DAYS, MORNING, swept_on) == []
    assert marks_due(known, today, DAYS, MORNING, None) == []


def flag_of(mark: Mark, number: int, recorded_at: datetime) -> Known:
    word = Word.OVERDUE_FLAGGED if mark.level == OVERDUE else Word.DUE_SOON_FLAGGED
    before = None if mark.level == OVERDUE else -mark.level
    return Known(Fact(number, word, mark.fired_on), recorded_at, mark.due_on, before)


class Sweeper:
    """Sweeps on some mornings, and records what it finds between what people record."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = known_of(lines)
        self.known: list[Known] = []
        self.numbers: dict[int, int] = {0: 0}
        self.swept_on: date | None = None
        self.flags: dict[tuple[date, int], date] = {}

    def sweep(self, today: date) -> None:
        while self.lines and self.lines[0].recorded_at <= at(today):
            self.take(self.lines.pop(0))
        for mark in marks_due(self.known, today, DAYS, MORNING, self.swept_on):
            assert mark[:2] not in self.flags, "flagged twice"
            self.flags[mark[:2]] = mark.fired_on
            self.known.append(flag_of(mark, len(self.known) + 1, at(today)))
        self.swept_on = today

    def take(self, line: Known) -> None:
        """Its number is another one: flags stand before it."""
        fact = line.fact
        self.numbers[fact.no] = len(self.known) + 1
        moved = fact._replace(no=len(self.known) + 1, voids=self.numbers[fact.voids])
        self.known.append(line._replace(fact=moved))


@given(look=looks(), data=st.data())
@examples(1)
def test_an_outage_loses_nothing_that_is_still_true_and_doubles_nothing(
    look: Look, data: st.DataObject
):
    lines, last = look.lines, look.today + DAY  # what was typed today is seen tomorrow
    if not lines:
        return
    first = min(naive.effective(lines[0]), last)
    mornings = [first + step * DAY for step in range((last - first).days + 1)]
    missed = data.draw(st.sets(st.sampled_from(mornings[1:-1]))) if mornings[1:-1] else set()
    steady, failing = Sweeper(lines), Sweeper(lines)
    for morning in mornings:
        steady.sweep(morning)
        if morning not in missed:
            failing.sweep(morning)

    now = shown(lines, last, at(last))
    event(f"shows {now and now[1]}, outage: {bool(missed)}")
    assert failing.flags.items() <= steady.flags.items()
    if now is not None and not _clerk_flagged(lines):
        due_on, level = now
        assert now in failing.flags
        if level != OVERDUE:
            still = {mark for mark in steady.flags if mark[0] == due_on}
            assert still <= failing.flags.keys()


def _clerk_flagged(lines: list[Line]) -> bool:
    return any(naive.word_of(line).endswith("_flagged") for line in lines)


@given(look=looks())
@examples(1)
def test_every_morning_finds_what_fired_that_very_morning(look: Look):
    lines, last = look.lines, look.today + DAY  # what was typed today is seen tomorrow
    if not lines or _clerk_flagged(lines):
        return
    steady = Sweeper(lines)
    day = naive.effective(lines[0])
    while day <= last:
        before = dict(steady.flags)
        steady.sweep(day)
        new = {mark: on for mark, on in steady.flags.items() if mark not in before}
        assert set(new.values()) <= {day}
        now = shown([line for line in lines if naive.recorded(line) <= at(day)], day, at(day))
        assert now is None or now in steady.flags
        day += DAY
    assert all(local_day(known.recorded_at) <= last for known in steady.known)
