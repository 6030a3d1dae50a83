"""What is refused: one shape, a stable type, words that a clerk understands, and the field."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.asking import PROBLEM, Web, refused
from tests.support.properties import examples

REPORT = "2024-03-08"
TIMELINE = "/items/directive/HH-T-001/timeline"
GOOD: dict[str, dict[str, str]] = {
    "/counts": {"as_of": REPORT},
    "/items": {"as_of": REPORT},
    "/flows": {"from_": "2023-12-15", "to": REPORT},
    "/changes": {"as_of": REPORT, "known_at": REPORT, "against": "2024-03-15"},
    TIMELINE: {},
}
"""What every question needs at least."""
FILTERED = [path for path in GOOD if path != TIMELINE]

BAD_DAYS = ["", "today", "08/3/2024", "20240308", "2024-3-8", "2024-02-30", "2023-02-29"]
BAD_DAYS += [
    "1899-12-31",
    "2200-01-01",
    "0000-00-00",
    "2024-03-08T00:00",
    "\uff12\uff10\uff12\uff14-03-08",
]
BAD_MOMENTS = ["", "now", "2024", "2024-03", "08/3/2024", "2024-02-30", "2024-03-08T25:00"]
BAD_MOMENTS += ["2024-03-08T17:30:00+7", "2024-03-08T17:30:00+07:00x", "1709893800", "1900-01-01"]
BAD_MOMENTS += ["2199-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]


def bad(path: str, **query: str | None) -> dict[str, Any]:
    """What a question needs, with something changed."""
    return {**GOOD[path], **query}


@pytest.mark.parametrize("path", GOOD)
def test_what_the_other_tests_break_is_whole(sample: Web, path: str) -> None:
    sample.answer(path, **GOOD[path])


@pytest.mark.parametrize("path", GOOD)
def test_a_parameter_that_there_is_none_of_is_named(sample: Web, path: str) -> None:
    response = sample.get(path, **bad(path, asof=REPORT))
    body = refused(response, 422, "unknown_parameter")
    assert body["field"] == "asof"
    assert "asof" in body["detail"]


@pytest.mark.parametrize("path", FILTERED)
def test_a_misspelt_filter_is_never_ignored(sample: Web, path: str) -> None:
    response = sample.get(path, **bad(path, issuer_lvl="province"))
    assert refused(response, 422, "unknown_parameter")["field"] == "issuer_lvl"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/counts", "as_of"),
        ("/items", "as_of"),
        ("/changes", "as_of"),
        ("/changes", "against"),
        ("/flows", "from_"),
        ("/flows", "to"),
    ],
)
def test_what_is_needed_and_not_given_is_named(sample: Web, path: str, name: str) -> None:
    body = refused(sample.get(path, **bad(path, **{name: None})), 422, "bad_parameter")
    assert body["field"] == name.rstrip("_")


@pytest.mark.parametrize("said", BAD_DAYS)
@pytest.mark.parametrize(
    ("path", "name"), [("/counts", "as_of"), ("/items", "as_of"), ("/flows", "from_")]
)
def test_what_is_no_day_is_refused(sample: Web, path: str, name: str, said: str) -> None:
    body = refused(sample.get(path, **bad(path, **{name: said})), 422, "bad_day")
    assert body["field"] == name.rstrip("_")
    assert said in body["detail"]


@pytest.mark.parametrize("said", BAD_MOMENTS)
@pytest.mark.parametrize(
    ("path", "name"),
    [("/counts", "known_at"), (TIMELINE, "known_at"), ("/changes", "against")],
)
def test_what_is_no_moment_is_refused(sample: Web, path: str, name: str, said: str) -> None:
    body = refused(sample.get(path, **bad(path, **{name: said})), 422, "bad_moment")
    assert body["field"] == name
    assert said in body["detail"]


@pytest.mark.parametrize("path", FILTERED)
@pytest.mark.parametrize("name", ["kind", "issuer_level"])
@pytest.mark.parametrize("said", ["", "Directive", "tinh", "unit"])
def test_a_word_outside_the_contract_is_refused(
    sample: Web, path: str, name: str, said: str
) -> None:
    body = refused(sample.get(path, **bad(path, **{name: said})), 422, "bad_parameter")
    assert body["field"] == name
    assert "directive" in body["detail"] or "province" in body["detail"]


def test_a_class_outside_the_contract_is_refused(sample: Web) -> None:
    body = refused(sample.get("/items", as_of=REPORT, class_="late"), 422, "bad_parameter")
    assert body["field"] == "class"
    assert "done_late" in body["detail"]


@pytest.mark.parametrize("said", ["actor", "kind,actor", "Kind", "kind;unit"])
def test_a_dimension_that_there_is_none_of_is_refused(sample: Web, said: str) -> None:
    body = refused(sample.get("/counts", as_of=REPORT, by=said), 422, "unknown_dimension")
    assert body["field"] == "by"
    assert "issuer_level" in body["detail"]


@pytest.mark.parametrize("path", FILTERED)
@pytest.mark.parametrize("code", ["H99", "h57", " H57", "H57 ", "", "%", "' or 1=1 --", "Đơn vị"])
def test_a_unit_that_never_was_is_unknown_and_named(sample: Web, path: str, code: str) -> None:
    body = refused(sample.get(path, **bad(path, unit=code)), 404, "unknown_unit")
    assert body["field"] == "unit"
    assert code in body["detail"]


@pytest.mark.parametrize("path", FILTERED)
def test_a_unit_with_a_character_that_no_code_has_is_no_failure_of_ours(
    sample: Web, path: str
) -> None:
    response = sample.get(path, **bad(path, unit="H57\x00"))
    assert response.headers["content-type"] == PROBLEM
    assert response.status_code in (404, 422)
    assert response.json()["field"] == "unit"


def test_an_item_that_never_was_is_unknown_and_named(sample: Web) -> None:
    body = refused(sample.get("/items/directive/HH-T-999/timeline"), 404, "unknown_item")
    assert body["field"] == "ref"
    assert "HH-T-999" in body["detail"]


def test_an_item_of_another_kind_is_unknown(sample: Web) -> None:
    refused(sample.get("/items/finding/HH-T-001/timeline"), 404, "unknown_item")


def test_an_item_not_known_yet_is_unknown(sample: Web) -> None:
    refused(sample.get(TIMELINE, known_at="2023-12-14"), 404, "unknown_item")


def test_a_kind_in_the_path_outside_the_contract_is_refused(sample: Web) -> None:
    body = refused(sample.get("/items/task/HH-T-001/timeline"), 422, "bad_parameter")
    assert body["field"] == "kind"


def test_a_period_that_ends_before_it_begins_is_refused(sample: Web) -> None:
    response = sample.get("/flows", from_=REPORT, to="2024-03-07")
    assert refused(response, 422, "period_backwards")["field"] == "to"
    assert sample.get("/flows", from_=REPORT, to=REPORT).status_code == 200


def test_targets_have_no_flows(sample: Web) -> None:
    response = sample.get("/flows", **bad("/flows", kind="target"))
    assert refused(response, 422, "targets_do_not_flow")["field"] == "kind"


@pytest.mark.parametrize("path", ["/nothing", "/counts/x", "/item/directive", "/openapi.yaml"])
def test_an_address_that_leads_nowhere_says_so(sample: Web, path: str) -> None:
    refused(sample.get(path), 404, "not_found")


def test_the_root_s_other_addresses_say_so_too(sample: Web) -> None:
    for path in ("/api/", "/api/v1", "/api/v2/items", "/healthz/x"):
        refused(sample.ask(path), 404, "not_found")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/api/v1/counts", "/api/v1" + TIMELINE, "/healthz", "/readyz"])
def test_a_method_that_there_is_none_of_says_which_there_are(
    sample: Web, path: str, method: str
) -> None:
    response = sample.ask(path, method=method)
    refused(response, 405, "method_not_allowed")
    assert "GET" in response.headers["allow"]


# --- words --------------------------------------------------------------------------------------

REFUSALS = [
    ("/counts", {"as_of": "8/3"}),
    ("/counts", {"as_of": REPORT, "unit": "H99"}),
    ("/counts", {"as_of": REPORT, "known_at": "x"}),
    ("/counts", {"as_of": REPORT, "nothing": "x"}),
    ("/counts", {"as_of": REPORT, "by": "x"}),
    ("/counts", {"as_of": REPORT, "kind": "x"}),
    ("/items", {"as_of": REPORT, "cursor": "x"}),
    ("/flows", {"from_": REPORT, "to": "2024-01-01"}),
    ("/items/finding/nothing/timeline", {}),
    ("/nothing", {}),
]


@pytest.mark.parametrize(("path", "query"), REFUSALS)
def test_a_refusal_is_in_vietnamese_unless_english_is_asked_for(
    sample: Web, path: str, query: dict[str, str]
) -> None:
    def told(language: str | None) -> dict[str, Any]:
        return {**sample.get(path, language=language, **query).json(), "request_id": ""}

    ours = told(None)
    for language in ("vi", "vi-VN,vi;q=0.9,en;q=0.8", "fr-FR", "", "*"):
        assert told(language) == ours
    for language in ("en", "en-US,en;q=0.9", " EN-gb"):
        theirs = told(language)
        assert {**theirs, "title": "", "detail": ""} == {**ours, "title": "", "detail": ""}
        assert theirs["title"] != ours["title"]
        assert theirs["detail"] != ours["detail"]
        assert theirs["title"].isascii()
        assert not ours["title"].isascii()
        assert not ours["detail"].isascii()


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/counts", {}),
        ("/items", {"as_of": REPORT, "limit": "many"}),
        ("/items", {"as_of": REPORT, "limit": "0"}),
        ("/items", {"as_of": REPORT, "limit": "1001"}),
        ("/counts", {"as_of": REPORT, "unit": "H" * 201}),
        ("/counts", {"as_of": REPORT, "kind": "task"}),
    ],
)
def test_a_vietnamese_refusal_has_no_english_in_it(
    sample: Web, path: str, query: dict[str, str]
) -> None:
    detail = sample.get(path, **query).json()["detail"]
    assert not re.search(
        r"\b(should|required|valid|or|than|at most|input)\b", detail, re.IGNORECASE
    )


def test_what_was_given_is_told_back_as_it_was(sample: Web) -> None:
    given_back = "{value} <b>'\"\\"
    body = refused(sample.get("/counts", as_of=REPORT, unit=given_back), 404, "unknown_unit")
    assert given_back in body["detail"]


# --- whatever is said ---------------------------------------------------------------------------


@examples(0.6)
@given(
    path=st.sampled_from(FILTERED),
    name=st.sampled_from(["as_of", "known_at", "unit", "kind", "by", "class", "cursor", "limit"]),
    said=st.text(max_size=30),
)
def test_whatever_is_said_is_answered_or_refused_in_the_one_shape(
    sample: Web, path: str, name: str, said: str
) -> None:
    response = sample.get(path, **{**GOOD[path], name: said})
    if response.status_code == 200:
        return
    assert response.status_code in (404, 422), (name, said, response.text)
    assert response.headers["content-type"] == PROBLEM
    assert response.json()["field"] == name
