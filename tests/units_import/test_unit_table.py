"""Rows against one another, against the tree, and against what is recorded."""

from datetime import date
from typing import Any

import pytest

from tests.units_import.tables import (
    Cells,
    Found,
    as_csv,
    details_of,
    established,
    problems_of,
    steps_of,
)
from tracker.catalogue import LANGUAGES
from tracker.commands.unit_import import RefusedUnitsError
from tracker.commands.unit_table import Step
from tracker.fold.units import UnitFact, UnitWord
from tracker.present.refusals import refusal

W = UnitWord


def row(
    code: str,
    parent: str | None,
    since: str = "2020-01-01",
    to: str | None = None,
    successor: str | None = None,
    **other: Any,
) -> Cells:
    return (
        code,
        other.get("name", code),
        other.get("level", "office"),
        parent,
        since,
        to,
        successor,
    )


ROOT = row("H", None)


def told(*rows: Cells) -> list[tuple[int, str, str, str]]:
    return [
        (step.row, step.code, step.fact.word.value, step.fact.effective_on.isoformat())
        for step in steps_of(as_csv(rows))
    ]


# --- what rows tell -----------------------------------------------------------------------------


def test_several_rows_of_a_code_are_its_history():
    rows = [
        ROOT,
        row("G", None),
        row("A", "H", "2021-01-01", "2021-12-31"),
        row("A", "H", "2022-01-01", "2022-12-31", name="A mới"),
        row("A", "G", "2023-01-01", "2023-12-31", name="A mới"),
        row("A", "H", "2024-01-01", "2024-12-31", name="A cuối"),
        row("A", "H", "2025-01-01", "2025-06-30", "G", name="A cuối"),
    ]

    assert told(*rows)[2:] == [
        (4, "A", "established", "2021-01-01"),
        (5, "A", "renamed", "2022-01-01"),
        (6, "A", "moved", "2023-01-01"),
        (7, "A", "renamed", "2024-01-01"),
        (7, "A", "moved", "2024-01-01"),
        (8, "A", "merged", "2025-07-01"),
    ]


def test_a_last_day_without_successor_is_a_dissolution():
    assert told(row("A", None, to="2025-06-30"))[1] == (2, "A", "dissolved", "2025-07-01")


def test_parents_come_before_children():
    rows = [row("C", "B", to="2025-06-30"), row("B", "A", to="2025-06-30"), row("A", None)]

    assert [(code, word) for _, code, word, _ in told(*rows)] == [
        ("A", "established"),
        ("B", "established"),
        ("C", "established"),
        ("B", "dissolved"),
        ("C", "dissolved"),
    ]


def test_the_order_of_rows_makes_no_difference():
    rows = [ROOT, row("A", "H", to="2020-12-31"), row("A", None, "2021-01-01"), row("B", "A")]

    assert [s[1:] for s in told(*rows)] == [s[1:] for s in told(*reversed(rows))]


def test_parent_and_child_may_change_places_on_one_day():
    rows = [
        row("A", None, to="2020-12-31"),
        row("B", "A", to="2020-12-31"),
        row("C", "B", to="2020-12-31"),
        row("A", "C", "2021-01-01"),
        row("B", None, "2021-01-01"),
        row("C", "B", "2021-01-01"),
    ]

    assert [(code, word) for _, code, word, _ in told(*rows)][3:] == [
        ("B", "moved"),
        ("A", "moved"),
    ]


# --- rows against one another and against the tree ----------------------------------------------

