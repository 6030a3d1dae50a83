"""Pins the oracle to the worked cases of the domain and to the figures of the sample histories."""

# ruff: noqa: ANN001, ANN002, ANN003, ANN202

from __future__ import annotations

import itertools
import json
import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from . import naive, strategies
from .naive import HANOI

SAMPLE = Path(__file__).parents[2] / "tracker" / "sample"
DAY = timedelta(days=1)
# Histories are long; what is slow here is the oracle, and that is its right.
checks = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def load(name):
    text = (SAMPLE / f"{name}.history.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def huong_huu():
    return load("huong-huu-2024")


@pytest.fixture(scope="module")
def phung_hiep():
    return load("phung-hiep-2024")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=HANOI)


def md(text):
    """15/3 is a day of 2024."""
    day, month = text.split("/")
    return date(2024, int(month), int(day))


UNITS = [
    {
        "type": "unit.established",
        "code": code,
        "name": code,
        "level": "office",
        "parent": parent,
        "effective_on": "2023-01-01",
        "recorded_at": "2023-01-01T08:00:00+07:00",
        "actor": "a",
    }
    for code, parent in (("H", None), ("H.1", "H"), ("H.2", "H"), ("H.1.1", "H.1"))
]


def event(word, on, *, typed=None, kind="plan_task", ref="T", **own):
    return {
        "type": f"{kind}.{word}",
        "ref": ref,
        **own,
        "effective_on": md(on).isoformat(),
        "recorded_at": datetime.combine(
            md(typed or on), datetime.min.time().replace(hour=9), HANOI
        ).isoformat(),
        "actor": "a",
    }


def assigned(due="15/3", *, on="02/1", needs=False, **more):
    return event(
        "assigned",
        on,
        title="Việc",
        due_on=md(due).isoformat() if due else None,
        plan="1/KH",
        area="direction",
        needs_confirmation=needs,
        **{"unit": "H.1", **more},
    )


def to(text):
    return md(text).isoformat()


def story(*lines):
    """The lines by recorded time; each must be accepted after those before it."""
    result = list(UNITS)
    for line in sorted(lines, key=naive.recorded):
        assert naive.accepts(result, line) is None, line
        result.append(line)
    return result


STORIES = {
    "S1": (
        [assigned(), event("completion_reported", "15/3")],
        {"14/3": "open_in_time", "15/3": "done_on_time"},
    ),
    "S2": (
        [assigned(), event("completion_reported", "16/3")],
        {"15/3": "open_in_time", "16/3": "done_late"},
    ),
    "S3": ([assigned()], {"1/1": None, "15/3": "open_in_time", "16/3": "open_overdue"}),
    "S4": (
        [
            assigned(),
            event("deadline_extended", "10/3", due_on=to("31/3")),
            event("completion_reported", "25/3"),
        ],
        {"18/3": "open_in_time", "25/3": "done_on_time"},
    ),
    "S5": (
        [
            assigned(),
            event("deadline_extended", "20/3", due_on=to("31/3")),
            event("completion_reported", "25/3"),
        ],
        {"18/3": "open_overdue", "22/3": "open_in_time", "25/3": "done_on_time"},
    ),
    "S6": (
        [assigned(None), event("completion_reported", "1/2")],
        {"31/1": "open_no_deadline", "1/2": "done_no_deadline"},
    ),
    "S7": (
        [
            assigned(needs=True),
            event("completion_reported", "14/3"),
            event("completion_confirmed", "20/3"),
        ],
        {"15/3": "await_in_time", "18/3": "await_in_time", "20/3": "done_on_time"},
    ),
    "S8": (
        [
            assigned(needs=True),
            event("completion_reported", "14/3"),
            event("completion_rejected", "18/3"),
            event("completion_reported", "20/3"),
            event("completion_confirmed", "21/3"),
        ],
        {
            "15/3": "await_in_time",
            "18/3": "open_overdue",
            "20/3": "await_late",
            "21/3": "done_late",
        },
    ),
    "S9": ([assigned(), event("withdrawn", "10/3")], {"9/3": "open_in_time", "10/3": "out"}),
    "S10": ([assigned(), event("withdrawn", "20/3")], {"18/3": "open_overdue", "20/3": "out"}),
    "S11": (
        [assigned(), event("return_accepted", "15/1")],
        {"14/1": "open_in_time", "15/1": "out"},
    ),
    "S12": (
        [
            assigned(),
            event("completion_reported", "10/3"),
            event("reopened", "20/3", due_on=to("5/4")),
        ],
        {"15/3": "done_on_time", "25/3": "open_in_time", "6/4": "open_overdue"},
    ),
    "S12b": (
        [assigned(), event("completion_reported", "10/3"), event("reopened", "20/3")],
        {"15/3": "done_on_time", "25/3": "open_overdue"},
    ),
    "S13": (
        [assigned(), event("completion_reported", "10/3", typed="5/4")],
        {"16/3": "done_on_time"},
    ),
    "S14": (
        [
            assigned(needs=True),
            event("completion_reported", "20/3"),
            event("deadline_extended", "25/3", due_on=to("31/3")),
            event("completion_confirmed", "26/3"),
        ],
        {"27/3": "done_late"},
    ),
    "S15": (
        [
            assigned(),
            event("suspended", "1/3"),
            event("resumed", "10/4", due_on=to("30/4")),
        ],
        {"1/4": "suspended", "12/4": "open_in_time"},
    ),
}


