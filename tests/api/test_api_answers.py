"""What is asked over HTTP is what the command line says, and what the reports say."""

from typing import Any

import pytest

from tests.api.asking import HUONG_HUU, PHUNG_HIEP, WHEN_ASKED, Web
from tests.cli.tracker_program import tracker
from tracker.fold.words import Kind

REPORT = "2024-03-08"
ON_THE_DAY = "2024-03-08T17:30:00+07:00"
A_WEEK_LATER = "2024-03-15T17:00:00+07:00"


def classes(web: Web, **query: object) -> dict[str, int]:
    """The counts of the one group there is without dimensions."""
    (group,) = web.answer("/counts", **query)["groups"]
    return dict(group["counts"])


# --- the figures of the reports (shared/data/README.md) -----------------------------------------

FIGURES = [
    pytest.param(
        {"as_of": REPORT, "known_at": ON_THE_DAY, "unit": HUONG_HUU, "kind": "plan_task"},
        {"done_on_time": 12, "open_in_time": 7, "open_overdue": 1},
        id="plan tasks as the report said",
    ),
    pytest.param(
        {"as_of": REPORT, "known_at": A_WEEK_LATER, "unit": HUONG_HUU, "kind": "plan_task"},
        {"done_on_time": 15, "open_in_time": 5},
        id="plan tasks as known a week later",
    ),
    pytest.param(
        {
            "as_of": REPORT,
            "unit": HUONG_HUU,
            "kind": "directive",
            "issuer_level": "province",
        },
        {"done_on_time": 21, "open_in_time": 4},
        id="directives of the province",
    ),
    pytest.param(
        {"as_of": REPORT, "unit": HUONG_HUU, "issuer_level": "district"},
        {"done_on_time": 5, "open_in_time": 4},
        id="directives of the district",
    ),
    pytest.param(
        {"as_of": "2024-04-30", "unit": PHUNG_HIEP, "kind": "finding"},
        {"done_no_deadline": 3, "open_no_deadline": 1},
        id="findings before the money was back",
    ),
    pytest.param(
        {"as_of": "2024-05-08", "unit": PHUNG_HIEP, "kind": "finding"},
        {"await_no_deadline": 1, "done_no_deadline": 3},
        id="the last finding awaits confirmation",
    ),
    pytest.param(
        {"as_of": "2024-05-10", "unit": PHUNG_HIEP, "kind": "finding"},
        {"done_no_deadline": 4},
        id="all findings done",
    ),
    pytest.param(
        {"as_of": "2024-05-18", "unit": PHUNG_HIEP, "kind": "target"},
        {"in_progress": 1, "met": 7, "no_case": 1, "not_measurable": 1},
        id="targets",
    ),
]


@pytest.mark.parametrize(("query", "expected"), FIGURES)
def test_counts_are_the_figures_of_the_reports(
    sample: Web, query: dict[str, str], expected: dict[str, int]
) -> None:
    assert classes(sample, **query) == expected


@pytest.mark.parametrize(("query", "expected"), FIGURES)
def test_behind_every_count_is_the_list_of_its_items(
    sample: Web, query: dict[str, str], expected: dict[str, int]
) -> None:
    for name, number in expected.items():
        listed = sample.answer("/items", class_=name, **query)["items"]
        assert [item["class"] for item in listed] == [name] * number


@pytest.mark.parametrize(
    ("as_of", "recovered"), [("2024-04-30", 14_008_449), ("2024-05-10", 30_432_829)]
)
def test_the_money_of_the_conclusion_is_counted_in_whole_dong(
    sample: Web, as_of: str, recovered: int
) -> None:
    answer = sample.answer("/counts", as_of=as_of, kind="finding", by="conclusion")
    assert answer["groups"][0]["conclusion"] == "08/KL-TTr"
    assert answer["money"] == {
        "required": 30_432_829,
        "recovered": recovered,
        "remaining": 30_432_829 - recovered,
    }


def test_three_completions_typed_after_the_report_are_the_changes(sample: Web) -> None:
    answer = sample.answer(
        "/changes",
        as_of=REPORT,
        known_at=ON_THE_DAY,
        against=A_WEEK_LATER,
        unit=HUONG_HUU,
        kind="plan_task",
    )
    assert [item["after"] for item in answer["items"]] == ["done_on_time"] * 3
    assert {item["before"] for item in answer["items"]} == {"open_in_time", "open_overdue"}
    for item in answer["items"]:
        assert all(ON_THE_DAY < e["recorded_at"] <= A_WEEK_LATER for e in item["events"])
        assert item["events"][0]["type"] == "plan_task.completion_reported"


def test_on_the_last_day_of_december_only_what_was_assigned_counts(sample: Web) -> None:
    answer = sample.answer("/items", as_of="2023-12-31")
    for item in answer["items"]:
        (first, *_) = sample.answer(f"/items/{item['kind']}/{item['ref']}/timeline")["events"]
        assert first["effective_on"] <= "2023-12-31"
    counted = sample.answer("/counts", as_of="2023-12-31")
    assert counted["total"] == len(answer["items"]) > 0