BAD: dict[str, tuple[list[Cells], list[Found]]] = {
    "the same row twice": (
        [ROOT, row("A", "H"), row("A", "H")],
        [(4, "code", "duplicate_row")],
    ),
    "two rows of a code at the same time": (
        [ROOT, row("A", "H"), row("A", "H", name="B")],
        [(4, "from", "period_overlaps")],
    ),
    "a row after one without end": (
        [ROOT, row("A", "H"), row("A", "H", "2022-01-01", name="B")],
        [(4, "from", "period_overlaps")],
    ),
    "one day too early": (
        [row("A", None, to="2021-12-31"), row("A", None, "2021-12-31", name="B")],
        [(3, "from", "period_overlaps")],
    ),
    "one day too late": (
        [row("A", None, to="2021-12-31"), row("A", None, "2022-01-02", name="B")],
        [(3, "from", "period_gap")],
    ),
    "a period within another": (
        [
            row("A", None, to="2025-12-31"),
            row("A", None, "2021-01-01", "2021-12-31", name="B"),
            row("A", None, "2022-01-01", name="C"),
        ],
        [(3, "from", "period_overlaps"), (4, "from", "period_overlaps")],
    ),
    "another level": (
        [row("A", None, to="2021-12-31"), row("A", None, "2022-01-01", level="commune")],
        [(3, "level", "level_changed")],
    ),
    "a successor before the last row": (
        [
            ROOT,
            row("A", "H", to="2021-12-31", successor="H"),
            row("A", "H", "2022-01-01", name="B"),
        ],
        [(3, "successor", "successor_too_early")],
    ),
    "an unknown parent": ([row("A", "X")], [(2, "parent", "unit_not_in_table")]),
    "a parent that is not there yet": (
        [row("H", None, "2020-01-02"), row("A", "H", "2020-01-01")],
        [(3, "parent", "parent_not_there")],
    ),
    "a parent that is no longer there": (
        [row("H", None, to="2025-06-30"), row("A", "H")],
        [(3, "parent", "parent_not_there")],
    ),
    "a parent that leaves a day before": (
        [row("H", None, to="2025-06-29"), row("A", "H", to="2025-06-30")],
        [(3, "parent", "parent_not_there")],
    ),
    "in the row of those days only": (
        [
            ROOT,
            row("P", None, to="2021-12-31"),
            row("A", "H", to="2020-12-31"),
            row("A", "P", "2021-01-01", "2022-12-31"),
            row("A", "H", "2023-01-01"),
        ],
        [(5, "parent", "parent_not_there")],
    ),
    "an unknown successor": (
        [row("A", None, to="2025-06-30", successor="X")],
        [(2, "successor", "unit_not_in_table")],
    ),
    "a successor that begins a day late": (
        [row("A", None, to="2025-06-30", successor="B"), row("B", None, "2025-07-02")],
        [(2, "successor", "successor_not_there")],
    ),
    "a successor that ends with it": (
        [row("A", None, to="2025-06-30", successor="B"), row("B", None, to="2025-06-30")],
        [(2, "successor", "successor_not_there")],
    ),
    "one of two successors": (
        [row("A", None, to="2025-06-30", successor="B;X"), row("B", None)],
        [(2, "successor", "unit_not_in_table")],
    ),
    "two below each other": (
        [row("A", "B"), row("B", "A")],
        [(2, "parent", "circle_in_table"), (3, "parent", "circle_in_table")],
    ),
    "three below each other, on some days only": (
        [
            row("A", None, to="2020-12-31"),
            row("A", "C", "2021-01-01", "2021-12-31"),
            row("A", None, "2022-01-01"),
            row("B", "A"),
            row("C", "B", to="2021-06-30"),
            row("C", None, "2021-07-01"),
            row("D", "C"),
        ],
        [
            (3, "parent", "circle_in_table"),
            (5, "parent", "circle_in_table"),
            (6, "parent", "circle_in_table"),
        ],
    ),
    "each by its own": (
        [row("A", "X"), row("B", None, to="2025-06-30", successor="Y"), row("C", "C")],
        [
            (2, "parent", "unit_not_in_table"),
            (3, "successor", "unit_not_in_table"),
            (4, "parent", "unit_into_itself"),
        ],
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_table_that_makes_no_tree_is_refused(case: str):
    rows, found = BAD[case]

    assert problems_of(as_csv(rows)) == found


@pytest.mark.parametrize("case", BAD)
def test_what_is_wrong_is_said_in_both_languages(case: str):
    rows, _ = BAD[case]
    with pytest.raises(RefusedUnitsError) as caught:
        steps_of(as_csv(rows))

    for _, problem in caught.value.problems:
        for language in LANGUAGES:
            said = refusal(language, problem.code, problem.details)
            value = problem.details["value"]
            assert isinstance(value, date) or value in said
            assert "{" not in said


@pytest.mark.parametrize(
    ("rows", "details"),
    [
        (
            [row("H", None, to="2025-06-30"), row("A", "H")],
            {"value": "H", "on": date(2025, 7, 1)},
        ),
        (
            [row("H", None, "2024-01-01"), row("A", "H", "2021-03-01")],
            {"value": "H", "on": date(2021, 3, 1)},
        ),
        (
            [row("A", None, to="2021-12-31"), row("A", None, "2022-02-01", name="B")],
            {"value": date(2022, 2, 1), "row": 2, "expected": date(2022, 1, 1)},
        ),
        (
            [row("A", None, to="2025-06-30", successor="B"), row("B", None, "2026-01-01")],
            {"value": "B", "on": date(2025, 7, 1)},
        ),
    ],
)
def test_the_first_day_in_the_way_is_named(rows: list[Cells], details: dict[str, Any]):
    assert details_of(as_csv(rows)) == details


def test_a_circle_is_named_on_its_first_day():
    rows, _ = BAD["three below each other, on some days only"]
    with pytest.raises(RefusedUnitsError) as caught:
        steps_of(as_csv(rows))

    assert {problem.details["on"] for _, problem in caught.value.problems} == {date(2021, 1, 1)}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row("H", None, level="?"), row("A", "H")], [(2, "level", "expected_one_of")]),
        (
            [
                row("H", None),
                row("H", None),
                row("A", "H"),
                row("B", None, to="2025-06-30", successor="H"),
            ],
            [(3, "code", "duplicate_row")],
        ),
        (
            [
                row("A", None, to="2020-12-31"),
                row("A", None, "2021-01-01", "?", name="B"),
                row("A", None, "2022-01-01", name="C"),
            ],
            [(3, "to", "expected_day_cell")],
        ),
    ],
)
def test_what_hangs_on_a_bad_row_is_not_named_again(rows: list[Cells], found: list[Found]):
    assert problems_of(as_csv(rows)) == found


