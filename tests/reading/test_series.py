"""A series says at every step what a count of that day says, whatever moved meanwhile."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from psycopg import Connection
from psycopg_pool import ConnectionPool

from tests.conftest import Databases
from tests.oracle import strategies
from tests.oracle.naive import Line
from tests.reading.test_reading_equals_oracle import as_filters, at, filters_of, taken_in
from tests.reform.lens_histories import reforms
from tests.reform.test_lens_properties import tree_days, units_of
from tests.support.properties import costly_examples
from tracker.errors import InvalidInputError, NotFoundError
from tracker.reading.counts import counts
from tracker.reading.cut import Cut, Filters
from tracker.reading.series import MOST_STEPS, Step, series, steps

DAY = timedelta(days=1)
QUESTIONS = 5


@st.composite
def periods(draw: st.DrawFn, lines: list[Line]) -> tuple[date, date, datetime | None]:
    """Often long enough that something happens in them."""
    start, end, known_at = draw(strategies.periods(lines))
    return start - draw(st.sampled_from([0, 9, 30])) * DAY, end, known_at


def assert_is_what_counts_say(
    connection: Connection[Any], start: date, cut: Cut, filters: Filters, step: Step
) -> None:
    found = series(connection, start, cut, filters, step)
    assert [point.as_of for point in found.points] == steps(start, cut.as_of, step)
    for point in found.points:
        counted = counts(connection, cut._replace(as_of=point.as_of), filters)
        assert point[1:] == (counted.total, counted.out, counted.groups[0].counts), point.as_of
    different = {tuple(point.counts.items()) for point in found.points}
    event(f"different points: {min(len(different), 4)}")


@costly_examples(0.1)
@given(lines=strategies.histories(max_items=9), data=st.data())
def test_each_point_is_the_count_of_its_day(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            start, end, known_at = data.draw(periods(lines))
            filters = as_filters(data.draw(filters_of(lines)))
            if data.draw(st.booleans()):
                filters = filters._replace(words=("c", "h"))
            step = data.draw(st.sampled_from(Step))
            cut = at(connection, end, known_at)
            assert_is_what_counts_say(connection, start, cut, filters, step)


@costly_examples(0.1)
@given(lines=reforms(), data=st.data())
def test_each_point_is_the_count_of_its_day_while_units_move_and_end(
    databases: Databases, lines: list[Line], data: st.DataObject
):
    with taken_in(databases, lines) as connection:
        for _ in range(QUESTIONS):
            start, end, known_at = data.draw(periods(lines))
            code = data.draw(st.sampled_from([None, *units_of(lines)]), label="unit")
            tree_of = data.draw(st.none() | tree_days(lines), label="tree of")
            filters = Filters(unit=code, tree_of=tree_of)
            cut = at(connection, end, known_at)
            assert_is_what_counts_say(connection, start, cut, filters, Step.DAY)


# --- where steps end ----------------------------------------------------------------------------

MONDAY = date(2024, 2, 26)
CASES = [
    pytest.param(Step.DAY, MONDAY, MONDAY, [MONDAY], id="a period of one day"),
    pytest.param(Step.DAY, MONDAY, MONDAY + DAY, [MONDAY, MONDAY + DAY], id="days"),
    pytest.param(
        Step.WEEK,
        MONDAY,
        date(2024, 3, 12),
        [date(2024, 3, 3), date(2024, 3, 10), date(2024, 3, 12)],
        id="weeks, the last of them begun",
    ),
    pytest.param(
        Step.WEEK,
        date(2024, 3, 3),
        date(2024, 3, 10),
        [date(2024, 3, 3), date(2024, 3, 10)],
        id="from a Sunday to a Sunday",
    ),
    pytest.param(
        Step.MONTH,
        date(2024, 1, 31),
        date(2024, 3, 15),
        [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 15)],
        id="months, one of them in a leap year",
    ),
    pytest.param(
        Step.MONTH,
        date(2023, 2, 1),
        date(2023, 2, 28),
        [date(2023, 2, 28)],
        id="a month that ends with the period",
    ),
]


@pytest.mark.parametrize(("step", "start", "end", "days"), CASES)
def test_steps_end_where_their_names_say(step: Step, start: date, end: date, days: list[date]):
    assert steps(start, end, step) == days


@given(start=st.dates(date(1900, 1, 1), date(2199, 1, 1)), data=st.data())
def test_steps_go_on_from_the_first_day_to_the_last(start: date, data: st.DataObject):
    step = data.draw(st.sampled_from(Step))
    days = steps(start, start + data.draw(st.integers(0, MOST_STEPS - 1)) * DAY, step)
    assert start <= days[0]
    assert days == sorted(set(days))
    assert all(step.ends_on(day) for day in days[:-1])
    widest = {Step.DAY: 1, Step.WEEK: 7, Step.MONTH: 31}[step]
    edges = [start - DAY, *days]
    assert all((b - a).days <= widest for a, b in pairwise(edges))


def test_as_many_steps_are_counted_as_the_limit_says_and_no_more():
    start = date(2024, 1, 1)
    assert len(steps(start, start + (MOST_STEPS - 1) * DAY, Step.DAY)) == MOST_STEPS
    with pytest.raises(InvalidInputError, match="too_many_steps"):
        steps(start, start + MOST_STEPS * DAY, Step.DAY)
    with pytest.raises(InvalidInputError, match="too_many_steps"):
        steps(date(1900, 1, 1), date(2199, 12, 31), Step.MONTH)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidInputError, match="period_backwards"):
        steps(MONDAY, MONDAY - DAY, Step.WEEK)


def test_a_unit_that_never_was_is_refused(pool: ConnectionPool[Connection[Any]]):
    with pool.connection() as connection:
        cut = at(connection, MONDAY, None)
        with pytest.raises(NotFoundError, match="unknown_unit"):
            series(connection, MONDAY, cut, Filters(unit="H99"), Step.DAY)
