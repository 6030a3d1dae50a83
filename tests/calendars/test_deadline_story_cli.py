"""``tracker deadline KIND REF``: how an item's deadline came about, at any C and K."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from tests.calendars.deeds import (
    KINDS,
    OFF,
    PAPER,
    WORDS,
    adopt,
    found,
    give,
    rule,
    said,
    streams,
)
from tests.calendars.test_calendar_cli import known_now
from tests.calendars.test_deadline_cli import STEPS, steps
from tests.cli.tracker_program import tracker
from tests.support.scenario import FIRST, Office, md
from tracker.commands.items import (
    CorrectDeadline,
    ExtendDeadline,
    NoteProgress,
    RefuseExtension,
    Reopen,
    ReportCompletion,
    RequestExtension,
    Resume,
    Suspend,
    VoidEvent,
)
from tracker.fold.words import Kind

CD = Kind.DIRECTIVE
REF = ("deadline", "directive", "CD-1")


def story(url: str, *more: object, ref: str = "CD-1", kind: Kind = CD) -> dict[str, Any]:
    answer = tracker(url, "deadline", kind, ref, *more, "--format", "json").answer
    assert isinstance(answer, dict)
    return answer


def told(answer: dict[str, Any]) -> list[tuple[str, str | None, bool]]:
    """What happened, which deadline it set, and whether that is the one in force."""
    return [
        (one["type"].partition(".")[2], one["due_on"] if one["sets_due"] else None, one["in_force"])
        for one in answer["decisions"]
    ]


@pytest.fixture
def extended(office: Office) -> Office:
    """Asked for more time twice: refused, then granted by a document after the deadline."""
    paper = {"number": "107/UBND-NC", "date": "2024-04-26"}
    give(office, "CD-1", source=paper)
    office.act(NoteProgress, CD, "CD-1", "26/4", note="đang làm")
    office.act(RequestExtension, CD, "CD-1", "27/4", reason="Thiếu hồ sơ")
    office.act(RefuseExtension, CD, "CD-1", "28/4", reason="Không đủ căn cứ")
    office.clock.moment += timedelta(days=20)
    office.act(RequestExtension, CD, "CD-1", "6/5", reason="Chờ thẩm định")
    granted = {"number": "120/UBND-NC", "issuer": "UBND tỉnh"}
    office.act(ExtendDeadline, CD, "CD-1", "10/5", due_on="20/5", reason="Đồng ý", source=granted)
    return office


# --- extensions -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("extended")
def test_an_extension_moves_the_deadline_when_it_is_granted_and_keeps_the_original(
    database_url: str,
):
    answers = [story(database_url, "--as-of", f"2024-05-{day:02d}") for day in (9, 10)]

    assert [answer["due_on"] for answer in answers] == ["2024-05-07", "2024-05-20"]
    assert [answer["class"] for answer in answers] == ["open_overdue", "open_in_time"]
    assert {answer["original_due_on"] for answer in answers} == {"2024-05-07"}
    assert told(answers[1]) == [
        ("assigned", "2024-05-07", False),
        ("extension_requested", None, False),
        ("extension_refused", None, False),
        ("extension_requested", None, False),
        ("deadline_extended", "2024-05-20", True),
    ]
    assert [one["due_on"] for one in answers[0]["decisions"] if one["in_force"]] == ["2024-05-07"]


@pytest.mark.usefixtures("extended")
def test_every_step_has_its_reason_and_its_document(database_url: str):
    decisions = story(database_url)["decisions"]
    table = tracker(database_url, *REF).out

    assert [one.get("reason") for one in decisions] == [
        None,
        "Thiếu hồ sơ",
        "Không đủ căn cứ",
        "Chờ thẩm định",
        "Đồng ý",
    ]
    assert [one.get("source", {}).get("number") for one in decisions] == [
        "107/UBND-NC",
        None,
        None,
        None,
        "120/UBND-NC",
    ]
    for words in ("Thiếu hồ sơ", "Không đủ căn cứ", "Chờ thẩm định", "107/UBND-NC", "120/UBND-NC"):
        assert words in table
    assert "Hạn ban đầu: Thứ Ba 07/5/2024" in table
    assert table.count("[đang có hiệu lực]") == 1
    assert f"Nguyên văn: “{WORDS}”" in table


@pytest.mark.usefixtures("extended")
def test_the_counted_days_of_the_original_deadline_are_still_told(database_url: str):
    first, *others = story(database_url)["decisions"]
    table = tracker(database_url, *REF).out

    assert steps(first) == STEPS
    assert (first["rule"], first["rule_stored"]) == (rule(), True)
    assert first["counted_today"] is None
    assert [one["steps"] for one in others] == [[]] * 4
    assert "Thứ Bảy 04/5/2024" in table


@pytest.mark.usefixtures("extended")
def test_the_story_as_a_table_for_spreadsheets(database_url: str):
    printed = tracker(database_url, *REF, "--format", "csv").out

    rows = list(csv.DictReader(io.StringIO(printed)))
    assert [(row["no"], row["type"], row["due_on"], row["in_force"]) for row in rows] == [
        ("1", "directive.assigned", "2024-05-07", "False"),
        ("3", "directive.extension_requested", "", "False"),
        ("4", "directive.extension_refused", "", "False"),
        ("5", "directive.extension_requested", "", "False"),
        ("6", "directive.deadline_extended", "2024-05-20", "True"),
    ]


def test_what_was_not_known_yet_is_not_told(
    office: Office, database_url: str, owner: Connection[Any]
):
    give(office, "CD-1")
    first = known_now(owner)
    office.act(ExtendDeadline, CD, "CD-1", "27/4", due_on="20/5")

    then, now = story(database_url, "--known-at", first), story(database_url)

    assert told(then) == [("assigned", "2024-05-07", True)]
    assert (then["due_on"], now["due_on"]) == ("2024-05-07", "2024-05-20")
    assert told(now)[-1] == ("deadline_extended", "2024-05-20", True)


def test_an_item_that_was_not_known_yet_is_unknown(office: Office, database_url: str):
    give(office, "CD-1")

    ended = tracker(database_url, *REF, "--known-at", "2024-01-01")

    assert ended.code == 1
    assert "CD-1" in ended.only_complaint


# --- corrections, suspension, completion ----------------------------------------------------------


def test_a_correction_is_told_and_rules_from_the_assignment_on(office: Office, database_url: str):
    give(office, "CD-1")
    office.act(CorrectDeadline, CD, "CD-1", "28/4", due_on="10/5", reason="Gõ nhầm")

    answer = story(database_url, "--as-of", "2024-04-26")

    assert answer["due_on"] == "2024-05-10"
    assert told(answer) == [
        ("assigned", "2024-05-10", True),
        ("deadline_corrected", None, False),
    ]
    assert answer["decisions"][1]["reason"] == "Gõ nhầm"


def test_a_correction_to_no_deadline_leaves_none(office: Office, database_url: str):
    give(office, "CD-1")
    office.act(CorrectDeadline, CD, "CD-1", "28/4", due_on=None)

    answer = story(database_url)

    assert (answer["due_on"], answer["class"]) == (None, "open_no_deadline")
    assert told(answer)[0] == ("assigned", None, True)
    assert "không xác định thời hạn" in tracker(database_url, *REF).out


@pytest.mark.parametrize(("new", "due_on"), [("30/5", "2024-05-30"), (None, "2024-05-07")])
def test_suspension_and_resumption_are_told_and_a_new_deadline_only_where_one_is_given(
    office: Office, database_url: str, new: str | None, due_on: str
):
    give(office, "CD-1")
    office.act(Suspend, CD, "CD-1", "27/4", reason="Chờ ý kiến cấp trên")
    own = {} if new is None else {"due_on": new}
    office.act(Resume, CD, "CD-1", "28/4", **own)

    during = story(database_url, "--as-of", "2024-04-27")
    after = story(database_url, "--as-of", "2024-04-28")

    assert (during["class"], during["due_on"]) == ("suspended", "2024-05-07")
    assert (after["class"], after["due_on"]) == ("open_in_time", due_on)
    assert told(after) == [
        ("assigned", "2024-05-07", new is None),
        ("suspended", None, False),
        ("resumed", due_on if new else None, new is not None),
    ]


def test_done_is_judged_by_the_deadline_of_the_day_of_completion(office: Office, database_url: str):
    """An extension decided after it was done too late changes nothing (S14)."""
    office.clock.moment += timedelta(days=20)
    give(office, "CD-1", about={"needs_confirmation": False})
    office.act(ReportCompletion, CD, "CD-1", "9/5")
    office.act(ExtendDeadline, CD, "CD-1", "12/5", due_on="20/5")

    answer = story(database_url, "--as-of", "2024-05-15")
    table = tracker(database_url, *REF, "--as-of", "2024-05-15").out

    assert (answer["class"], answer["due_on"], answer["completed_on"]) == (
        "done_late",
        "2024-05-07",
        "2024-05-09",
    )
    assert "Đã báo cáo hoàn thành ngày 09/5/2024" in table


def test_opened_again_with_a_period_the_new_count_is_told(office: Office, database_url: str):
    office.assign(CD, "CD-1", "2/1", due="26/4", about={"needs_confirmation": False})
    office.act(ReportCompletion, CD, "CD-1", "20/4")
    office.act(Reopen, CD, "CD-1", "26/4", due_on="7/5", deadline_text=WORDS, deadline_rule=rule())

    answer = story(database_url)

    assert told(answer) == [("assigned", "2024-04-26", False), ("reopened", "2024-05-07", True)]
    assert steps(answer["decisions"][1]) == STEPS


def test_a_decision_that_was_voided_is_no_part_of_the_story(office: Office, database_url: str):
    give(office, "CD-1")
    office.act(ExtendDeadline, CD, "CD-1", "27/4", due_on="20/5")
    office.act(VoidEvent, CD, "CD-1", "28/4", event_no=2)

    assert told(story(database_url)) == [("assigned", "2024-05-07", True)]


# --- the calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_move_by_the_calendar_is_told_with_its_cause(
    office: Office, database_url: str, kind: Kind
):
    give(office, "CD-1", kind)
    adopt(office, OFF, led=streams("CD-1", kind=kind))

    answer = story(database_url, kind=kind)
    table = tracker(database_url, "deadline", kind, "CD-1").out

    first, move = answer["decisions"]
    assert told(answer) == [
        ("assigned", "2024-05-07", False),
        ("deadline_extended", "2024-05-08", True),
    ]
    assert move["cause"] == {"calendar": "VN", "calendar_version": 1, "paper": PAPER}
    assert (first["rule"]["calendar_version"], move["rule"]["calendar_version"]) == (0, 1)
    assert steps(first) == STEPS
    assert ("2024-05-02", "rested", 0, "swapped_off") in steps(move)
    assert f"Do lịch làm việc VN thay đổi (phiên bản 1, văn bản {PAPER})" in table


def test_each_count_is_told_by_the_calendar_as_it_was(office: Office, database_url: str):
    """However often it changes later, and though a province's calendar rests on it."""
    found(office, "46", unit=FIRST)
    give(office, "CD-1", counted=rule(calendar="46"))
    for day in ("2024-05-02", "2024-05-03", "2024-05-06"):
        adopt(office, said(day), led=streams("CD-1"))
    adopt(office, said("2024-05-02", "ordinary"), code="46")

    decisions = story(database_url)["decisions"]

    assert [one["steps"][-1]["day"] for one in decisions] == [
        f"2024-05-{day:02d}" for day in (7, 8, 9, 10)
    ]
    assert [one["due_on"] for one in decisions] == [one["steps"][-1]["day"] for one in decisions]
    assert {one["counted_today"] for one in decisions} == {None}