# --- what is recorded ---------------------------------------------------------------------------


def on(text: str) -> date:
    return date.fromisoformat(text)


BEGUN = established(on("2020-01-01"), "A", parent="H")
RECORDED = {
    "H": [established(on("2020-01-01"), "H")],
    "G": [established(on("2020-01-01"), "G")],
    "A": [BEGUN, UnitFact(W.RENAMED, on("2022-01-01"), "A2")],
}
FIRST = row("A", "H", to="2021-12-31")
SECOND = row("A", "H", "2022-01-01", name="A2")


def ended(second: Cells, to: str, successor: str | None = None) -> Cells:
    return (*second[:5], to, successor)


def new(*rows: Cells, **more: list[UnitFact]) -> list[Step]:
    return steps_of(as_csv(rows), {**RECORDED, **more})


def test_what_is_recorded_is_nothing_new():
    assert new(FIRST, SECOND) == []
    assert new(ROOT, FIRST, SECOND, row("G", None)) == []


def test_a_table_that_goes_on_brings_only_what_is_missing():
    assert new(
        FIRST,
        ended(SECOND, "2024-12-31"),
        row("A", "G", "2025-01-01", "2025-06-30", "G", name="A3"),
    ) == [
        Step(4, "A", UnitFact(W.RENAMED, on("2025-01-01"), "A3")),
        Step(4, "A", UnitFact(W.MOVED, on("2025-01-01"), parent="G")),
        Step(4, "A", UnitFact(W.MERGED, on("2025-07-01"), successors=("G",))),
    ]


def test_what_is_missing_may_be_of_the_day_of_the_last_recorded_event():
    assert new(FIRST, row("A", "G", "2022-01-01", name="A2")) == [
        Step(3, "A", UnitFact(W.MOVED, on("2022-01-01"), parent="G")),
    ]


