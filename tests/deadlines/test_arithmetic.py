"""Where periods end: the counted steps against walks and rules written anew here."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.properties import examples
from tracker.deadlines.arithmetic import (
    Period,
    PeriodUnit,
    StepKind,
    end_of_period,
    roll,
    working_days_between,
)
from tracker.deadlines.calendar import DayEntry, DayKind, WorkCalendar

DAY = timedelta(days=1)
FIRST, LAST = date(2022, 1, 1), date(2032, 12, 31)
DAYS = st.dates(FIRST, date(2026, 12, 31))
COUNTS = st.integers(1, 60)
OTHER_UNITS = st.sampled_from([unit for unit in PeriodUnit if unit is not PeriodUnit.WORKING_DAY])


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Calendars that lay down any kind for any day, with and without proposals behind them."""
    kinds = draw(st.dictionaries(st.dates(FIRST, LAST), st.sampled_from(DayKind), max_size=60))
    holidays = draw(st.lists(st.tuples(DAYS, st.integers(1, 12)), max_size=3))
    for begin, length in holidays:
        kinds |= {begin + n * DAY: DayKind.HOLIDAY for n in range(length)}
    entries = {day: DayEntry(day, kind, "", "01/QĐ") for day, kind in kinds.items()}
    complete = frozenset(range(2000, 2100)) if draw(st.booleans()) else frozenset()
    return WorkCalendar("T", 1, entries, complete)


def is_worked(day: date, calendar: WorkCalendar) -> bool:
    """The rule of the table, spelt out again; proposals are the calendar's own affair."""
    entry = calendar.entries.get(day)
    if entry is None and day.year not in calendar.complete:
        return calendar.works(day)
    if entry is None or entry.kind == "ordinary":
        return day.isoweekday() <= 5
    return entry.kind == "makeup_work"


def next_worked(day: date, calendar: WorkCalendar) -> date:
    while not is_worked(day, calendar):
        day += DAY
    return day


@given(DAYS, COUNTS, calendars())
@examples(2)
def test_working_days_end_where_a_walk_of_one_day_after_another_ends(
    zero: date, count: int, calendar: WorkCalendar
):
    day, left = zero, count
    while left:
        day += DAY
        left -= is_worked(day, calendar)

    assert end_of_period(zero, Period(count, PeriodUnit.WORKING_DAY), calendar).due_on == day


@given(DAYS, COUNTS, calendars())
def test_as_many_working_days_are_counted_as_were_added(
    zero: date, count: int, calendar: WorkCalendar
):
    due_on = end_of_period(zero, Period(count, PeriodUnit.WORKING_DAY), calendar).due_on
    assert working_days_between(zero, due_on, calendar) == count
    assert working_days_between(zero, due_on - DAY, calendar) == count - 1


@given(st.tuples(DAYS, DAYS, DAYS).map(sorted), calendars())
def test_working_days_split_anywhere_to_the_same_total(
    days: tuple[date, date, date], calendar: WorkCalendar
):
    first, between, last = days
    whole = working_days_between(first, last, calendar)
    parts = [working_days_between(*pair, calendar) for pair in ((first, between), (between, last))]
    assert whole == sum(parts)
    assert working_days_between(last, first, calendar) == (0 if first < last else whole)


@given(DAYS, COUNTS, st.sampled_from([1, 3, 12]), calendars())
@examples(2)
def test_months_end_on_the_same_number_or_on_the_month_s_last_day(
    zero: date, count: int, months: int, calendar: WorkCalendar
):
    unit = {1: PeriodUnit.MONTH, 3: PeriodUnit.QUARTER, 12: PeriodUnit.YEAR}[months]
    year, month = divmod(zero.year * 12 + zero.month - 1 + count * months, 12)
    length = monthrange(year, month + 1)[1]
    ends = date(year, month + 1, min(zero.day, length))

    computed = end_of_period(zero, Period(count, unit), calendar)
    assert computed.due_on == next_worked(ends, calendar)
    assert [step.day for step in computed.steps if step.kind is StepKind.ENDS] == [ends]


@given(DAYS, COUNTS, calendars())
def test_days_and_weeks_end_so_many_days_later(zero: date, count: int, calendar: WorkCalendar):
    for unit, length in ((PeriodUnit.DAY, 1), (PeriodUnit.WEEK, 7)):
        ends = next_worked(zero + count * length * DAY, calendar)
        assert end_of_period(zero, Period(count, unit), calendar).due_on == ends


@given(DAYS, COUNTS, st.sampled_from(PeriodUnit), calendars())
@examples(2)
def test_every_period_ends_on_a_working_day_after_its_first(
    zero: date, count: int, unit: PeriodUnit, calendar: WorkCalendar
):
    computed = end_of_period(zero, Period(count, unit), calendar)
    longer = end_of_period(zero, Period(count + 1, unit), calendar)
    later = end_of_period(zero + DAY, Period(count, unit), calendar)

    assert computed.due_on > zero
    assert is_worked(computed.due_on, calendar)
    assert computed.due_on <= longer.due_on
    assert computed.due_on <= later.due_on


@given(DAYS, COUNTS, calendars())
def test_steps_of_working_days_say_of_every_day_what_it_was(
    zero: date, count: int, calendar: WorkCalendar
):
    computed = end_of_period(zero, Period(count, PeriodUnit.WORKING_DAY), calendar)
    start, *walked, due = computed.steps

    assert (start.day, start.kind) == (zero, StepKind.DAY_ZERO)
    assert (due.day, due.kind) == (computed.due_on, StepKind.DUE)
    assert [step.day for step in walked] == [zero + n * DAY for n in range(1, len(walked) + 1)]
    assert [s.no for s in walked if s.kind is StepKind.COUNTED] == list(range(1, count + 1))
    for step in walked:
        assert (step.kind is StepKind.COUNTED) is is_worked(step.day, calendar)
        assert step.entry == calendar.entry(step.day)


@given(DAYS, COUNTS, OTHER_UNITS, calendars())
def test_steps_of_other_periods_say_how_the_last_day_gave_way(
    zero: date, count: int, unit: PeriodUnit, calendar: WorkCalendar
):
    computed = end_of_period(zero, Period(count, unit), calendar)
    start, ends, *rolled, due = computed.steps

    assert (start.kind, ends.kind, due.kind) == (
        StepKind.DAY_ZERO,
        StepKind.ENDS,
        StepKind.DUE,
    )
    assert [step.day for step in rolled] == [ends.day + n * DAY for n in range(len(rolled))]
    assert all(step.kind is StepKind.ROLLED for step in rolled)
    assert ends.day + len(rolled) * DAY == due.day == computed.due_on


@given(DAYS, calendars())
def test_a_working_day_stays_and_a_rest_day_gives_way_to_the_next(
    day: date, calendar: WorkCalendar
):
    rolled = roll(day, calendar).due_on
    assert rolled == next_worked(day, calendar)
    assert roll(rolled, calendar).due_on == rolled


@pytest.mark.parametrize("unit", PeriodUnit)
def test_a_period_beyond_all_days_is_an_overflow(unit: PeriodUnit):
    with pytest.raises(OverflowError):
        end_of_period(date(9999, 12, 30), Period(60, unit), WorkCalendar())
