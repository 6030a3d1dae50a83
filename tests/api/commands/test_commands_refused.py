"""What is refused: every field in the way named, and nothing recorded."""

from typing import Any

import pytest

from tests.api.asking import refused
from tests.api.commands.giving import ON, Desk, assignment
from tracker.fold.words import Kind


def fields(body: dict[str, Any]) -> list[str]:
    """What the problem document names."""
    return [one["field"] for one in body["problems"]]


# --- what is malformed --------------------------------------------------------------------------

MALFORMED: list[tuple[str, dict[str, Any], str, str]] = [
    ("start", {}, "missing", "effective_on"),
    ("start", {"effective_on": None}, "expected_day", "effective_on"),
    ("start", {"effective_on": "08/3/2024"}, "expected_day", "effective_on"),
    ("start", {"effective_on": "today"}, "expected_day", "effective_on"),
    ("start", {"effective_on": 20240308}, "expected_day", "effective_on"),
    ("start", {"effective_on": ON, "due_on": ON}, "unknown_field", "due_on"),
    ("start", {"effective_on": ON, "actor": "giam.doc"}, "unknown_field", "actor"),
    ("start", {"effective_on": ON, "recorded_at": ON}, "unknown_field", "recorded_at"),
    ("start", {"effective_on": ON, "note": 5}, "expected_text", "note"),
    ("start", {"effective_on": ON, "note": "a\u202eb"}, "bad_characters", "note"),
    ("start", {"effective_on": ON, "source": {"number": ""}}, "empty_text", "source.number"),
    ("extend-deadline", {"effective_on": ON}, "missing", "due_on"),
    ("extend-deadline", {"effective_on": ON, "due_on": None}, "expected_day", "due_on"),
    ("extend-deadline", {"effective_on": ON, "due_on": ON, "cause": {}}, "unknown_field", "cause"),
    ("correct-deadline", {"effective_on": ON}, "missing", "due_on"),
    ("transfer", {"effective_on": ON}, "missing", "to_unit"),
    ("void", {"effective_on": ON, "event_no": 0}, "expected_at_least", "event_no"),
    ("void", {"effective_on": ON, "event_no": True}, "expected_integer", "event_no"),
    ("void", {"effective_on": ON, "event_no": "2"}, "expected_integer", "event_no"),
    ("start", {"effective_on": ON, "attachments": ["a", ""]}, "empty_text", "attachments.1"),
    ("start", {"effective_on": ON, "attachments": [5]}, "expected_object", "attachments.0"),
    (
        "start",
        {"effective_on": ON, "attachments": [{"name": "bao-cao.pdf"}]},
        "missing",
        "attachments.0.sha256",
    ),
]


@pytest.mark.parametrize(("command", "body", "code", "field"), MALFORMED)
def test_what_has_not_the_shape_is_named(
    desk: Desk, command: str, body: dict[str, Any], code: str, field: str
) -> None:
    told = refused(desk.post(f"/items/directive/X/{command}", body, version=1), 422, code)

    assert told["field"] == field
    assert fields(told) == [field]
    assert field in told["detail"]