# --- the same answers as the command line -------------------------------------------------------

ASKED = [
    (
        "/counts",
        {"as_of": REPORT, "known_at": ON_THE_DAY, "by": "kind,unit,issuer_level,area,plan"},
        f"counts --as-of {REPORT} --known-at {ON_THE_DAY} --by kind,unit,issuer_level,area,plan",
    ),
    (
        "/items",
        {"as_of": "2024-05-08", "known_at": "2024-06-01", "kind": "finding"},
        "items --as-of 2024-05-08 --known-at 2024-06-01 --kind finding",
    ),
    (
        "/flows",
        {"from_": "2023-12-15", "to": REPORT, "known_at": A_WEEK_LATER, "unit": "H57"},
        f"flows --from 2023-12-15 --to {REPORT} --known-at {A_WEEK_LATER} --unit H57",
    ),
    (
        "/changes",
        {"as_of": REPORT, "known_at": ON_THE_DAY, "against": A_WEEK_LATER},
        f"changes --as-of {REPORT} --known-at {ON_THE_DAY} --against {A_WEEK_LATER}",
    ),
    (
        "/items/finding/PH-KL08-1/timeline",
        {"known_at": "2024-06-01"},
        "timeline finding PH-KL08-1 --known-at 2024-06-01",
    ),
]


@pytest.mark.parametrize(("path", "query", "words"), ASKED, ids=[path for path, *_ in ASKED])
def test_http_answers_what_the_command_line_answers(
    sample: Web, unwritten_url: str, path: str, query: dict[str, str], words: str
) -> None:
    told = tracker(unwritten_url, *words.split(), "--format", "json").answer
    answer = sample.answer(path, **query)
    answer.pop("next", None)
    assert answer == told


# --- filters and dimensions ---------------------------------------------------------------------


@pytest.mark.parametrize("dimension", ["kind", "unit", "issuer_level", "area", "plan"])
def test_the_groups_of_a_dimension_add_up_to_the_whole(sample: Web, dimension: str) -> None:
    whole = sample.answer("/counts", as_of=REPORT)
    split = sample.answer("/counts", as_of=REPORT, by=dimension)
    values = [group[dimension] for group in split["groups"]]
    assert values == sorted(values, key=lambda value: (value is not None, value or ""))
    assert len(set(values)) == len(values) > 1
    assert summed(split["groups"]) == summed(whole["groups"])
    assert split["total"] == whole["total"]


def summed(groups: list[dict[str, Any]]) -> dict[str, int]:
    """All groups together, by class."""
    totals: dict[str, int] = {}
    for group in groups:
        for name, number in group["counts"].items():
            totals[name] = totals.get(name, 0) + number
    return totals


def test_each_group_is_what_its_filters_count(sample: Web) -> None:
    split = sample.answer("/counts", as_of=REPORT, by="kind,issuer_level")
    for group in split["groups"]:
        filters = {"kind": group["kind"], "issuer_level": group["issuer_level"]}
        assert classes(sample, as_of=REPORT, **filters) == group["counts"]


def test_a_dimension_named_twice_or_with_blanks_around_it_counts_once(sample: Web) -> None:
    once = sample.answer("/counts", as_of=REPORT, by="unit,kind")
    assert sample.answer("/counts", as_of=REPORT, by=" unit , kind,unit,,") == once
    assert list(once["groups"][0]) == ["counts", "unit", "kind"]


def test_without_dimensions_there_is_one_group_even_for_nothing(sample: Web) -> None:
    nothing = sample.answer("/counts", as_of="2020-01-01", by="")
    assert (nothing["total"], nothing["out"], nothing["groups"]) == (0, 0, [{"counts": {}}])


def test_a_unit_takes_all_units_below_it(sample: Web) -> None:
    whole = classes(sample, as_of=REPORT)
    halves = [classes(sample, as_of=REPORT, unit=unit) for unit in ("H57", "H30")]
    assert summed([{"counts": half} for half in halves]) == whole
    below = sample.answer("/items", as_of=REPORT, unit=HUONG_HUU)["items"]
    assert {item["unit"] for item in below} > {"H57.31.05.02", "H57.31.05.04"}


def test_a_unit_that_is_not_there_yet_counts_nothing(sample: Web) -> None:
    assert sample.answer("/counts", as_of="2022-12-31", unit=HUONG_HUU)["total"] == 0
    assert sample.answer("/counts", as_of=REPORT, unit="H30", known_at="2023-12-01")["total"] == 0


def test_targets_are_counted_only_when_they_are_asked_for(sample: Web) -> None:
    kinds = sample.answer("/counts", as_of="2024-05-18", by="kind")["groups"]
    assert "target" not in {group["kind"] for group in kinds}
    listed = sample.answer("/items", as_of="2024-05-18", kind="target", class_="met")["items"]
    assert len(listed) == 7


def test_an_issuer_level_of_what_has_none_counts_nothing(sample: Web) -> None:
    assert classes(sample, as_of=REPORT, kind="plan_task", issuer_level="province") == {}


