"""The tree of units: dates ahead, ends, and circles that must not close."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle import naive, strategies
from tests.support.properties import examples
from tests.support.scenario import Line, happening_of, md
from tracker.errors import RuleViolationError
from tracker.fold.segments import FOREVER
from tracker.fold.units import (
    UnitFact,
    UnitTree,
    UnitWord,
    refuse_unless_valid,
    unit_segments,
)

W = UnitWord


def established(on: str = "1/1", parent: str | None = None, name: str = "Phòng Nội vụ") -> UnitFact:
    return UnitFact(W.ESTABLISHED, md(on), name, "office", parent)


def renamed(on: str, name: str) -> UnitFact:
    return UnitFact(W.RENAMED, md(on), name)


def moved(on: str, parent: str | None) -> UnitFact:
    return UnitFact(W.MOVED, md(on), parent=parent)


def merged(on: str, into: str) -> UnitFact:
    return UnitFact(W.MERGED, md(on), successors=(into,))


def dissolved(on: str) -> UnitFact:
    return UnitFact(W.DISSOLVED, md(on))


# --- one unit ------------------------------------------------------------------------------------


def test_segments_follow_name_and_parent_and_end_with_the_unit():
    history = [
        established(),
        moved("1/3", "H57"),
        renamed("1/2", "Phòng Tổ chức"),
        merged("1/7", "H57"),
    ]

    assert [(s.valid_from, s.valid_to, s.name, s.parent) for s in unit_segments(history)] == [
        (md("1/1"), md("1/2"), "Phòng Nội vụ", None),
        (md("1/2"), md("1/3"), "Phòng Tổ chức", None),
        (md("1/3"), md("1/7"), "Phòng Tổ chức", "H57"),
    ]


def test_a_unit_that_nothing_ends_is_there_for_ever():
    (segment,) = unit_segments([established()])

    assert (segment.valid_from, segment.valid_to) == (md("1/1"), FOREVER)


def test_a_unit_dissolved_on_its_first_day_was_never_there():
    assert unit_segments([established(), dissolved("1/1")]) == []


@pytest.mark.parametrize(
    ("history", "new", "code", "field"),
    [
        ([established()], established("2/1"), "unit_established_twice", "type"),
        ([established("5/1")], renamed("4/1", "x"), "unit_event_before_establishment", None),
        ([established(), dissolved("1/7")], renamed("2/7", "x"), "unit_ended", None),
        ([established(), dissolved("1/7")], renamed("1/7", "x"), "unit_ended", None),
        ([established(), dissolved("1/7")], merged("1/8", "H57"), "unit_ended", None),
        ([established(), merged("1/7", "H57")], dissolved("1/6"), "unit_ended", None),
        ([established(), renamed("2/7", "x")], dissolved("1/7"), "unit_ended", None),
    ],
)
def test_refused_for_the_unit_alone(
    history: list[UnitFact], new: UnitFact, code: str, field: str | None
):
    with pytest.raises(RuleViolationError) as caught:
        refuse_unless_valid(history, new)

    assert caught.value.code == code
    assert caught.value.details["field"] == field or "effective_on"
    assert caught.value.details["value"] in (new.effective_on, new.word)


def test_the_refusal_for_an_ended_unit_names_the_end_and_the_event_in_the_way():
    with pytest.raises(RuleViolationError) as caught:
        refuse_unless_valid([established(), renamed("2/7", "Phòng Tổ chức")], dissolved("1/7"))

    assert caught.value.details == {
        "field": "effective_on",
        "value": md("1/7"),
        "ended_on": md("1/7"),
        "event": W.RENAMED,
        "event_on": md("2/7"),
    }


def test_accepted_for_the_unit_alone():
    history = [established(), dissolved("1/7")]

    refuse_unless_valid([], established())
    refuse_unless_valid(history, renamed("30/6", "Phòng Tổ chức"))
    refuse_unless_valid([established()], dissolved("1/1"))


# --- the tree ------------------------------------------------------------------------------------


def tree(**histories: list[UnitFact]) -> UnitTree:
    return UnitTree(histories)


def test_below_follows_the_day():
    known = tree(
        H=[established()],
        A=[established(parent="H")],
        A1=[established(parent="A"), moved("1/7", "B")],
        B=[established("1/6", parent="H")],
    )

    assert known.below("H", md("1/5")) == {"H", "A", "A1"}
    assert known.below("A", md("30/6")) == {"A", "A1"}
    assert known.below("A", md("1/7")) == {"A"}
    assert known.below("B", md("1/7")) == {"B", "A1"}
    assert known.below("B", md("31/5")) == set()


def test_a_reform_dated_ahead_is_known_before_its_day_and_holds_from_it():
    known = tree(H=[established()], A=[established(parent="H"), merged("1/7", "B")])

    assert known.below("H", md("30/6")) == {"H", "A"}
    assert known.below("H", md("1/7")) == {"H"}


def test_a_unit_that_is_not_there_has_nothing_below_it():
    known = tree(
        H=[established()],
        A=[established(parent="H"), dissolved("1/7")],
        A1=[established(parent="A")],
    )

    assert known.below("A", md("1/7")) == set()
    assert known.below("H", md("1/7")) == {"H"}
    assert known.at("A1", md("1/7")) is not None
    assert known.below("unheard of", md("1/7")) == set()


def test_no_circle_on_any_later_day():
    known = tree(
        H=[established()],
        A=[established(parent="H")],
        B=[established(parent="A"), moved("1/9", "H")],
    )

    known.know("A", [established(parent="H"), moved("1/9", "B")])
    known.refuse_cycle("A", md("1/9"))

    known.know("A", [established(parent="H"), moved("1/8", "B")])
    with pytest.raises(RuleViolationError) as caught:
        known.refuse_cycle("A", md("1/8"))
    assert caught.value.code == "unit_cycle"
    assert caught.value.details["on"] == md("1/8")
    assert caught.value.details["unit"] == "A"


def test_a_circle_that_closes_only_later_is_refused_now():
    known = tree(
        H=[established()],
        A=[established(parent="H"), moved("1/3", "H")],
        B=[established(parent="H"), moved("1/9", "A")],
    )
    known.know("A", [established(parent="H"), moved("1/3", "B")])

    with pytest.raises(RuleViolationError) as caught:
        known.refuse_cycle("A", md("1/3"))

    assert caught.value.details["on"] == md("1/9")


# --- against the oracle --------------------------------------------------------------------------


def fact_of(line: Line) -> UnitFact:
    event_class, fields = happening_of(line)
    fact: UnitFact = event_class.fact_from(fields)  # type: ignore[attr-defined]
    return fact


def histories_of(lines: list[Line]) -> dict[str, list[UnitFact]]:
    result: dict[str, list[UnitFact]] = {}
    for line in lines:
        if naive.kind_of(line) == "unit":
            result.setdefault(line["code"], []).append(fact_of(line))
    return result


@given(strategies.histories(max_events=60), st.data())
def test_the_tree_is_what_the_contract_says_at_any_cut(lines: list[Line], data: st.DataObject):
    for _ in range(4):
        as_of, known_at = data.draw(strategies.cut_points(lines))
        known = UnitTree(histories_of(naive.known(lines, known_at)))
        for code in histories_of(lines):
            assert known.below(code, as_of) == naive.units_below(lines, code, as_of, known_at)


@st.composite
def reforms(draw: st.DrawFn) -> tuple[list[Line], Line]:
    """A few units, and any change that somebody could propose, dated back or ahead."""
    lines = draw(strategies.histories(max_items=1, max_events=40))
    units = [line for line in lines if naive.kind_of(line) == "unit"]
    codes = sorted({line["code"] for line in units})
    word = draw(st.sampled_from(("moved", "moved", "moved", "merged", "dissolved", "renamed")))
    own: dict[str, Any] = {
        "moved": {"parent": draw(st.sampled_from([*codes, None]))},
        "merged": {"into": draw(st.sampled_from(codes))},
        "renamed": {"name": "Tên mới"},
        "dissolved": {},
    }[word]
    line = {
        "type": f"unit.{word}",
        "code": draw(st.sampled_from(codes)),
        **own,
        "effective_on": draw(st.sampled_from(strategies.boundary_days(units))).isoformat(),
        "recorded_at": units[-1]["recorded_at"],
        "actor": "pnv.ph",
    }
    return units, line


@examples(3)
@given(reforms())
def test_the_tree_accepts_and_refuses_as_the_contract_does(reform: tuple[list[Line], Line]):
    units, line = reform
    if line["code"] in (line.get("parent"), line.get("into")):
        return  # refused before the tree is asked
    histories, new = histories_of(units), fact_of(line)

    expected = naive.accepts_unit(units, line)
    refusal = None
    try:
        refuse_unless_valid(histories[line["code"]], new)
        known = UnitTree(histories)
        known.know(line["code"], [*histories[line["code"]], new])
        known.refuse_cycle(line["code"], new.effective_on)
    except RuleViolationError as error:
        refusal = error

    assert (refusal is None) == (expected is None), (refusal, expected)
