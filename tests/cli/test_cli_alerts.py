"""``tracker alert``: rules as a document, other programs, and what could not be sent."""

import json
from pathlib import Path
from uuid import uuid4

import psycopg
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


# --- other programs --------------------------------------------------------------------------

HOOK = ("--channel", "webhook", "--url", "https://vi-du.vn/canh-bao", "--actor", "quantri")


def test_a_program_is_added_with_a_secret_that_is_never_listed_and_ends(url: str):
    named = ("alert", "endpoint", "add", "Một cửa", *HOOK, "--everywhere", "--format", "json")
    added = tracker(url, *named).answer
    listed = tracker(url, "alert", "endpoint", "list", "--format", "json")
    assert added["secret"].startswith("whsec_")
    assert listed.answer["endpoints"][0]["label"] == "Một cửa"
    assert added["secret"] not in listed.out

    ended = tracker(url, "alert", "endpoint", "end", added["endpoint_id"])

    assert ended.code == 0
    assert tracker(url, "alert", "endpoint", "list", "--format", "json").answer["endpoints"][0][
        "ended_at"
    ]
    for output in ("table", "csv"):
        assert "Một cửa" in tracker(url, "alert", "endpoint", "list", "--format", output).out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (HOOK, "--unit"),
        ((*HOOK, "--unit", "H99"), "H99"),
        ((*HOOK, "--everywhere", "--phone", "0912345678"), "điện thoại"),
        (("--channel", "email", *HOOK[2:], "--everywhere"), "webhook"),
    ],
)
def test_a_program_that_cannot_be_told_is_refused(url: str, arguments: tuple[str, ...], said: str):
    refused = tracker(url, "alert", "endpoint", "add", "Một cửa", *arguments)

    assert refused.code in {1, 2}
    assert said in refused.err
    assert tracker(url, "alert", "endpoint", "list", "--format", "csv").out.count("\n") == 1


# --- what could not be sent ------------------------------------------------------------------

DEAD = """
insert into tracker.alert_delivery (delivery_id, recipient, channel, made_on, made_at, state,
  attempts, next_try_at, problem, settled_at)
values (%(id)s, %(id)s, 'email', '2024-06-03', now(), 'dead', 7, now(), 'Bị từ chối: 550', now())
"""


def test_what_could_not_be_sent_is_listed_and_sent_again(url: str):
    ids = [uuid4(), uuid4(), uuid4()]
    with psycopg.connect(url) as connection:
        for delivery_id in ids:
            connection.execute(DEAD, {"id": delivery_id})
    for output in ("table", "csv"):
        assert "550" in tracker(url, "alert", "dead", "--format", output).out

    one = tracker(url, "alert", "send-again", ids[0], "--format", "json").answer
    rest = tracker(url, "alert", "send-again", "--all", "--format", "json").answer

    assert one["sent_again"] == [str(ids[0])]
    assert set(rest["sent_again"]) == {str(one) for one in ids[1:]}
    assert tracker(url, "alert", "dead", "--format", "json").answer == {"deliveries": []}
    assert tracker(url, "alert", "send-again", ids[0]).code == 1
    assert tracker(url, "alert", "send-again").code == 2


def test_without_a_mail_server_no_test_letter_is_sent(url: str):
    refused = tracker(url, "alert", "test-mail", "quantri@h57.example")

    assert refused.code == 1
    assert "TRACKER_SMTP_HOST" in refused.only_complaint