# --- flows and timelines ------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [None, "H57", HUONG_HUU, "H57.31.05.02", "H30.35.02"])
@pytest.mark.parametrize("period", [("2023-12-15", REPORT), (REPORT, "2024-05-31")])
def test_what_came_in_is_what_went_out_and_what_is_left(
    sample: Web, unit: str | None, period: tuple[str, str]
) -> None:
    flows = sample.answer("/flows", from_=period[0], to=period[1], unit=unit)
    came = sum(flows[name] for name in ("carried_in", "new", "reopened", "transferred_in"))
    went = sum(flows["closed"].values()) + sum(flows["out"].values()) + flows["left"]
    assert came == went
    assert (flows["from"], flows["to"]) == period


def test_a_timeline_tells_both_times_and_what_each_event_changed(sample: Web) -> None:
    told = sample.answer("/items/finding/PH-KL08-1/timeline")
    events = told["events"]
    assert [event["no"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["class_before"] is None
    assert events[0]["class_after"] == "open_no_deadline"
    assert events[-1]["class_after"] == "done_no_deadline"
    assert {event["imported_from"] for event in events} == {events[0]["imported_from"]}
    assert len(events[0]["imported_from"]) == 64


def test_a_timeline_ends_at_the_known_at_time(sample: Web) -> None:
    whole = sample.answer("/items/finding/PH-KL08-1/timeline")["events"]
    second = whole[1]["recorded_at"]
    known = sample.answer("/items/finding/PH-KL08-1/timeline", known_at=second)
    assert [event["no"] for event in known["events"]] == [1, 2]
    assert known["known_at"] == second


# --- known-at times -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2024-03-08T17:30:00+07:00", ON_THE_DAY),
        ("2024-03-08T17:30:00 07:00", ON_THE_DAY),
        ("2024-03-08T10:30:00Z", ON_THE_DAY),
        ("2024-03-08T10:30:00+00:00", ON_THE_DAY),
        ("2024-03-08T17:30:00", ON_THE_DAY),
        ("2024-03-08T17:30", ON_THE_DAY),
        ("2024-03-08", "2024-03-08T23:59:59.999999+07:00"),
    ],
)
def test_a_known_at_time_may_be_said_in_several_ways(sample: Web, said: str, meant: str) -> None:
    answer = sample.answer("/counts", as_of=REPORT, known_at=said)
    assert answer["known_at"] == meant


def test_a_plus_sign_that_the_address_lost_is_understood(sample: Web) -> None:
    raw = f"/api/v1/counts?as_of={REPORT}&known_at={ON_THE_DAY}&kind=plan_task"
    assert "+" in raw
    response = sample.ask(raw)
    assert response.json()["known_at"] == ON_THE_DAY
    assert response.json()["groups"] == [
        {"counts": {"done_on_time": 12, "open_in_time": 7, "open_overdue": 1}}
    ]


def test_a_day_alone_knows_all_of_that_day(sample: Web) -> None:
    last = sample.answer("/items/finding/PH-KL08-1/timeline")["events"][-1]["recorded_at"]
    day = last[:10]
    told = sample.answer("/items/finding/PH-KL08-1/timeline", known_at=day)
    assert told["events"][-1]["recorded_at"] == last


def test_absent_known_at_is_now(sample: Web) -> None:
    assert sample.answer("/counts", as_of=REPORT)["known_at"] == WHEN_ASKED.isoformat()


@pytest.mark.parametrize("said", ["1901-01-01", "1905-06-30T12:00:00", "2198-12-31"])
def test_any_moment_of_the_years_that_we_keep_can_be_asked_about(sample: Web, said: str) -> None:
    # In 1901 the clocks of Hanoi stood 7 h 6 min 30 s before Greenwich's.
    assert sample.get("/counts", as_of=REPORT, known_at=said).status_code == 200


def test_an_answer_knows_no_less_than_its_known_at_time_says(web: Web) -> None:
    """Asked again with the K that the answer gave, the answer is the same."""
    web.office().assign(Kind.DIRECTIVE, "muon-1", "2/1", unit="H57.31")
    # Recorded, but not yet in the read model.
    first = web.answer("/counts", as_of=REPORT)
    web.found.catch_up()
    assert web.answer("/counts", as_of=REPORT, known_at=first["known_at"]) == first


# --- where to begin -----------------------------------------------------------------------------


def test_the_contract_s_questions_are_all_there(sample: Web) -> None:
    paths = sample.get("/openapi.json").json()["paths"]
    asked = {"counts", "items", "flows", "changes"}
    asked |= {"items/{kind}/{ref}", "items/{kind}/{ref}/timeline"}
    assert {f"/api/v1/{name}" for name in asked} <= set(paths)


def test_every_reference_inside_the_openapi_document_leads_somewhere(sample: Web) -> None:
    document = sample.get("/openapi.json").json()

    def references(node: Any) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*map(references, node.values()))
        if isinstance(node, list):
            return set().union(*map(references, node))
        return set()

    for reference in references(document):
        found = document
        for part in reference.removeprefix("#/").split("/"):
            assert part in found, reference
            found = found[part]
