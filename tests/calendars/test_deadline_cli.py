"""``tracker deadline WORDS``: the day, how sure it is, and every day's reason."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from psycopg import Connection

from tests.calendars.deeds import OFF, PAPER, WORDS, adopt, found, said
from tests.calendars.test_calendar_cli import known_now
from tests.cli.tracker_program import tracker
from tests.support.rows import history_of
from tests.support.scenario import Office

ADOPT = ("calendar", "adopt", "--actor", "a", "--document", PAPER, "--year", 2024, "--yes")


def read(url: str, *arguments: object) -> dict[str, Any]:
    answer = tracker(url, "deadline", *arguments, "--format", "json").answer
    assert isinstance(answer, dict)
    return answer


STEPS = [
    ("2024-04-26", "day_zero", 0, None),
    ("2024-04-27", "rested", 0, None),
    ("2024-04-28", "rested", 0, None),
    ("2024-04-29", "rested", 0, "swapped_off"),
    ("2024-04-30", "rested", 0, "holiday"),
    ("2024-05-01", "rested", 0, "holiday"),
    ("2024-05-02", "counted", 1, None),
    ("2024-05-03", "counted", 2, None),
    ("2024-05-04", "counted", 3, "makeup_work"),
    ("2024-05-05", "rested", 0, None),
    ("2024-05-06", "counted", 4, None),
    ("2024-05-07", "counted", 5, None),
    ("2024-05-07", "due", 0, None),
]
"""By hand: Friday 26/4 is not counted; off until 01/5; Saturday 04/5 is worked; Sunday is not."""


def steps(answer: dict[str, Any]) -> list[tuple[str, str, int, str | None]]:
    return [(step["day"], step["step"], step["no"], step.get("kind")) for step in answer["steps"]]


def test_on_an_empty_installation_the_day_is_only_proposed(database_url: str):
    answer = read(database_url, WORDS)

    assert (answer["due_on"], answer["certainty"], answer["kind"]) == (
        "2024-05-07",
        "proposed",
        "relative",
    )
    assert (answer["calendar"], answer["calendar_version"]) == ("VN", 0)
    assert (answer["day_zero"], answer["period"]) == (
        "2024-04-26",
        {"count": 5, "unit": "working_day"},
    )
    assert steps(answer) == STEPS
    assert {step["paper"] for step in answer["steps"] if "paper" in step} == {None}
    assert "calendar_not_adopted" in [note["code"] for note in answer["notes"]]
    assert history_of(database_url) == []


def test_by_an_adopted_calendar_the_day_is_sure_and_every_reason_has_its_document(
    database_url: str,
):
    tracker(database_url, *ADOPT)

    answer = read(database_url, WORDS)

    assert (answer["due_on"], answer["certainty"], answer["calendar_version"]) == (
        "2024-05-07",
        "sure",
        1,
    )
    assert steps(answer) == STEPS
    with_reason = [step for step in answer["steps"] if "paper" in step]
    assert [step["day"][5:] for step in with_reason] == ["04-29", "04-30", "05-01", "05-04"]
    assert {step["paper"] for step in with_reason} == {PAPER}
    assert all(step["name"] for step in with_reason)
    assert "calendar_not_adopted" not in [note["code"] for note in answer["notes"]]


def test_the_words_need_no_quotes_and_keep_their_accents(database_url: str):
    assert read(database_url, *WORDS.split()) == read(database_url, WORDS)
    assert read(database_url, WORDS)["words"] == WORDS


@pytest.mark.parametrize(
    ("lang", "written"), [("vi", "{0.day:02}/{0.month}/{0.year}"), ("en", "{0}")]
)
def test_people_are_told_each_day_on_a_line_of_its_own(database_url: str, lang: str, written: str):
    ended = tracker(database_url, "deadline", WORDS, lang=lang)

    listed = [line for line in ended.out.splitlines() if line.startswith("  ")]
    assert (ended.code, ended.err) == (0, "")
    assert len(listed) == len(STEPS)
    for line, (day, *_) in zip(listed, STEPS, strict=True):
        assert written.format(date.fromisoformat(day)) in line


def test_people_are_told_what_is_proposed_only_and_what_has_its_document(database_url: str):
    before = tracker(database_url, "deadline", WORDS).out
    tracker(database_url, *ADOPT)
    after = tracker(database_url, "deadline", WORDS).out

    assert "→ hạn Thứ Ba 07/5/2024" in before
    assert before.count("đề xuất, chưa có văn bản duyệt") == 4
    assert "Mức chắc chắn: đề xuất" in before
    assert after.count(f"theo {PAPER}") == 4
    assert "Mức chắc chắn: chắc chắn" in after
    assert "đề xuất" not in after


def test_the_days_of_a_count_as_a_table_for_spreadsheets(database_url: str):
    printed = tracker(database_url, "deadline", WORDS, "--format", "csv").out

    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [(row["day"], row["step"], int(row["no"]), row["kind"] or None) for row in rows] == STEPS


def test_each_calendar_counts_its_own_days(office: Office, database_url: str):
    found(office, "46")
    adopt(office, OFF, code="46")

    of_nation, of_province = (
        read(database_url, WORDS),
        read(database_url, WORDS, "--calendar", "46"),
    )

    assert (of_nation["due_on"], of_province["due_on"]) == ("2024-05-07", "2024-05-08")
    assert (of_province["calendar"], of_province["calendar_version"]) == ("46", 1)


def test_words_are_read_by_the_calendar_as_it_was_known(
    office: Office, database_url: str, owner: Connection[Any]
):
    adopt(office, OFF)
    first = known_now(owner)
    adopt(office, said("2024-05-03"))

    cuts = (("--known-at", "2024-01-01"), ("--known-at", first), ())
    days = [read(database_url, WORDS, *cut)["due_on"] for cut in cuts]

    assert days == ["2024-05-07", "2024-05-08", "2024-05-09"]


@pytest.mark.parametrize(
    ("words", "options", "due_on"),
    [
        ("30 ngày kể từ ngày nhận", ("--received", "2024-05-03"), "2024-06-03"),
        ("30 ngày kể từ ngày nhận", ("--received", "03/5/2024"), "2024-06-03"),
        ("05 ngày làm việc kể từ ngày ký", ("--dated", "2024-04-26"), "2024-05-07"),
        ("05 ngày làm việc kể từ ngày được giao", ("--assigned", "2024-04-26"), "2024-05-07"),
        ("chậm nhất ngày 15/3/2024", (), "2024-03-15"),
        ("không thời hạn", (), None),
    ],
)
def test_what_the_words_leave_open_is_given_beside_them(
    database_url: str, words: str, options: tuple[str, ...], due_on: str | None
):
    assert read(database_url, words, *options)["due_on"] == due_on