def test_events_recorded_in_another_order_or_in_vain_are_no_contradiction():
    history = [
        BEGUN,
        UnitFact(W.MOVED, on("2022-01-01"), parent="H"),
        UnitFact(W.MOVED, on("2022-01-01"), parent="G"),
        UnitFact(W.RENAMED, on("2022-01-01"), "A2"),
        UnitFact(W.RENAMED, on("2021-01-01"), "A"),
    ]

    assert new(FIRST, row("A", "G", "2022-01-01", name="A2"), A=history) == []


@pytest.mark.parametrize(
    ("end", "successor"),
    [
        (UnitFact(W.DISSOLVED, on("2025-07-01")), None),
        (UnitFact(W.DISSOLVED, on("2025-07-01"), successors=("G",)), "G"),
        (UnitFact(W.MERGED, on("2025-07-01"), successors=("G",)), "G"),
        (UnitFact(W.SPLIT, on("2025-07-01"), successors=("G", "H")), "G;H"),
    ],
)
def test_a_unit_that_ended_is_recorded_as_the_row_says(end: UnitFact, successor: str | None):
    history = [*RECORDED["A"], end]

    assert new(FIRST, ended(SECOND, "2025-06-30", successor), A=history) == []


ENDED = {"A": [*RECORDED["A"], UnitFact(W.MERGED, on("2025-07-01"), successors=("G",))]}
DENIED: dict[str, tuple[list[Cells], dict[str, list[UnitFact]], Found, dict[str, Any]]] = {
    "another first day": (
        [row("A", "H", "2020-01-02", "2021-12-31"), SECOND],
        {},
        (2, "from", "contradicts_record"),
        {"value": on("2020-01-02"), "event": W.ESTABLISHED, "recorded": "A"},
    ),
    "another first name": (
        [row("A", "H", to="2021-12-31", name="B"), SECOND],
        {},
        (2, "name", "contradicts_record"),
        {"value": "B", "event": W.ESTABLISHED, "event_on": on("2020-01-01"), "recorded": "A"},
    ),
    "another level": (
        [
            row("A", "H", to="2021-12-31", level="commune"),
            row("A", "H", "2022-01-01", name="A2", level="commune"),
        ],
        {},
        (2, "level", "contradicts_record"),
        {"value": "commune", "recorded": "office"},
    ),
    "another first parent": (
        [row("A", "G", to="2021-12-31"), row("A", "H", "2022-01-01", name="A2")],
        {},
        (2, "parent", "contradicts_record"),
        {"value": "G", "recorded": "H"},
    ),
    "no parent": (
        [row("A", None, to="2021-12-31"), row("A", "H", "2022-01-01", name="A2")],
        {},
        (2, "parent", "contradicts_record"),
        {"value": "-", "recorded": "H"},
    ),
    "another later name": (
        [FIRST, row("A", "H", "2022-01-01", name="A3")],
        {},
        (3, "name", "contradicts_record"),
        {"value": "A3", "event": W.RENAMED, "event_on": on("2022-01-01"), "recorded": "A2"},
    ),
    "the name before it was recorded": (
        [row("A", "H", to="2020-12-31"), row("A", "H", "2021-01-01", name="A2")],
        {},
        (3, "from", "contradicts_record"),
        {"value": on("2021-01-01"), "event": W.RENAMED},
    ),
    "less than is recorded": (
        [row("A", "H")],
        {},
        (2, "name", "contradicts_record"),
        {"value": "A", "event": W.RENAMED, "recorded": "A2"},
    ),
    "something before what is recorded": (
        [
            row("A", "H", to="2020-12-31"),
            row("A", "G", "2021-01-01", "2021-12-31"),
            row("A", "G", "2022-01-01", name="A2"),
        ],
        {},
        (3, "from", "contradicts_record"),
        {"value": on("2021-01-01"), "event": W.RENAMED, "event_on": on("2022-01-01")},
    ),
    "an end before what is recorded": (
        [row("A", "H", to="2021-12-31", successor="G")],
        {},
        (2, "name", "contradicts_record"),
        {"event": W.RENAMED},
    ),
    "no end": (
        [FIRST, SECOND],
        ENDED,
        (3, "to", "contradicts_record"),
        {"value": "-", "event": W.MERGED, "event_on": on("2025-07-01"), "recorded": "G"},
    ),
    "another last day": (
        [FIRST, ended(SECOND, "2025-07-01", "G")],
        ENDED,
        (3, "to", "contradicts_record"),
        {"value": on("2025-07-01"), "event_on": on("2025-07-01")},
    ),
    "another successor": (
        [FIRST, ended(SECOND, "2025-06-30", "H")],
        ENDED,
        (3, "successor", "contradicts_record"),
        {"value": "H", "recorded": "G"},
    ),
    "life after the end": (
        [FIRST, ended(SECOND, "2025-06-30"), row("A", "H", "2025-07-01", name="A9")],
        ENDED,
        (4, "to", "contradicts_record"),
        {"value": "-"},
    ),
    "a unit that was never there": (
        [row("A", "H")],
        {"A": [BEGUN, UnitFact(W.DISSOLVED, on("2020-01-01"))]},
        (2, "to", "contradicts_record"),
        {"event": W.DISSOLVED, "event_on": on("2020-01-01")},
    ),
}