def test_everything_that_is_wrong_is_named_at_once(desk: Desk) -> None:
    body = {"effective_on": "8/3", "due_on": "2024-13-01", "reson": "?", "source": {"date": "x"}}
    told = refused(desk.post("/items/directive/X/extend-deadline", body), 422, "if_match_missing")

    assert fields(told) == ["If-Match", "effective_on", "source.date", "due_on", "reson"]
    assert told["field"] == "If-Match"
    assert all(one["detail"] for one in told["problems"])


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_is_said_in_the_reader_s_language(desk: Desk, language: str) -> None:
    response = desk.post("/items/directive/X/start", {}, version=1, language=language)
    told = refused(response, 422, "missing")

    assert told["detail"].startswith("trường " if language == "vi" else "field ")
    assert told["problems"][0]["detail"].isascii() is (language == "en")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b'{"effective_on": ', "not_json"),
        (b'{"effective_on": NaN}', "not_json"),
        (b"[]", "expected_object"),
        (b'"2024-03-08"', "expected_object"),
        (b"null", "expected_object"),
        (b"\xff{}", "not_utf8"),
        (b'{"effective_on":"2024-03-08","effective_on":"2024-03-09"}', "repeated_field"),
        (b"[" * 100_000, "not_json"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(desk: Desk, content: bytes, code: str) -> None:
    response = desk.post("/items/directive/X/start", content=content, version=1)
    told = refused(response, 422, code)
    assert "trường -" not in told["detail"]


@pytest.mark.parametrize("said", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
def test_another_type_of_content_is_refused(desk: Desk, said: str) -> None:
    headers = {"content-type": said}
    response = desk.post("/items/directive/X/start", content=b"{}", version=1, headers=headers)
    assert refused(response, 415, "expected_json")["field"] == "Content-Type"


def test_json_by_its_other_names_is_taken(desk: Desk) -> None:
    for said in ("application/json; charset=utf-8", "Application/JSON", "application/ld+json"):
        ref = desk.assign()
        content = f'{{"effective_on":"{ON}"}}'.encode()
        headers = {"content-type": said}
        path = f"/items/directive/{ref}/start"
        response = desk.post(path, content=content, version=1, headers=headers)
        assert response.status_code == 200, said


@pytest.mark.parametrize(
    "said", ["1", "*", 'W/"1"', '"01"', '"-1"', '"a"', '"1", "2"', '""', "'1'"]
)
def test_a_version_that_is_none_is_refused(desk: Desk, said: str) -> None:
    response = desk.post("/items/directive/X/start", {"effective_on": ON}, version=said)
    told = refused(response, 422, "bad_if_match")
    assert (told["field"], fields(told)) == ("If-Match", ["If-Match"])


def test_two_versions_are_none(desk: Desk) -> None:
    headers = [("if-match", '"1"'), ("if-match", '"2"')]
    path = "/api/v1/items/directive/X/start"
    response = desk.web.send("POST", path, headers=headers, json={"effective_on": ON})
    refused(response, 422, "bad_if_match")


@pytest.mark.parametrize("key", [b"", b"a" * 201, "khóa".encode(), b"a\tb"])
def test_a_key_that_is_none_is_refused(desk: Desk, key: bytes) -> None:
    body = {"effective_on": ON}
    headers = {"idempotency-key": key}
    response = desk.post("/items/directive/X/start", body, version=1, headers=headers)
    assert refused(response, 422, "bad_idempotency_key")["field"] == "Idempotency-Key"


def test_a_command_of_findings_is_for_findings(desk: Desk) -> None:
    ref = desk.assign()
    paid = desk.act(ref, "record-payment", amount=5)
    mended = desk.act(ref, "report-remediation")

    for response in (paid, mended):
        assert refused(response, 422, "not_for_kind")["field"] == "kind"
    told = refused(desk.act(ref, "start", kind="target"), 422, "bad_parameter")
    assert told["field"] == "kind"
    assert len(desk.events(ref)) == 1


def test_evidence_that_was_never_brought_is_refused(desk: Desk) -> None:
    ref = desk.assign()
    attachment = {"name": "bao-cao.pdf", "sha256": "0" * 64}
    response = desk.act(ref, "report-completion", attachments=[attachment], key=f"evidence-{ref}")

    assert refused(response, 422, "unknown_evidence")["field"] == "attachments.0.sha256"
    assert len(desk.events(ref)) == 1


# --- what is not there --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/items/directive/CHUA-CO/start", "unknown_item"),
        ("/items/target/CHUA-CO/assess", "unknown_item"),
        ("/units/H99/rename", "unknown_unit"),
        ("/calendars/99/adopt-days", "unknown_calendar"),
    ],
)
def test_what_there_is_none_of_is_unknown(desk: Desk, path: str, code: str) -> None:
    own = {
        "/units/H99/rename": {"name": "Phòng Nội vụ"},
        "/items/target/CHUA-CO/assess": {"state": "met"},
        "/calendars/99/adopt-days": {"days": [], "years": [2024]},
    }
    body = {"effective_on": ON, **own.get(path, {})}
    told = refused(desk.post(path, body, version=1), 404, code)
    assert "CHUA-CO" in told["detail"] or "99" in told["detail"]


def test_a_unit_that_there_is_none_of_is_named(desk: Desk) -> None:
    ref = desk.assign()
    given = desk.post("/items/directive", assignment(Kind.DIRECTIVE, desk.ref(), unit="H99"))
    sent = desk.act(ref, "transfer", to_unit="H99")

    assert refused(given, 404, "unknown_unit")["field"] == "unit"
    assert refused(sent, 404, "unknown_unit")["field"] == "to_unit"
    assert len(desk.events(ref)) == 1


def test_the_alerts_are_the_scheduler_s_to_raise(desk: Desk) -> None:
    ref = desk.assign()
    for command in ("flag-overdue", "flag-due-soon"):
        assert desk.act(ref, command).status_code == 405


# --- what is against a rule ---------------------------------------------------------------------


def test_a_reference_is_given_once(desk: Desk) -> None:
    ref = desk.assign()
    again = desk.post("/items/directive", assignment(Kind.DIRECTIVE, ref, title="Việc khác"))

    assert refused(again, 409, "ref_taken")["field"] == "ref"
    assert len(desk.events(ref)) == 1


def test_a_rule_names_the_event_in_the_way(desk: Desk) -> None:
    ref = desk.assign()
    desk.acted(ref, "report-completion", effective_on="2024-03-04")
    desk.acted(ref, "confirm-completion", 2, effective_on="2024-03-07")

    late = desk.act(ref, "suspend", 3, effective_on="2024-03-01")
    told = refused(late, 409, "later_event_in_the_way")

    assert told["field"] == "effective_on"
    assert "04/3/2024" in told["detail"]
    assert len(desk.events(ref)) == 3


def test_nothing_is_dated_ahead(desk: Desk) -> None:
    ref = desk.assign()
    told = refused(
        desk.act(ref, "start", effective_on="2024-06-04"), 409, "effective_after_recording"
    )
    assert told["field"] == "effective_on"
