"""What the two histories must show, as an official would ask for it: by command, in both forms."""

import csv
import io
from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from tests.cli.tracker_program import Ended, process, tracker

HUONG_HUU, PHUNG_HIEP = "H57.31.05", "H30.35"
ON_THE_DAY = "2024-03-08T17:30:00+07:00"
A_WEEK_LATER = "2024-03-15T17:00:00+07:00"
LATE = {"HH-2024-NV11", "HH-2024-NV12", "HH-2024-NV13"}
"""The three tasks whose completion was typed after the report."""


def counted(url: str, *question: str) -> dict[str, Any]:
    answer: dict[str, Any] = tracker(url, "counts", *question, "--format", "json").answer
    assert sum(sum(group["counts"].values()) for group in answer["groups"]) == (
        answer["total"] + answer["out"]
    )
    return answer


def listed(url: str, *question: str) -> list[dict[str, Any]]:
    answer = tracker(url, "items", *question, "--format", "json").answer
    found: list[dict[str, Any]] = answer["items"]
    return found


def table(url: str, *question: str) -> str:
    ended = tracker(url, *question)
    assert ended.code == 0, ended.err
    return ended.out


def row(table: str, start: str) -> list[str]:
    """The cells after the first of the row that begins so."""
    (found,) = [line for line in table.splitlines() if line.strip().startswith(start)]
    return found.strip().removeprefix(start).split()


PLAN_TASKS = ("--as-of", "2024-03-08", "--unit", HUONG_HUU, "--kind", "plan_task")
DIRECTIVES = ("--as-of", "2024-03-08", "--unit", HUONG_HUU, "--kind", "directive")
FINDINGS = ("--unit", PHUNG_HIEP, "--kind", "finding")


@pytest.mark.parametrize(
    ("known_at", "counts", "of_all"),
    [
        (
            ON_THE_DAY,
            {"done_on_time": 12, "open_in_time": 7, "open_overdue": 1},
            "12/20 = 60%",
        ),
        (A_WEEK_LATER, {"done_on_time": 15, "open_in_time": 5}, "15/20 = 75%"),
    ],
)
def test_plan_tasks_of_the_report(
    sample_url: str, known_at: str, counts: dict[str, int], of_all: str
):
    question = (*PLAN_TASKS, "--known-at", known_at)

    answer = counted(sample_url, *question)

    assert answer == {
        "as_of": "2024-03-08",
        "known_at": known_at,
        "total": 20,
        "out": 0,
        "groups": [{"counts": counts}],
    }
    assert Counter(item["class"] for item in listed(sample_url, *question)) == counts
    printed = table(sample_url, "counts", *question)
    assert f"Tỷ lệ hoàn thành trên tổng số giao: {of_all}" in printed
    assert "08/3/2024" in printed.splitlines()[0]
    assert "17:30:00 ngày 08/3/2024" in printed or "17:00:00 ngày 15/3/2024" in printed
    assert "Tổng số 20 (không kể 0" in printed


def test_a_known_at_day_means_its_end_and_a_time_without_offset_is_local(sample_url: str):
    def at(known_at: str) -> Any:
        return counted(sample_url, *PLAN_TASKS, "--known-at", known_at)["groups"]

    assert at("2024-03-08T17:30") == at(ON_THE_DAY) == at("2024-03-08T10:30:00Z")
    assert at("2024-03-08") == at("2024-03-08T23:59:59.999999+07:00")


def test_directives_of_the_province_and_of_the_district(sample_url: str):
    province, district = (
        counted(sample_url, *DIRECTIVES, "--issuer-level", level)
        for level in ("province", "district")
    )

    assert (province["total"], province["groups"]) == (
        25,
        [{"counts": {"done_on_time": 21, "open_in_time": 4}}],
    )
    assert (district["total"], district["groups"]) == (
        9,
        [{"counts": {"done_on_time": 5, "open_in_time": 4}}],
    )
    by_level = counted(sample_url, *DIRECTIVES, "--by", "issuer_level")
    assert [group["issuer_level"] for group in by_level["groups"]] == ["district", "province"]
    printed = table(sample_url, "counts", *DIRECTIVES, "--by", "issuer_level")
    assert row(printed, "cấp tỉnh") == ["4", "21", "25"]
    assert row(printed, "cấp huyện") == ["4", "5", "9"]