@pytest.mark.parametrize(
    ("name", "cutoff", "expected"),
    [(name, cutoff, c) for name, (_, cuts) in STORIES.items() for cutoff, c in cuts.items()],
)
def test_worked_cases(name, cutoff, expected):
    lines = story(*STORIES[name][0])
    assert naive.class_of(lines, "plan_task", "T", md(cutoff), None) == expected


def test_s13_at_its_two_known_at_times():
    lines = story(*STORIES["S13"][0])
    cut = md("16/3")
    assert naive.class_of(lines, "plan_task", "T", cut, at("2024-03-16T17:00")) == "open_overdue"
    assert naive.class_of(lines, "plan_task", "T", cut, at("2024-04-05T08:59:59")) == "open_overdue"
    assert naive.class_of(lines, "plan_task", "T", cut, at("2024-04-05T09:00")) == "done_on_time"
    assert naive.changes(lines, cut, at("2024-03-16T17:00"), None) == {
        ("plan_task", "T", "open_overdue", "done_on_time")
    }


def test_findings_use_their_own_words():
    lines = story(
        event(
            "assigned",
            "2/1",
            kind="finding",
            unit="H.1",
            title="x",
            due_on=to("15/3"),
            conclusion="1/KL",
            inspector="TT",
            category="recover",
            amount_required=5,
        ),
        event("remediation_reported", "14/3", kind="finding"),
        event("remediation_rejected", "18/3", kind="finding"),
        event("remediation_reported", "20/3", kind="finding"),
        event("remediated", "21/3", kind="finding"),
    )
    days = ("15/3", "18/3", "20/3", "21/3")
    assert [naive.class_of(lines, "finding", "T", md(on), None) for on in days] == [
        "await_in_time",
        "open_overdue",
        "await_late",
        "done_late",
    ]


def test_corrected_deadline_holds_from_the_day_of_assignment_once_known():
    lines = story(
        assigned("15/3"),
        event("deadline_corrected", "1/4", due_on=to("20/3")),
        event("completion_reported", "18/3", typed="2/4"),
    )
    facts = naive.facts_of(lines, "plan_task", "T", md("18/3"), None)
    assert facts == {
        "unit": "H.1",
        "class": "done_on_time",
        "due_on": md("20/3"),
        "completed_on": md("18/3"),
    }
    assert naive.class_of(lines, "plan_task", "T", md("17/3"), at("2024-04-01T08:00")) == (
        "open_overdue"
    )
    assert naive.class_of(lines, "plan_task", "T", md("17/3"), at("2024-04-01T09:00")) == (
        "open_in_time"
    )


def test_a_correction_replaces_the_last_deadline_that_is_not_void():
    extended = event("deadline_extended", "10/3", due_on=to("31/3"))
    corrected = event("deadline_corrected", "12/3", due_on=to("25/3"))
    voided = event("voided", "13/3", event_no=2)
    lines = story(assigned("15/3"), extended, corrected, voided)

    def due(cutoff, known_at):
        return naive.facts_of(lines, "plan_task", "T", md(cutoff), known_at)["due_on"]

    assert due("9/3", at("2024-03-12T10:00")) == md("15/3")
    assert due("10/3", at("2024-03-12T10:00")) == md("25/3")
    assert due("9/3", None) == md("25/3")  # now it corrects the assignment
    resumed = story(
        assigned("15/3"),
        event("suspended", "9/3"),
        event("resumed", "10/3"),  # carries no deadline of its own
        event("deadline_corrected", "12/3", due_on=to("25/3")),
    )
    assert naive.facts_of(resumed, "plan_task", "T", md("2/1"), None)["due_on"] == md("25/3")


