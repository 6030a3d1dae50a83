"""Deadlines, calendars and the tree of units over HTTP."""

import pytest

from tests.api.asking import PHUNG_HIEP, PROBLEM, TYPES, Web


def test_words_are_read_with_every_day_that_was_counted(sample: Web) -> None:
    answer = sample.answer("/deadline", words="05 ngày làm việc kể từ ngày 26/4/2024")

    assert (answer["due_on"], answer["kind"]) == ("2024-05-07", "relative")
    assert answer["certainty"] == "proposed"
    assert [note["code"] for note in answer["notes"]] == ["calendar_not_adopted"]
    steps = {step["day"]: (step["step"], step["kind"]) for step in answer["steps"][:-1]}
    assert steps["2024-04-26"] == ("day_zero", None)
    assert steps["2024-04-29"] == ("rested", "swapped_off")
    assert steps["2024-05-04"] == ("counted", "makeup_work")
    assert answer["period"] == {"count": 5, "unit": "working_day"}


def test_the_days_known_beside_the_words_are_used(sample: Web) -> None:
    words = "10 ngày kể từ ngày nhận"

    asked = sample.answer("/deadline", words=words)
    told = sample.answer("/deadline", words=words, received="2024-03-08", dated="2024-03-01")

    assert (asked["due_on"], asked["certainty"]) == (None, "ask")
    assert (told["due_on"], told["day_zero"]) == ("2024-03-18", "2024-03-08")


@pytest.mark.parametrize(
    ("query", "status", "problem", "field"),
    [
        ({"words": "lung tung"}, 422, "unreadable_deadline", "words"),
        ({"words": "31/2/2024"}, 422, "no_such_day", "words"),
        ({"words": "15/3", "dated": "15-3"}, 422, "bad_day", "dated"),
        ({"words": "15/3", "calendar": "XX"}, 404, "unknown_calendar", "calendar"),
        ({}, 422, "bad_parameter", "words"),
    ],
)
def test_what_cannot_be_read_is_refused(
    sample: Web, query: dict[str, str], status: int, problem: str, field: str
) -> None:
    response = sample.get("/deadline", **query)

    assert (response.status_code, response.headers["content-type"]) == (status, PROBLEM)
    assert (response.json()["type"], response.json()["field"]) == (TYPES + problem, field)


def test_the_story_of_a_deadline_is_told(sample: Web) -> None:
    story = sample.answer("/items/directive/HH-T-003/deadline", as_of="2023-12-21")

    assert (story["due_on"], story["original_due_on"]) == ("2023-12-25", "2023-12-25")
    assert [(d["type"], d["in_force"]) for d in story["decisions"]] == [
        ("directive.assigned", True)
    ]


def test_a_target_has_no_deadline_to_tell_of(sample: Web) -> None:
    response = sample.get("/items/target/PH-2024-CT01/deadline")

    assert response.status_code == 422
    assert response.json()["type"] == TYPES + "targets_have_no_deadline"


def test_the_days_of_a_year_are_listed_with_their_documents(sample: Web) -> None:
    listed = sample.answer("/calendars")["calendars"]
    days = sample.answer("/calendars/VN", year=2024)["days"]

    assert [(calendar["code"], calendar["version"]) for calendar in listed] == [("VN", 0)]
    assert {day["day"]: (day["kind"], day["paper"]) for day in days}["2024-05-04"] == (
        "makeup_work",
        None,
    )


def test_a_calendar_that_nobody_established_is_unknown(sample: Web) -> None:
    assert sample.get("/calendars/XX", year=2024).status_code == 404


def test_the_tree_of_a_unit_is_listed_from_above(sample: Web) -> None:
    units = sample.answer("/units", as_of="2024-05-18", unit=PHUNG_HIEP)["units"]

    assert units[0]["code"] == PHUNG_HIEP
    assert {unit["parent"] for unit in units[1:]} == {PHUNG_HIEP}


@pytest.mark.parametrize("path", ["/counts", "/items", "/flows"])
def test_an_answer_by_another_tree_says_so(sample: Web, path: str) -> None:
    cut = (
        {"from_": "2024-01-01", "to": "2024-03-08"} if path == "/flows" else {"as_of": "2024-03-08"}
    )

    plain = sample.answer(path, unit="H57", **cut)
    mapped = sample.answer(path, unit="H57", tree_of="2024-06-01", **cut)
    today = sample.answer(path, unit="H57", tree_of="today", **cut)

    assert "tree_of" not in plain
    assert mapped.pop("tree_of") == "2024-06-01"
    assert "tree_of" in today
    for answer in (plain, mapped):
        answer.pop("known_at")
        answer.pop("next", None)
    assert mapped == plain


def test_a_day_of_a_tree_that_is_none_is_refused(sample: Web) -> None:
    response = sample.get("/counts", as_of="2024-03-08", tree_of="tomorrow")

    assert (response.status_code, response.json()["field"]) == (422, "tree_of")