def test_directives_done_on_their_deadline_day_are_on_time(sample_url: str):
    done = listed(sample_url, *DIRECTIVES, "--issuer-level", "province", "--class", "done_on_time")

    on_the_day = {item["ref"] for item in done if item["completed_on"] == item["due_on"]}

    assert len(done) == 21
    assert on_the_day == {"HH-T-003", "HH-T-004", "HH-T-008", "HH-T-019"}
    printed = table(sample_url, "items", *DIRECTIVES, "--class", "done_on_time")
    (line,) = [line for line in printed.splitlines() if "HH-T-003" in line]
    assert line.count("25/12/2023") == 2
    assert "hoàn thành đúng hạn" in line


def test_everything_at_the_end_of_2023_is_what_was_assigned_by_then(sample_url: str):
    items = listed(sample_url, "--as-of", "2023-12-31")

    assert {item["ref"] for item in items} == {
        *(f"HH-T-{number:03d}" for number in range(1, 8)),
        *(f"HH-H-{number:03d}" for number in range(1, 4)),
    }
    assert counted(sample_url, "--as-of", "2023-12-31")["total"] == 10
    assert "\n10 mục\n" in table(sample_url, "items", "--as-of", "2023-12-31")


@pytest.mark.parametrize(
    ("as_of", "counts", "recovered"),
    [
        ("2024-04-30", {"done_no_deadline": 3, "open_no_deadline": 1}, 14_008_449),
        ("2024-05-08", {"done_no_deadline": 3, "await_no_deadline": 1}, 30_432_829),
        ("2024-05-10", {"done_no_deadline": 4}, 30_432_829),
    ],
)
def test_findings_of_the_conclusion_and_their_money(
    sample_url: str, as_of: str, counts: dict[str, int], recovered: int
):
    question = ("--as-of", as_of, *FINDINGS)

    answer = counted(sample_url, *question, "--by", "conclusion")

    assert answer["groups"] == [{"conclusion": "08/KL-TTr", "counts": counts}]
    assert answer["money"] == {
        "required": 30_432_829,
        "recovered": recovered,
        "remaining": 30_432_829 - recovered,
    }
    items = listed(sample_url, *question)
    assert [item["due_on"] for item in items] == [None] * 4
    assert sum(item["amount_required"] for item in items) == 30_432_829
    assert sum(item["amount_recovered"] for item in items) == recovered
    printed = table(sample_url, "counts", *question)
    assert "phải thu hồi, giảm trừ: 30.432.829 đồng" in printed
    assert f"đã thực hiện: {recovered:,} đồng".replace(",", ".") in printed


def test_the_first_finding_awaits_confirmation_before_it_is_done(sample_url: str):
    awaiting = listed(
        sample_url, "--as-of", "2024-05-08", *FINDINGS, "--class", "await_no_deadline"
    )

    assert [(item["ref"], item["completed_on"]) for item in awaiting] == [
        ("PH-KL08-1", "2024-05-07")
    ]


def test_targets_count_eight_of_ten_met(sample_url: str):
    question = ("--as-of", "2024-05-18", "--unit", PHUNG_HIEP, "--kind", "target")

    answer = counted(sample_url, *question)

    assert answer["groups"] == [
        {"counts": {"in_progress": 1, "met": 7, "no_case": 1, "not_measurable": 1}}
    ]
    assert "Tỷ lệ chỉ tiêu đạt: 8/10 = 80%" in table(sample_url, "counts", *question)
    before = counted(sample_url, "--as-of", "2024-05-17", "--kind", "target")
    assert before["groups"] == [{"counts": {"not_assessed": 10}}]