def test_extension_on_the_day_of_completion_counts_and_on_the_next_does_not():
    for on, name, due in (("20/3", "done_on_time", "31/3"), ("21/3", "done_late", "15/3")):
        lines = story(
            assigned(),
            event("completion_reported", "20/3"),
            event("deadline_extended", on, due_on=to("31/3"), typed="22/3"),
        )
        facts = naive.facts_of(lines, "plan_task", "T", md("1/4"), None)
        assert (facts["class"], facts["due_on"]) == (name, md(due))


def test_voided_events_are_dropped_from_the_moment_the_void_is_known():
    lines = story(
        assigned(),
        event("completion_reported", "10/3"),
        event("voided", "12/3", event_no=2),
    )
    assert naive.class_of(lines, "plan_task", "T", md("10/3"), at("2024-03-12T08:00")) == (
        "done_on_time"
    )
    assert naive.class_of(lines, "plan_task", "T", md("10/3"), None) == "open_in_time"


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ([], event("started", "3/1")),
        ([assigned()], assigned()),
        ([assigned()], event("started", "1/1", typed="3/1")),
        ([assigned()], event("started", "4/1", typed="3/1")),
        ([assigned()], event("deadline_extended", "3/1", due_on=to("1/1"))),
        ([assigned()], event("deadline_extended", "3/1", due_on=None)),
        ([assigned()], event("completion_confirmed", "3/1")),
        ([assigned()], event("resumed", "3/1")),
        ([assigned()], event("reopened", "3/1")),
        ([assigned()], event("transferred", "3/1", to_unit="X")),
        ([assigned()], event("voided", "3/1", event_no=1)),
        ([assigned()], event("voided", "3/1", event_no=2)),
        ([assigned()], event("payment_recorded", "3/1", amount=1, voucher="x")),
        ([assigned()], event("started", "3/1", colour="red")),
        ([assigned(), event("withdrawn", "3/1")], event("urged", "3/1")),
        ([assigned(), event("withdrawn", "3/1")], event("deadline_extended", "4/1", due_on="x")),
        ([assigned(), event("suspended", "3/1")], event("completion_reported", "4/1")),
        # a late entry refused because of what was recorded for later days
        ([assigned(), event("suspended", "5/1")], event("withdrawn", "4/1", typed="6/1")),
        ([assigned(), event("suspended", "5/1")], event("completion_reported", "4/1", typed="6/1")),
        # voiding what a later event stands on
        (
            [assigned(), event("suspended", "5/1"), event("resumed", "6/1")],
            event("voided", "7/1", event_no=2),
        ),
        (
            [assigned(), event("urged", "5/1"), event("voided", "6/1", event_no=2)],
            event("voided", "7/1", event_no=2),
        ),
        (
            [assigned(), event("urged", "5/1"), event("voided", "6/1", event_no=2)],
            event("voided", "7/1", event_no=3),
        ),
        ([assigned(), event("urged", "5/1")], event("urged", "4/1", typed="4/1")),
    ],
)
def test_refused(before, line):
    if "due_on" in line and line["due_on"] == "x":
        line = {**line, "due_on": to("5/1")}
    assert naive.accepts(story(*before), line) is not None


def test_dated_on_the_local_day_of_recording():
    line = {**event("started", "4/1"), "recorded_at": "2024-01-03T17:30:00+00:00"}
    assert naive.accepts(story(assigned()), line) is None
    line["recorded_at"] = "2024-01-03T16:59:59+00:00"
    assert naive.accepts(story(assigned()), line) is not None


def unit_line(word, code, on, **own):
    return {
        "type": f"unit.{word}",
        "code": code,
        **own,
        "effective_on": to(on),
        "recorded_at": "2024-01-01T08:00:00+07:00",
        "actor": "a",
    }


