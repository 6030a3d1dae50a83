"""Segments and revisions: the rows of the read model say what the one pure function says."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import naive, strategies
from tests.support.properties import examples
from tests.support.scenario import Line, facts_of, md
from tracker.fold.segments import (
    FOREVER,
    MOVES_BEGUN,
    Interval,
    Segment,
    begun,
    revisions,
    segments,
    settle,
    with_effect,
)
from tracker.fold.state import WITHOUT_EFFECT, Fact, class_at, state_at
from tracker.fold.words import ItemClass, Phase, Word

DAY = timedelta(days=1)
SMALL = strategies.histories(max_items=2, max_events=30, with_units=False)


def streams_of(lines: list[Line]) -> list[list[Line]]:
    return [
        naive.stream(lines, naive.kind_of(first), first["ref"])
        for first in naive.all_items(lines, None)
    ]


def at(rows: Iterable[Segment], day: date) -> Segment | None:
    found = [row for row in rows if row.valid_from <= day < row.valid_to]
    assert len(found) <= 1
    return found[0] if found else None


def every_day(history: list[Fact]) -> list[date]:
    """Each day from before the assignment to after the last day named, and one far ahead."""
    named = [f.effective_on for f in history] + [f.due_on for f in history if f.due_on]
    first, last = min(named) - 2 * DAY, max(named) + 3 * DAY
    return [*(first + n * DAY for n in range((last - first).days)), date(2150, 6, 1)]


@given(SMALL)
def test_segments_cover_the_life_without_gap_and_say_the_class_of_every_day(lines: list[Line]):
    for stream in streams_of(lines):
        history = facts_of(stream)
        rows = segments(history)

        assert rows[0].valid_from == history[0].effective_on
        assert rows[-1].valid_to == FOREVER
        for row, following in pairwise(rows):
            assert row.valid_to == following.valid_from
            assert row[2:] != following[2:], "neighbours that say the same are one"
        for day in every_day(history):
            row, state = at(rows, day), state_at(history, day)
            assert (row is None) == (state is None)
            if row is not None and state is not None:
                assert row.status == class_at(history, day)
                assert (row.unit, row.due_on) == (state.unit, state.shown_due_on)
                assert row.completed_on == state.completed_on


@given(SMALL)
def test_an_open_item_has_begun_from_the_one_day_on(lines: list[Line]):
    for stream in streams_of(lines):
        history = facts_of(stream)
        days = [stretch.valid_from for stretch in begun(history)]
        assert len(days) <= 1
        for day in every_day(history):
            state = state_at(history, day)
            if state is not None and state.phase is Phase.OPEN:
                assert state.is_under_way == any(since <= day for since in days)


@given(SMALL)
def test_what_does_not_move_the_beginning_of_work_can_be_left_out(lines: list[Line]):
    for stream in streams_of(lines):
        history = facts_of(stream)
        assert begun(fact for fact in history if fact.word in MOVES_BEGUN) == begun(history)


@given(SMALL)
def test_events_without_effect_can_be_left_out(lines: list[Line]):
    for stream in streams_of(lines):
        history = facts_of(stream)
        assert segments(with_effect(history)) == segments(history)


@given(SMALL, st.data())
def test_settled_revisions_are_the_segments_of_every_prefix_however_they_are_cut(
    lines: list[Line], data: st.DataObject
):
    for stream in streams_of(lines):
        history = facts_of(stream)
        numbered = [(10 * fact.no, fact) for fact in history]
        cuts = sorted(data.draw(st.sets(st.integers(1, len(history)), max_size=4)))

        table: list[Interval[Segment]] = []
        for start, stop in zip([0, *cuts], [*cuts, len(history)], strict=True):
            settled = settle(revisions(segments, history[:start], numbered[start:stop]))
            table = _written(table, settled.rows, settled.ended)

        for no in range(len(history) + 1):
            known = [
                row.segment
                for row in table
                if row.known_from <= 10 * no and (row.known_to is None or 10 * no < row.known_to)
            ]
            assert sorted(known) == segments(history[:no])


def _written(
    table: list[Interval[Segment]],
    rows: list[Interval[Segment]],
    ended: list[tuple[date, int]],
) -> list[Interval[Segment]]:
    """What the writer makes of it: rows known now are ended by their first day, once each."""
    ends = dict(ended)
    assert len(ends) == len(ended)
    result = []
    for row in table:
        end = None if row.known_to is not None else ends.pop(row.segment.valid_from, None)
        result.append(row if end is None else row._replace(known_to=end))
    assert not ends, "every row to end is there"
    return result + rows


def test_an_event_that_changes_nothing_makes_no_revision():
    first = Fact(1, Word.ASSIGNED, md("2/1"), md("15/3"), "H57.31")
    same = Fact(2, Word.DEADLINE_EXTENDED, md("2/1"), md("15/3"))

    changes = list(revisions(segments, [], [(1, first), (2, same)]))

    assert [change.position for change in changes] == [1]


def test_a_row_that_stays_as_it_was_is_neither_ended_nor_begun_again():
    first = Fact(1, Word.ASSIGNED, md("2/1"), md("15/3"), "H57.31")
    done = Fact(2, Word.COMPLETION_REPORTED, md("20/3"))

    (change,) = revisions(segments, [first], [(2, done)])

    overdue = Segment(
        md("16/3"), FOREVER, ItemClass.OPEN_OVERDUE, "H57.31", md("15/3"), None, returned=False
    )
    assert change.closed == [overdue]
    assert [s.valid_from for s in change.opened] == [md("16/3"), md("20/3")]


def test_the_words_without_effect_are_those_of_the_contract():
    assert {str(word) for word in WITHOUT_EFFECT} == set(naive.WITHOUT_EFFECT)


# --- against the oracle --------------------------------------------------------------------------


def product_class(stream: list[Line], as_of: date, known_at: datetime | None) -> str | None:
    return class_at(facts_of(naive.known(stream, known_at)), as_of)


@examples(2)
@given(strategies.histories(), st.data())
def test_the_class_is_what_the_contract_says_at_any_cut(lines: list[Line], data: st.DataObject):
    items = [(naive.kind_of(s[0]), s[0]["ref"], s) for s in streams_of(lines)]
    for _ in range(6):
        as_of, known_at = data.draw(strategies.cut_points(lines))
        for kind, ref, stream in items:
            expected = naive.facts_of(lines, kind, ref, as_of, known_at)
            history = facts_of(naive.known(stream, known_at))
            state = state_at(history, as_of)

            found = None if state is None else (class_at(history, as_of), state.unit)
            assert found == (None if expected is None else (expected["class"], expected["unit"]))
            if state is not None and expected is not None:
                assert state.shown_due_on == expected["due_on"]
                assert state.completed_on == expected["completed_on"]


@given(strategies.histories(max_items=3, max_events=40, with_units=False), st.data())
def test_what_was_known_at_a_moment_never_changes(lines: list[Line], data: st.DataObject):
    as_of, known_at = data.draw(strategies.cut_points(lines))
    if known_at is None:
        return
    until = [line for line in lines if naive.recorded(line) <= known_at]
    for stream in streams_of(until):
        whole = naive.stream(lines, naive.kind_of(stream[0]), stream[0]["ref"])
        assert product_class(whole, as_of, known_at) == product_class(stream, as_of, None)