@pytest.mark.parametrize("case", DENIED)
def test_a_table_that_contradicts_the_record_is_refused_naming_both(case: str):
    rows, more, found, details = DENIED[case]
    recorded = {**RECORDED, **more}

    assert problems_of(as_csv(rows), recorded) == [found]
    assert details_of(as_csv(rows), recorded).items() >= details.items()


def test_a_contradiction_in_words():
    rows, *_ = DENIED["another later name"]
    details = details_of(as_csv(rows), RECORDED)

    assert refusal("en", "contradicts_record", details) == (
        "“A3” contradicts what is recorded: unit renamed on 2022-01-01 (A2)"
    )


# --- the tree that results ----------------------------------------------------------------------


def test_a_parent_or_successor_may_be_recorded_and_not_in_the_table():
    rows = row("B", "A"), row("C", "H", to="2025-06-30", successor="A")

    assert [step.code for step in new(*rows)] == ["C", "B", "C"]


def test_a_recorded_parent_must_be_there_too():
    assert problems_of(as_csv([row("B", "A", "2025-01-01")]), {**RECORDED, **ENDED}) == [
        (2, "parent", "parent_not_there")
    ]


def test_a_recorded_unit_must_not_be_left_below_one_that_ends():
    content = as_csv([row("H", None, to="2025-06-30")])

    assert problems_of(content, RECORDED) == [(2, "to", "unit_left_below")]
    assert details_of(content, RECORDED) == {"value": "A", "on": on("2025-07-01")}


def test_unless_it_has_gone_by_then():
    gone = UnitFact(W.DISSOLVED, on("2025-07-01"))
    recorded = {**RECORDED, "A": [*RECORDED["A"], gone]}

    assert len(steps_of(as_csv([row("H", None, to="2025-06-30")]), recorded)) == 1


def test_unless_the_table_takes_it_along():
    rows = [
        row("H", None, to="2025-06-30"),
        FIRST,
        ended(SECOND, "2025-06-30"),
        row("A", "G", "2025-07-01", name="A2"),
    ]

    found = {(step.code, step.fact.word) for step in new(*rows)}

    assert found == {("A", W.MOVED), ("H", W.DISSOLVED)}


def test_a_circle_through_a_recorded_unit_is_seen():
    recorded = {**RECORDED, "B": [established(on("2020-01-01"), "B", parent="A")]}
    content = as_csv([row("H", None, to="2024-12-31"), row("H", "B", "2025-01-01")])

    assert problems_of(content, recorded) == [(3, "parent", "circle_in_table")]


def test_a_circle_that_closes_only_by_a_move_recorded_ahead_is_seen():
    recorded = {
        **RECORDED,
        "G": [established(on("2020-01-01"), "G"), UnitFact(W.MOVED, on("2030-01-01"), parent="A")],
    }
    content = as_csv([FIRST, ended(SECOND, "2024-12-31"), row("A", "G", "2025-01-01", name="A2")])

    assert problems_of(content, recorded) == [(4, "parent", "circle_in_table")]
    assert details_of(content, recorded)["on"] == on("2030-01-01")