def test_units_below_on_a_day():
    lines = [
        *UNITS,
        unit_line("moved", "H.1.1", "1/3", parent="H.2"),
        unit_line("merged", "H.2", "1/5", into="H.1"),
    ]

    def below(code, on):
        return naive.units_below(lines, code, md(on), None)

    assert below("H.1", "29/2") == {"H.1", "H.1.1"}
    assert below("H.1", "1/3") == {"H.1"}
    assert below("H.2", "30/4") == {"H.2", "H.1.1"}
    assert below("H.2", "1/5") == set()
    assert below("H", "1/5") == {"H", "H.1"}  # the chain to H.1.1 is broken
    assert below("H.1.1", "1/5") == {"H.1.1"}
    assert naive.units_below(lines, "H", date(2022, 12, 31), None) == set()
    assert naive.units_below(lines, "H.1", md("1/3"), at("2023-12-31T08:00")) == {"H.1", "H.1.1"}


@pytest.mark.parametrize(
    "line",
    [
        unit_line("established", "H", "1/1", name="x", level="office", parent=None),
        unit_line("established", "H.9", "1/1", name="x", level="office", parent="X"),
        unit_line("renamed", "X", "1/1", name="x"),
        unit_line("merged", "H", "1/1", into="H"),
        unit_line("moved", "H", "1/1", parent="H.1.1"),
        unit_line("moved", "H.1", "1/1", parent="H.1.1"),
        {**unit_line("renamed", "H", "1/1", name="x"), "effective_on": "2022-12-31"},
    ],
)
def test_refused_unit_lines(line):
    assert naive.accepts(UNITS, line) is not None


def test_nothing_stands_after_the_end_of_a_unit():
    lines = [*UNITS, unit_line("dissolved", "H.2", "1/5")]
    assert naive.accepts(lines, unit_line("renamed", "H.2", "1/5", name="x")) is not None
    assert naive.accepts(lines, unit_line("renamed", "H.2", "30/4", name="x")) is None
    assert naive.accepts(lines, unit_line("dissolved", "H.2", "30/4")) is not None


# --- the sample histories ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["huong-huu-2024", "phung-hiep-2024"])
def test_samples_are_accepted_line_by_line(name):
    lines = load(name)
    for number, line in enumerate(lines):
        assert naive.accepts(lines[:number], line, careful=True) is None


def only_group(result):
    (group,) = result["groups"]
    return group["counts"]


def test_huong_huu_plan_tasks(huong_huu):
    cut = md("8/3")
    then = naive.counts(huong_huu, cut, at("2024-03-08T17:30"), kind="plan_task")
    assert (then["total"], only_group(then)) == (
        20,
        {"done_on_time": 12, "open_in_time": 7, "open_overdue": 1},
    )
    later = naive.counts(huong_huu, cut, at("2024-03-15T17:00"), kind="plan_task")
    assert (later["total"], only_group(later)) == (20, {"done_on_time": 15, "open_in_time": 5})
    changed = naive.changes(huong_huu, cut, at("2024-03-08T17:30"), at("2024-03-15T17:00"))
    assert sorted(row[2:] for row in changed) == [
        ("open_in_time", "done_on_time"),
        ("open_in_time", "done_on_time"),
        ("open_overdue", "done_on_time"),
    ]


def test_huong_huu_directives(huong_huu):
    result = naive.counts(huong_huu, md("8/3"), None, kind="directive", by=("issuer_level",))
    assert result == {
        "total": 34,
        "out": 0,
        "groups": [
            {"issuer_level": "district", "counts": {"done_on_time": 5, "open_in_time": 4}},
            {"issuer_level": "province", "counts": {"done_on_time": 21, "open_in_time": 4}},
        ],
    }
    rows = naive.items(
        huong_huu, md("8/3"), None, issuer_level="province", class_="done_on_time", unit="H57"
    )
    assert len(rows) == 21
    # The README says "one of the 21 was done on its deadline day"; the file holds four such.
    assert [row["ref"] for row in rows if row["due_on"] == row["completed_on"]] == [
        "HH-T-003",
        "HH-T-004",
        "HH-T-008",
        "HH-T-019",
    ]
    assert naive.counts(huong_huu, md("8/3"), None, unit="H57.31.05.02", kind="directive")[
        "total"
    ] == len(naive.items(huong_huu, md("8/3"), None, unit="H57.31.05.02", kind="directive"))
    with pytest.raises(naive.UnknownUnit):
        naive.counts(huong_huu, md("8/3"), None, unit="H99")