def test_targets_are_counted_only_when_asked_for(sample_url: str):
    by_kind = counted(sample_url, "--as-of", "2024-05-18", "--by", "kind")

    assert [group["kind"] for group in by_kind["groups"]] == ["directive", "finding", "plan_task"]


CHANGES = ("changes", *PLAN_TASKS[:2], "--known-at", ON_THE_DAY, "--against", A_WEEK_LATER)


def test_changes_are_exactly_the_three_completions_typed_after_the_report(sample_url: str):
    answer = tracker(sample_url, *CHANGES, *PLAN_TASKS[2:], "--format", "json").answer

    assert (answer["known_at"], answer["against"]) == (ON_THE_DAY, A_WEEK_LATER)
    items = answer["items"]
    assert len(items) == 3
    assert Counter((item["before"], item["after"]) for item in items) == {
        ("open_in_time", "done_on_time"): 2,
        ("open_overdue", "done_on_time"): 1,
    }
    for item in items:
        (event,) = item["events"]
        assert event["type"] == "plan_task.completion_reported"
        assert event["effective_on"] <= "2024-03-08"
        assert ON_THE_DAY < event["recorded_at"] <= A_WEEK_LATER
    printed = table(sample_url, *CHANGES, *PLAN_TASKS[2:])
    assert all(item["ref"] in printed for item in items)
    assert "3 mục có tình trạng khác nhau" in printed
    assert printed.count("báo cáo hoàn thành ngày") == 3


def test_changes_read_backwards_swap_before_and_after(sample_url: str):
    there = tracker(sample_url, *CHANGES, "--format", "json").answer
    question = ("changes", *PLAN_TASKS[:2], "--known-at", A_WEEK_LATER, "--against", ON_THE_DAY)
    back = tracker(sample_url, *question, "--format", "json").answer

    assert [(item["ref"], item["after"], item["before"]) for item in there["items"]] == [
        (item["ref"], item["before"], item["after"]) for item in back["items"]
    ]


def flows(url: str, start: str, end: str, *more: str) -> dict[str, Any]:
    question = ("flows", "--from", start, "--to", end, *more)
    answer: dict[str, Any] = tracker(url, *question, "--format", "json").answer
    came = sum(answer[name] for name in ("carried_in", "new", "reopened", "transferred_in"))
    went = sum(answer["closed"].values()) + sum(answer["out"].values()) + answer["left"]
    assert came == went
    return answer


@pytest.mark.parametrize("more", [(), ("--unit", HUONG_HUU), ("--unit", f"{HUONG_HUU}.03")])
def test_what_one_month_leaves_the_next_carries_in(sample_url: str, more: tuple[str, ...]):
    firsts = ["2023-12-01", "2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
    lasts = ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]

    months = [
        flows(sample_url, first, last, *more, "--known-at", A_WEEK_LATER)
        for first, last in zip(firsts[:-1], lasts, strict=True)
    ]

    assert months[0]["carried_in"] == 0
    for month, following in pairwise(months):
        assert following["carried_in"] == month["left"]
    whole = flows(sample_url, firsts[0], lasts[-1], *more, "--known-at", A_WEEK_LATER)
    assert whole["new"] == sum(month["new"] for month in months)
    assert whole["closed"]["on_time"] == sum(month["closed"]["on_time"] for month in months)


def test_flows_of_the_report_in_both_forms(sample_url: str):
    period = ("2023-12-15", "2024-03-08")
    only = ("--unit", HUONG_HUU, "--kind", "plan_task", "--known-at", ON_THE_DAY)

    assert flows(sample_url, *period, *only) == {
        "from": "2023-12-15",
        "to": "2024-03-08",
        "known_at": ON_THE_DAY,
        "carried_in": 0,
        "new": 20,
        "reopened": 0,
        "closed": {"on_time": 12, "late": 0, "no_deadline": 0},
        "out": {"withdrawn": 0, "returned": 0, "transferred": 0},
        "transferred_in": 0,
        "left": 8,
    }
    printed = table(sample_url, "flows", "--from", period[0], "--to", period[1], *only)
    assert row(printed, "Giao mới trong kỳ") == ["20"]
    assert row(printed, "Cộng nguồn") == row(printed, "Cộng kết quả") == ["20"]
    assert row(printed, "Chuyển kỳ sau") == ["8"]


