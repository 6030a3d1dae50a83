"""The decision that a story calls in force is the deadline by which the item is judged."""

from datetime import UTC, datetime

import psycopg
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.conftest import Databases
from tests.oracle import naive, strategies
from tests.support.properties import costly_examples, examples
from tests.support.scenario import Line, facts_of, write_history
from tracker.database.connect import app_conninfo
from tracker.deadlines.ruling import in_force
from tracker.errors import NotFoundError
from tracker.fold.segments import segments
from tracker.fold.state import Fact, classify, standing, state_at
from tracker.fold.words import Kind
from tracker.history.importing import import_history
from tracker.projections.projector import catch_up
from tracker.reading.cut import cut_at
from tracker.reading.deadline import DeadlineStory, deadline_story

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def known(lines: list[Line], first: Line, known_at: datetime | None) -> list[Fact]:
    """What was known of an item at K."""
    stream = naive.stream(lines, naive.kind_of(first), first["ref"])
    return facts_of(line for line in stream if known_at is None or naive.recorded(line) <= known_at)


@examples(2)
@given(lines=strategies.histories(max_items=3, max_events=40, with_units=False), data=st.data())
def test_the_event_in_force_sets_the_deadline_that_the_fold_finds(
    lines: list[Line], data: st.DataObject
):
    for first in naive.all_items(lines, None):
        as_of, known_at = data.draw(strategies.cut_points(lines))
        history = known(lines, first, known_at)
        if not history:
            continue
        ruling, state = in_force(history, as_of), state_at(history, as_of)

        assert (ruling is None) == (state is None)
        if ruling is not None and state is not None:
            assert ruling.due_on == state.due_on
            assert ruling.sets_due
            assert ruling.fact.effective_on <= as_of
            event("by its assignment" if ruling.fact.no == 1 else "by a later decision")


@costly_examples(0.2)
@given(lines=strategies.histories(), data=st.data())
def test_a_story_agrees_with_the_fold_at_any_cut(
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    lines: list[Line],
    data: st.DataObject,
):
    cuts = [data.draw(strategies.cut_points(lines)) for _ in range(4)]
    with databases.fresh() as url:
        folder = tmp_path_factory.mktemp("past")
        import_history(url, [write_history(folder / "past.jsonl", lines)], LATER)
        catch_up(url)
        with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
            for as_of, known_at in cuts:
                cut = cut_at(connection, as_of, known_at, LATER)
                for first in naive.all_items(lines, None):
                    history = known(lines, first, known_at)
                    kind, ref = Kind(naive.kind_of(first)), first["ref"]
                    if not history:
                        with pytest.raises(NotFoundError):
                            deadline_story(connection, kind, ref, cut)
                        continue
                    assert_agrees(deadline_story(connection, kind, ref, cut), history)


def assert_agrees(story: DeadlineStory, history: list[Fact]) -> None:
    as_of = story.cut.as_of
    state = state_at(history, as_of)
    ruling = [decided for decided in story.decisions if decided.in_force]
    assert story.original_due_on == standing(history)[0].due_on
    # In recorded order, each event that stands once, none invented.
    numbers = [decided.event.originator_version for decided in story.decisions]
    assert numbers == sorted(set(numbers))
    of_the_cut = [e for e in standing(history) if e.sets_due and e.fact.effective_on <= as_of]
    assert {entry.fact.no for entry in of_the_cut} <= set(numbers)
    if state is None:
        assert (story.standing, ruling) == (None, [])
        return
    (only,) = ruling
    assert only.due_on == state.shown_due_on
    assert story.standing is not None
    there = story.standing
    assert (there.due_on, there.completed_on) == (state.shown_due_on, state.completed_on)
    assert there.status == classify(state, as_of)
    assert there in segments(history)