def test_huong_huu_at_the_end_of_2023(huong_huu):
    cut = date(2023, 12, 31)
    result = naive.counts(huong_huu, cut, None)
    expected = [
        line
        for line in huong_huu
        if line["type"].endswith(".assigned") and line["effective_on"] <= "2023-12-31"
    ]
    assert result["total"] == len(expected) > 0
    assert {row["kind"] for row in naive.items(huong_huu, cut, None)} == {"directive"}


def test_phung_hiep_findings(phung_hiep):
    def classes(cutoff):
        return only_group(naive.counts(phung_hiep, md(cutoff), None, kind="finding"))

    assert classes("30/4") == {"done_no_deadline": 3, "open_no_deadline": 1}
    assert classes("8/5") == {"done_no_deadline": 3, "await_no_deadline": 1}
    assert naive.class_of(phung_hiep, "finding", "PH-KL08-1", md("8/5"), None) == (
        "await_no_deadline"
    )
    assert classes("10/5") == {"done_no_deadline": 4}
    by = naive.counts(phung_hiep, md("30/4"), None, by=("conclusion",))
    assert [group["conclusion"] for group in by["groups"]] == ["08/KL-TTr"]
    firsts = naive.all_items(phung_hiep, "finding")
    assert sum(first["amount_required"] for first in firsts) == 30_432_829

    def recovered(cutoff):
        return sum(
            line["amount"]
            for line in phung_hiep
            if line["type"] == "finding.payment_recorded" and naive.effective(line) <= md(cutoff)
        )

    assert (recovered("30/4"), recovered("10/5")) == (14_008_449, 30_432_829)


def test_phung_hiep_targets(phung_hiep):
    result = naive.counts(phung_hiep, md("18/5"), None, kind="target")
    assert result["total"] == 10
    assert only_group(result) == {"met": 7, "no_case": 1, "in_progress": 1, "not_measurable": 1}
    assert sum(only_group(result)[state] for state in ("met", "no_case")) == 8
    before = naive.counts(phung_hiep, md("17/5"), None, kind="target")
    assert only_group(before) == {"not_assessed": 10}
    assert naive.counts(phung_hiep, md("18/5"), None)["total"] == 4  # targets are asked for


# --- flows ---------------------------------------------------------------------------------------


def flow(lines, start, end, **filters):
    result = naive.flows(lines, md(start), md(end), None, **filters)
    entered, left = sides(result)
    assert entered == left
    return {
        name: number
        for name, number in {
            **{name: number for name, number in result.items() if isinstance(number, int)},
            **result["closed"],
            **result["out"],
        }.items()
        if number
    }


def sides(result):
    entered = sum(result[name] for name in ("carried_in", "new", "reopened", "transferred_in"))
    ended = sum(result["closed"].values()) + sum(result["out"].values()) + result["left"]
    return entered, ended


def test_flows_of_one_story():
    lines = story(*STORIES["S12"][0])  # 02/1 assigned, 10/3 done, 20/3 reopened to 05/4
    assert flow(lines, "1/1", "31/1") == {"new": 1, "left": 1}
    assert flow(lines, "1/2", "29/2") == {"carried_in": 1, "left": 1}
    assert flow(lines, "1/3", "10/3") == {"carried_in": 1, "on_time": 1}
    assert flow(lines, "11/3", "31/3") == {"reopened": 1, "left": 1}
    assert flow(lines, "1/1", "31/3") == {"new": 1, "left": 1}
    assert flow(lines, "11/3", "19/3") == {}


def test_flows_of_a_transfer():
    lines = story(
        assigned(),
        event("transferred", "10/2", to_unit="H.2"),
        event("withdrawn", "20/2"),
    )
    assert flow(lines, "1/2", "15/2") == {"carried_in": 1, "left": 1}
    assert flow(lines, "1/2", "15/2", unit="H.1") == {"carried_in": 1, "transferred": 1}
    assert flow(lines, "1/2", "15/2", unit="H.2") == {"transferred_in": 1, "left": 1}
    assert flow(lines, "1/2", "29/2", unit="H.1") == {"carried_in": 1, "transferred": 1}
    assert flow(lines, "1/2", "29/2", unit="H.2") == {"transferred_in": 1, "withdrawn": 1}
    assert flow(lines, "1/1", "29/2", unit="H.2") == {"transferred_in": 1, "withdrawn": 1}
    assert flow(lines, "1/1", "29/2", unit="H") == {"new": 1, "withdrawn": 1}