def rows_of(ended: Ended) -> list[dict[str, str]]:
    assert ended.code == 0, ended.err
    return list(csv.DictReader(io.StringIO(ended.out, newline="")))


def test_csv_says_what_json_says(sample_url: str):
    question = ("--as-of", "2024-03-08", "--by", "kind,unit")
    answer = counted(sample_url, *question)

    rows = rows_of(tracker(sample_url, "counts", *question, "--format", "csv"))

    assert [(r["kind"], r["unit"], r["class"], int(r["count"])) for r in rows] == [
        (group["kind"], group["unit"], name, number)
        for group in answer["groups"]
        for name, number in group["counts"].items()
    ]
    assert {r["as_of"] for r in rows} == {"2024-03-08"}
    items = rows_of(tracker(sample_url, "items", "--as-of", "2024-03-08", "--format", "csv"))
    assert items == [
        {
            **{name: "" if value is None else str(value) for name, value in item.items()},
            "amount_required": str(item.get("amount_required", "")),
            "amount_recovered": str(item.get("amount_recovered", "")),
        }
        for item in listed(sample_url, "--as-of", "2024-03-08")
    ]
    changed = rows_of(tracker(sample_url, *CHANGES, *PLAN_TASKS[2:], "--format", "csv"))
    assert [r["after"] for r in changed] == ["done_on_time"] * 3
    flowed = rows_of(
        tracker(
            sample_url, "flows", "--from", "2024-01-01", "--to", "2024-03-08", "--format", "csv"
        )
    )
    sums = {r["flow"]: int(r["count"]) for r in flowed}
    came = ("carried_in", "new", "reopened", "transferred_in")
    assert sum(sums[name] for name in came) == sum(sums.values()) - sum(sums[n] for n in came)


def test_a_timeline_shows_both_times_and_what_each_event_changed(sample_url: str):
    question = ("timeline", "finding", "PH-KL08-1")

    answer = tracker(sample_url, *question, "--format", "json").answer

    assert [
        (e["type"], e["effective_on"], e["late_days"], e["class_before"], e["class_after"])
        for e in answer["events"]
    ] == [
        (
            "finding.assigned",
            "2024-03-06",
            answer["events"][0]["late_days"],
            None,
            "open_no_deadline",
        ),
        ("finding.payment_recorded", "2024-05-07", 1, "open_no_deadline", "open_no_deadline"),
        ("finding.remediation_reported", "2024-05-07", 1, "open_no_deadline", "await_no_deadline"),
        ("finding.remediated", "2024-05-10", 0, "await_no_deadline", "done_no_deadline"),
    ]
    assert answer["events"][1]["amount"] == 16_424_380
    printed = table(sample_url, *question)
    assert "xác nhận đã xử lý xong" in printed
    assert "08/5/2024" in printed
    known = tracker(
        sample_url, *question, "--known-at", "2024-05-08T09:30:00+07:00", "--format", "json"
    )
    assert len(known.answer["events"]) == 2


def test_verify_finds_nothing_to_say_about_the_sample(sample_url: str):
    for as_of in ("2023-12-31", "2024-03-08", "2100-01-01"):
        answer = tracker(sample_url, "verify", "--as-of", as_of, "--format", "json").answer
        assert (answer["compared"], answer["differences"]) == (58, [])


def test_the_real_program_says_the_same_in_english(sample_url: str):
    question = ("counts", *PLAN_TASKS, "--known-at", ON_THE_DAY)

    ended = process(sample_url, *question, TRACKER_LANG="en")

    assert (ended.code, ended.err) == (0, "")
    assert "12/20 = 60%" in ended.out
    assert "2024-03-08 17:30:00" in ended.out
    in_json = process(sample_url, *question, "--format", "json", TRACKER_LANG="en")
    assert in_json.answer == counted(sample_url, *PLAN_TASKS, "--known-at", ON_THE_DAY)
