"""What lists are limited to over HTTP: every filter of the command line, and words."""

from typing import Any

import pytest

from tests.api.asking import HUONG_HUU, PHUNG_HIEP, Web, refused
from tracker.api.app import PREFIX

REPORT = "2024-03-08"


def listed(web: Web, **params: Any) -> list[dict[str, Any]]:
    """The items, where a parameter may be given several times."""
    response = web.send("GET", f"{PREFIX}/items", params={"as_of": REPORT, "limit": 1000, **params})
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items


def test_several_classes_are_listed_together(sample: Web) -> None:
    wanted = ["done_on_time", "open_in_time"]
    together = listed(sample, **{"class": wanted})
    apart = [item for item in listed(sample) if item["class"] in wanted]
    assert together == apart
    assert {item["class"] for item in together} == set(wanted)
    assert listed(sample, **{"class": [*wanted, *wanted]}) == together


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("2024-NV11", ["HH-2024-NV11"]),
        ("hh nv11", ["HH-2024-NV11"]),
        ("chữ ký", None),
        ("CHU KY", None),
        ("zzz", []),
    ],
)
def test_items_are_found_by_words(sample: Web, words: str, found: list[str] | None) -> None:
    refs = [item["ref"] for item in listed(sample, q=words)]
    same = [item["ref"] for item in listed(sample) if "chữ ký" in item["title"].lower()]
    assert refs == (same if found is None else found)
    assert same


@pytest.mark.parametrize("words", ["", "…", "'; --"])
def test_words_without_a_letter_are_refused(sample: Web, words: str) -> None:
    response = sample.get("/items", as_of=REPORT, q=words)
    assert refused(response, 422, "nothing_to_search")["field"] == "q"


OTHER: list[dict[str, Any]] = [
    {"as_of": "2024-03-09"},
    {"unit": PHUNG_HIEP},
    {"unit": None},
    {"kind": "plan_task"},
    {"issuer_level": "province"},
    {"class": "done_on_time"},
    {"class": ["open_in_time"]},
    {"q": "hh"},
    {"q": "directive"},
    {"tree_of": REPORT},
]
ASKED = {
    "as_of": REPORT,
    "unit": HUONG_HUU,
    "kind": "directive",
    "class": ["open_in_time", "done_on_time"],
    "q": "hh t",
    "limit": 3,
}


@pytest.mark.parametrize("other", OTHER, ids=str)
def test_a_cursor_belongs_to_the_filters_it_was_given_with(
    sample: Web, other: dict[str, Any]
) -> None:
    def page(**more: Any) -> Any:
        told = {name: value for name, value in {**ASKED, **more}.items() if value is not None}
        return sample.send("GET", f"{PREFIX}/items", params=told)

    cursor = page().json()["next"]
    assert cursor
    assert page(cursor=cursor, limit=7, q="t HH").status_code == 200
    body = refused(page(cursor=cursor, **other), 422, "bad_cursor")
    assert body["field"] == "cursor"


SERIES = {"from_": "2024-01-01", "to": REPORT, "unit": HUONG_HUU}


@pytest.mark.parametrize("step", ["day", "week", "month"])
@pytest.mark.parametrize(
    "filters",
    [{}, {"kind": "target"}, {"issuer_level": "province"}, {"known_at": "2024-03-08"}],
    ids=str,
)
def test_a_series_says_what_counts_say(sample: Web, step: str, filters: dict[str, str]) -> None:
    series = sample.answer("/series", step=step, **SERIES, **filters)
    assert (series["from"], series["to"], series["step"]) == ("2024-01-01", REPORT, step)
    assert series["steps"][-1]["as_of"] == REPORT
    for point in (series["steps"][0], series["steps"][-2], series["steps"][-1]):
        asked = {"as_of": point["as_of"], "unit": HUONG_HUU, "known_at": series["known_at"]}
        counted = sample.answer("/counts", **{**asked, **filters})
        assert point["counts"] == counted["groups"][0]["counts"]
        assert (point["total"], point["out"]) == (counted["total"], counted["out"])


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({"from_": "2024-03-09", "to": REPORT}, "period_backwards", "to"),
        ({"from_": "2022-01-01", "to": REPORT}, "too_many_steps", "step"),
        ({"from_": "8/3", "to": REPORT}, "bad_day", "from"),
        ({"from_": REPORT, "to": REPORT, "step": "year"}, "bad_parameter", "step"),
        ({"to": REPORT}, "bad_parameter", "from"),
    ],
)
def test_a_series_that_cannot_be_is_refused(
    sample: Web, query: dict[str, str], code: str, field: str
) -> None:
    assert refused(sample.get("/series", **query), 422, code)["field"] == field


def test_a_series_of_a_unit_that_never_was_is_refused(sample: Web) -> None:
    refused(sample.get("/series", from_=REPORT, to=REPORT, unit="H99"), 404, "unknown_unit")
