"""Targets: the last assessment of a day or before counts, by recorded order within a day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import naive, strategies
from tests.support.scenario import Line, happening_of, md
from tracker.errors import RuleViolationError
from tracker.fold.segments import FOREVER
from tracker.fold.targets import TargetFact, refuse_unless_valid, target_segments
from tracker.fold.words import TargetState

S = TargetState
SET = TargetFact(md("2/1"), "H57.31")


def assessed(on: str, state: TargetState) -> TargetFact:
    return TargetFact(md(on), state=state)


def test_a_target_is_not_assessed_until_it_is():
    (segment,) = target_segments([SET])

    assert (segment.valid_from, segment.valid_to) == (md("2/1"), FOREVER)
    assert (segment.status, segment.unit) == (S.NOT_ASSESSED, "H57.31")


def test_a_met_target_may_stop_being_met():
    rows = target_segments([SET, assessed("31/3", S.MET), assessed("30/6", S.NOT_MET)])

    assert [(row.valid_from, row.status) for row in rows] == [
        (md("2/1"), S.NOT_ASSESSED),
        (md("31/3"), S.MET),
        (md("30/6"), S.NOT_MET),
    ]


def test_an_assessment_entered_late_for_an_earlier_day_stands_on_that_day():
    rows = target_segments([SET, assessed("30/6", S.NOT_MET), assessed("31/3", S.MET)])

    assert [row.status for row in rows] == [S.NOT_ASSESSED, S.MET, S.NOT_MET]


def test_of_one_day_the_last_recorded_counts():
    rows = target_segments([SET, assessed("31/3", S.NOT_MET), assessed("31/3", S.MET)])

    assert [row.status for row in rows] == [S.NOT_ASSESSED, S.MET]


def test_the_same_state_again_makes_no_new_row():
    rows = target_segments([SET, assessed("31/3", S.MET), assessed("30/6", S.MET)])

    assert [row.status for row in rows] == [S.NOT_ASSESSED, S.MET]


def test_assessed_on_the_day_it_was_set():
    (row,) = target_segments([SET, assessed("2/1", S.NO_CASE)])

    assert (row.status, row.unit) == (S.NO_CASE, "H57.31")


@pytest.mark.parametrize(
    ("history", "new", "recorded_on", "code"),
    [
        ([], SET, "1/1", "effective_after_recording"),
        ([SET], assessed("1/4", S.MET), "31/3", "effective_after_recording"),
        ([SET], assessed("1/1", S.MET), "31/3", "effective_before_assignment"),
    ],
)
def test_refused(history: list[TargetFact], new: TargetFact, recorded_on: str, code: str):
    with pytest.raises(RuleViolationError) as caught:
        refuse_unless_valid(history, new, md(recorded_on))

    assert caught.value.code == code
    assert (caught.value.details["field"], caught.value.details["value"]) == (
        "effective_on",
        new.effective_on,
    )


def fact_of(line: Line) -> TargetFact:
    event_class, fields = happening_of(line)
    fact: TargetFact = event_class.fact_from(fields)  # type: ignore[attr-defined]
    return fact


@st.composite
def targets(draw: st.DrawFn) -> list[Line]:
    """The lines of one target, assessed back and forth."""
    lines: list[Line] = [
        {
            "type": "target.set",
            "ref": "CT-01",
            "unit": "H30",
            "effective_on": "2024-03-01",
            "recorded_at": "2024-03-01T08:00:00+07:00",
        }
    ]
    for no in range(draw(st.integers(0, 8))):
        on = date(2024, 3, 1 + draw(st.integers(0, 8)))
        lines.append(
            {
                "type": "target.assessed",
                "ref": "CT-01",
                "state": draw(st.sampled_from(naive.TARGET_STATES)),
                "effective_on": on.isoformat(),
                "recorded_at": f"2024-04-{1 + no // 2:02d}T08:00:00+07:00",
            }
        )
    return lines


@given(targets(), st.data())
def test_a_target_stands_where_the_contract_says(lines: list[Line], data: st.DataObject):
    as_of, known_at = data.draw(strategies.cut_points(lines))
    known = [fact_of(line) for line in naive.known(lines, known_at)]
    rows = (
        [r for r in target_segments(known) if r.valid_from <= as_of < r.valid_to] if known else []
    )

    expected = naive.facts_of(lines, "target", "CT-01", as_of, known_at)

    assert [(row.status, row.unit) for row in rows] == (
        [] if expected is None else [(expected["class"], expected["unit"])]
    )