def test_a_count_that_only_the_words_say_is_told_and_said_to_be_so(
    office: Office, database_url: str
):
    office.assign(CD, "CD-1", "26/4", due=md("7/5"), about={"deadline_text": WORDS})

    (only,) = story(database_url)["decisions"]

    assert steps(only) == STEPS
    assert (only["rule"], only["rule_stored"]) == (rule(), False)
    assert "khi ghi không kèm cách tính" in tracker(database_url, *REF).out


def test_a_count_that_only_the_words_say_is_still_told_after_the_calendar_moved_it(
    office: Office, database_url: str
):
    office.assign(CD, "CD-1", "26/4", due=md("7/5"), about={"deadline_text": WORDS})
    adopt(office, OFF, led=streams("CD-1"))

    first, move = story(database_url)["decisions"]

    assert move["steps"][-1]["day"] == "2024-05-08"
    assert steps(first) == STEPS


def test_before_the_adoption_was_known_there_is_no_move(
    office: Office, database_url: str, owner: Connection[Any]
):
    give(office, "CD-1")
    before = known_now(owner)
    adopt(office, OFF, led=streams("CD-1"))

    assert told(story(database_url, "--known-at", before)) == [("assigned", "2024-05-07", True)]
    earlier = story(database_url, "--as-of", "2024-04-28")
    assert [one["due_on"] for one in earlier["decisions"] if one["in_force"]] == ["2024-05-07"]


# --- refused --------------------------------------------------------------------------------------


def test_an_item_that_is_not_there_is_named(office: Office, database_url: str):
    give(office, "CD-1")

    for kind, ref in (("directive", "CD-9"), ("plan_task", "CD-1")):
        ended = tracker(database_url, "deadline", kind, ref)
        assert ended.code == 1
        assert ref in ended.only_complaint


def test_a_target_has_no_deadline(office: Office, database_url: str):
    office.set_target("CT-1")

    ended = tracker(database_url, "deadline", "target", "CT-1")

    assert ended.code == 2
    assert ended.only_complaint


def test_a_day_before_the_assignment_says_that_it_was_not_there(office: Office, database_url: str):
    give(office, "CD-1")

    answer = story(database_url, "--as-of", "2024-04-25")

    assert (answer["class"], answer["unit"], answer["due_on"]) == (None, None, None)
    assert not any(one["in_force"] for one in answer["decisions"])
