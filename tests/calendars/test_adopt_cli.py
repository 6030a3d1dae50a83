"""``tracker calendar adopt``: looking first, being asked, and what is then recorded."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.calendars.asking import answering
from tests.calendars.deeds import (
    AFTER,
    BEFORE,
    PAPER,
    directive,
    due,
    found,
    give,
    rule,
    words_of,
)
from tests.calendars.test_icalendar import day_off, ics
from tests.cli.tracker_program import tracker
from tests.support.rows import history_of
from tests.support.scenario import FIRST, Office, md
from tracker.fold.words import Kind

ADOPT = ("calendar", "adopt", "--actor", "vt.huonghuu", "--document", PAPER)
OFF = (*ADOPT, "--swapped", "02/5/2024")
MOVE = {
    "kind": "directive",
    "ref": "CD-1",
    "title": "Rà soát chữ ký số của cán bộ, công chức",
    "before": BEFORE.isoformat(),
    "after": AFTER.isoformat(),
}


@pytest.fixture(autouse=True)
def _items(office: Office) -> None:
    give(office, "CD-1")
    office.assign(Kind.DIRECTIVE, "CD-2", "26/4", due=BEFORE)


# --- looking --------------------------------------------------------------------------------------


def test_a_preview_shows_who_is_moved_and_records_nothing(database_url: str):
    before = history_of(database_url)

    table = tracker(database_url, *OFF, "--preview")
    answer = tracker(database_url, *OFF, "--preview", "--format", "json").answer
    printed = tracker(database_url, *OFF, "--preview", "--format", "csv").out

    assert (table.code, table.err) == (0, "")
    assert "CD-1" in table.out
    assert "CD-2" not in table.out
    assert all(day in table.out for day in ("Thứ Ba 07/5/2024", "Thứ Tư 08/5/2024"))
    assert "Xem trước, chưa ghi gì: 1 mục" in table.out
    assert answer == {"calendar": "VN", "recorded": False, "moves": [MOVE], "kept": []}
    assert list(csv.DictReader(io.StringIO(printed))) == [MOVE]
    assert history_of(database_url) == before


def test_a_preview_needs_no_answer_and_takes_none(database_url: str):
    before = history_of(database_url)

    assert tracker(database_url, *OFF, "--preview", "--yes").code == 0
    assert history_of(database_url) == before


# --- being asked ----------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["n\n", "\n", ""], ids=["no", "just return", "nothing"])
def test_whoever_does_not_say_yes_records_nothing(database_url: str, answer: str):
    before = history_of(database_url)

    ended = tracker(database_url, *OFF, typed=answer)

    assert ended.code == 1
    assert "CD-1" in ended.out
    assert "Duyệt 1 ngày và chuyển hạn của 1 mục?" in ended.err
    assert history_of(database_url) == before


def test_whoever_says_yes_records_what_was_shown(office: Office, database_url: str):
    ended = tracker(database_url, *OFF, typed="y\n")

    assert ended.code == 0
    assert words_of(directive(office)) == ["assigned", "deadline_extended"]
    assert office.tracker.calendars().version("VN") == 1


def test_the_question_is_not_part_of_the_data(database_url: str):
    ended = answering(database_url, "y\n", *OFF, "--format", "json")

    assert ended.answer == {"calendar": "VN", "recorded": True, "moves": [MOVE], "kept": []}
    assert "?" in ended.err


# --- recording ------------------------------------------------------------------------------------


def test_a_script_says_yes_beforehand(database_url: str):
    said_so = ("--document-date", "12/4/2024", "--issuer", "Văn phòng Chính phủ", "--reason", "Lễ")

    done = tracker(database_url, *OFF, *said_so, "--yes", "--format", "json")

    established, adopted, moved = history_of(database_url)[-3:]
    assert (done.answer, done.err) == (
        {"calendar": "VN", "recorded": True, "moves": [MOVE], "kept": []},
        "",
    )
    paper = {"number": PAPER, "date": "2024-04-12", "issuer": "Văn phòng Chính phủ"}
    assert [line["source"] for line in (established, adopted, moved)] == [paper] * 3
    assert adopted["days"] == [
        {"day": "2024-05-02", "kind": "swapped_off", "name": "nghỉ hoán đổi"}
    ]
    assert "years" not in adopted
    assert moved["cause"] == {"calendar": "VN", "calendar_version": 1, "paper": PAPER}
    assert moved["effective_on"] == moved["recorded_at"][:10] == adopted["effective_on"]
    assert (moved["actor"], moved["reason"]) == ("vt.huonghuu", "Lễ")


def test_days_by_hand_are_of_four_sorts_and_many(database_url: str):
    tracker(
        database_url,
        *(*OFF, "--swapped", "2024-05-03", "--off", "6/5/2024", "--worked", "11/5/2024"),
        *("--ordinary", "04/05/2024", "--name", "Theo công văn", "--yes"),
    )

    adopted = next(line for line in history_of(database_url) if "days" in line)
    assert {(one["day"], one["kind"]) for one in adopted["days"]} == {
        ("2024-05-02", "swapped_off"),
        ("2024-05-03", "swapped_off"),
        ("2024-05-06", "holiday"),
        ("2024-05-11", "makeup_work"),
        ("2024-05-04", "ordinary"),
    }
    assert {one["name"] for one in adopted["days"]} == {"Theo công văn"}


def test_a_year_is_adopted_as_proposed_and_moves_nothing(office: Office, database_url: str):
    answer = tracker(database_url, *ADOPT, "--year", 2024, "--yes", "--format", "json").answer

    assert answer == {"calendar": "VN", "recorded": True, "moves": [], "kept": []}
    calendar = office.tracker.calendars().named("VN")
    assert (calendar.complete, len(calendar.entries)) == (frozenset({2024}), 15)
    assert due(directive(office)) == BEFORE


def test_a_year_adopted_leaves_out_what_is_not_settled_by_law(office: Office, database_url: str):
    tracker(database_url, *ADOPT, "--year", 2026, "--yes")
    without = office.tracker.calendars().named("VN")
    tracker(database_url, *ADOPT, "--off", "24/11/2026", "--yes")

    the_day = "2026-11-24"
    assert the_day not in map(str, without.entries)
    assert the_day in map(str, office.tracker.calendars().named("VN").entries)


def test_a_calendar_of_a_province_moves_what_rests_on_it_alone(office: Office, database_url: str):
    found(office, "46", unit=FIRST)
    give(office, "CD-3", counted=rule(calendar="46"))

    of_province = tracker(
        database_url, *OFF, "--calendar", "46", "--yes", "--format", "json"
    ).answer
    of_nation = tracker(
        database_url, *ADOPT, "--off", "3/5/2024", "--yes", "--format", "json"
    ).answer

    assert [(one["ref"], one["after"]) for one in of_province["moves"]] == [("CD-3", "2024-05-08")]
    assert [(one["ref"], one["after"]) for one in of_nation["moves"]] == [
        ("CD-1", "2024-05-08"),
        ("CD-3", "2024-05-09"),
    ]


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The long weekend alone, and two days of September."""
    file = tmp_path / "lịch nghỉ.ics"
    file.write_bytes(
        ics(
            day_off("20240429", "Nghỉ hoán đổi", "DTEND;VALUE=DATE:20240430"),
            day_off("20000430", "Chiến thắng", "RRULE:FREQ=YEARLY"),
            day_off("20240501", "Quốc tế Lao động"),
            day_off("20240502", "Nghỉ thêm"),
            day_off("20240504", "Làm bù"),
            day_off("20240902", "Quốc khánh", "DTEND;VALUE=DATE:20240904"),
        )
    )
    return file