def test_flows_of_the_samples_balance_and_join(huong_huu, phung_hiep):
    starts = [date(2023, 12, 1), *(date(2024, month, 1) for month in range(1, 7))]
    for lines, unit in itertools.product((huong_huu, phung_hiep), (None, "H57.31.05", "H30.35")):
        if unit is not None and not any(line.get("code") == unit for line in lines):
            continue
        before = None
        for start, following in itertools.pairwise(starts):
            result = naive.flows(lines, start, following - DAY, None, unit=unit)
            assert len(set(sides(result))) == 1
            assert before is None or result["carried_in"] == before
            before = result["left"]


# --- random histories ----------------------------------------------------------------------------


@checks
@given(strategies.histories())
def test_generated_histories_are_accepted(lines):
    for number, line in enumerate(lines):
        assert naive.accepts(lines[:number], line) is None
        names = list(line)
        common = ("source", "effective_on", "recorded_at", "actor", "reason", "note")
        assert [name for name in names if name in common] == [c for c in common if c in names]
        own = [name for name in names if name not in common]
        must, may = naive.FIELDS[line["type"]]
        allowed = ["type", *must, *may]
        assert own == [name for name in allowed if name in own]
        text = json.dumps(line, ensure_ascii=False)
        assert unicodedata.is_normalized("NFC", text)
        assert line["recorded_at"].endswith("+07:00")
        assert naive.recorded(line) <= strategies.LATEST


@checks
@given(st.data())
def test_every_cut_of_an_accepted_history_has_an_answer(data):
    lines = data.draw(strategies.histories())
    as_of, known_at = data.draw(strategies.cut_points(lines))
    for kind in (None, "target"):
        result = naive.counts(lines, as_of, known_at, kind=kind, by=("kind", "unit"))
        rows = naive.items(lines, as_of, known_at, kind=kind)
        added = sum(sum(group["counts"].values()) for group in result["groups"])
        assert added == result["total"] + result["out"] == len(rows)
    for unit in sorted({line["code"] for line in lines if "code" in line}):
        below = naive.units_below(lines, unit, as_of, known_at)
        rows = naive.items(lines, as_of, known_at, unit=unit)
        assert rows == [row for row in naive.items(lines, as_of, known_at) if row["unit"] in below]


@checks
@given(st.data())
def test_known_at_is_the_file_cut_there(data):
    lines = data.draw(strategies.histories())
    as_of, known_at = data.draw(strategies.cut_points(lines))
    cut = [line for line in lines if known_at is None or naive.recorded(line) <= known_at]
    for kind in (None, "target"):
        then = naive.items(lines, as_of, known_at, kind=kind)
        assert then == naive.items(cut, as_of, None, kind=kind)
        now = naive.items(lines, as_of, None, kind=kind)
        before, after = ({(r["kind"], r["ref"]): r["class"] for r in rows} for rows in (then, now))
        assert naive.changes(lines, as_of, known_at, None, kind=kind) == {
            (*key, before.get(key), name) for key, name in after.items() if before.get(key) != name
        }


@checks
@given(st.data())
def test_flows_balance_and_join(data):
    lines = data.draw(strategies.histories())
    start, end, known_at = data.draw(strategies.periods(lines))
    end = min(end, start + 40 * DAY)
    units = sorted({line["code"] for line in lines if "code" in line})
    unit = data.draw(st.sampled_from([None, *units]))
    result = naive.flows(lines, start, end, known_at, unit=unit)
    entered, ended = sides(result)
    assert entered == ended
    if unit is None:
        assert result["transferred_in"] == result["out"]["transferred"] == 0
    following = naive.flows(lines, end + DAY, end + 5 * DAY, known_at, unit=unit)
    assert following["carried_in"] == result["left"]


@checks
@given(strategies.histories(with_units=False, max_items=2, max_events=30))
def test_without_units_there_is_one_unit(lines):
    assert sum(naive.kind_of(line) == "unit" for line in lines) == 1
    assert len(naive.all_items(lines, None)) + len(naive.all_items(lines, "target")) <= 2
