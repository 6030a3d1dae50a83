"""``tracker alert``: rules as a document, laid down by who saw the last one."""

import json
from pathlib import Path

import pytest

from tests.cli.tracker_program import Ended, tracker

SHOW = ("alert", "policy", "show", "--format")


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


def lay_down(url: str, folder: Path, document: object) -> Ended:
    file = folder / "policy.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    return tracker(url, "alert", "policy", "set", file, "--actor", "quantri")


def test_the_rules_are_shown_changed_and_taken_back_as_one_document(url: str, tmp_path: Path):
    shown = tracker(url, *SHOW, "json").answer
    assert shown["policy_no"] == 0
    assert shown["policy"]["due_soon_days"] == [7, 3, 1]
    shown["policy"]["due_soon_days"] = [2, 5]

    done = lay_down(url, tmp_path, shown)

    assert done.code == 0, done.err
    after = tracker(url, *SHOW, "json").answer
    assert after["policy"] == {**shown["policy"], "due_soon_days": [5, 2]}
    assert (after["policy_no"], after["set_by"]) == (1, "quantri")
    assert "quantri" in tracker(url, *SHOW, "table").out
    assert tracker(url, *SHOW, "csv").out.startswith("unit,occasion,audience,channels")


def test_who_saw_an_older_version_is_refused(url: str, tmp_path: Path):
    shown = tracker(url, *SHOW, "json").answer
    assert lay_down(url, tmp_path, {"silent_days": 9}).code == 0

    refused = lay_down(url, tmp_path, shown)

    assert refused.code == 1
    assert "bản số 0, nay là bản số 1" in refused.only_complaint
    assert tracker(url, *SHOW, "json").answer["policy"]["silent_days"] == 9


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"silent_days": 0}, "silent_days"),
        ({"due_soon_days": [3, 3]}, "due_soon_days"),
        ({"overdue_waits": [1] * 13}, "13"),
        ({"morning": "25:00"}, "25:00"),
        ({"morning": "19:00"}, "giờ kết thúc"),
        ({"rules": [{"occasion": "overdue", "audience": "head", "unit": "H99"}]}, "H99"),
        ({"rules": [{"occasion": "overdue", "audience": "head", "channels": []}]}, ".channels"),
        ({"rules": [{"occasion": "overdue", "audience": "head", "channels": ["text"]}]}, "inbox"),
        ({"rules": [{"occasion": "period", "audience": "superior"}]}, "superior"),
        ({"rules": [{"occasion": "overdue", "audience": "head"}] * 2}, "rules.1"),
        ({"days": 3}, "days"),
        ({"policy": 3}, "“3”"),
        ({"policy_no": "1"}, "“1”"),
        ([], "[…]"),
    ],
)
def test_bad_rules_change_nothing_and_say_which_field(
    url: str, tmp_path: Path, document: object, said: str
):
    refused = lay_down(url, tmp_path, document)

    assert refused.code == 2
    assert said in refused.err
    assert tracker(url, *SHOW, "json").answer["policy_no"] == 0


@pytest.mark.parametrize("content", [b"{", b"\xff"])
def test_what_is_no_document_is_refused(url: str, tmp_path: Path, content: bytes):
    file = tmp_path / "policy.json"
    file.write_bytes(content)

    refused = tracker(url, "alert", "policy", "set", file, "--actor", "quantri")

    assert refused.code == 2
    assert "Traceback" not in refused.err