def adopted_by(url: str, file: Path, *more: Any) -> Any:
    command = (*ADOPT, "--year", 2024, "--file", file, *more, "--yes", "--format", "json")
    return tracker(url, *command).answer


def test_a_file_is_adopted_for_its_year(office: Office, database_url: str, file: Path):
    answer = adopted_by(database_url, file)

    adopted = next(line for line in history_of(database_url) if "days" in line)
    assert "years" not in adopted
    assert [one["day"][5:] for one in adopted["days"]] == [
        *("04-29", "04-30", "05-01", "05-02", "05-04", "09-02", "09-03")
    ]
    assert answer["moves"] == [MOVE]
    assert due(directive(office)) == BEFORE  # on 29/4/2024: it moves on the day of recording


def test_a_file_that_says_less_than_was_proposed_takes_nothing_back(
    office: Office, database_url: str, file: Path
):
    """18/4 (Giỗ Tổ) is off as proposed; a file holds what one document says, not the year."""
    give(office, "CD-3", on="16/4", due=md("19/4"), counted=rule(2, since="2024-04-16"))

    answer = adopted_by(database_url, file)

    assert {move["ref"]: (move["before"], move["after"]) for move in answer["moves"]} == {
        "CD-1": (BEFORE.isoformat(), AFTER.isoformat())
    }
    assert not office.tracker.calendars().named("VN").works(md("18/4"))


def test_a_file_of_a_province_leaves_the_days_of_the_nation_as_they_are(
    office: Office, database_url: str, tmp_path: Path
):
    """What a province adds for itself says nothing of Tết or 30/4."""
    found(office, "46", unit=FIRST)
    file = tmp_path / "ngày hội.ics"
    file.write_bytes(ics(day_off("20240612", "Ngày hội của tỉnh")))

    adopted_by(database_url, file, "--calendar", "46")

    calendar = office.tracker.calendars().named("46")
    off = [entry.day for entry in calendar.days_of(2024) if not calendar.works(entry.day)]
    assert [str(day)[5:] for day in off if day.month in (4, 5, 6)] == [
        *("04-18", "04-29", "04-30", "05-01", "06-12")
    ]


def test_a_day_by_hand_goes_before_the_same_day_of_the_year(office: Office, database_url: str):
    """The package proposes 29/4 off; this document says that it is worked."""
    command = (*ADOPT, "--year", 2024, "--ordinary", "29/4/2024", "--yes")

    assert tracker(database_url, *command).code == 0
    calendar = office.tracker.calendars().named("VN")
    assert [
        entry.kind.value for entry in calendar.days_of(2024) if str(entry.day)[5:] == "04-29"
    ] == ["ordinary"]


def test_what_moved_once_is_told_no_second_time(office: Office, database_url: str):
    tracker(database_url, *OFF, "--yes")

    again = tracker(database_url, *OFF, "--yes", "--format", "json").answer

    assert again["moves"] == []
    assert words_of(directive(office)) == ["assigned", "deadline_extended"]
