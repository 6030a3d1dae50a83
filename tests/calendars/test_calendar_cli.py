"""``tracker calendar`` as its user sees it: looking, proposing, and calendars as they were."""

import csv
import io
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from psycopg import Connection

from tests.calendars.deeds import OFF, PAPER, adopt, found, said
from tests.calendars.test_icalendar import day_off, ics
from tests.cli.tracker_program import Ended, tracker
from tests.support.rows import history_of
from tests.support.scenario import FIRST, Office
from tracker.commands.calendars import NATIONAL_NAME
from tracker.deadlines.proposals import proposed_days

ADOPT = ("calendar", "adopt", "--actor", "a", "--document", PAPER)


def rows(ended: Ended) -> list[dict[str, str]]:
    assert ended.code == 0, ended.err
    return list(csv.DictReader(io.StringIO(ended.out)))


def known_now(owner: Connection[Any]) -> str:
    row = owner.execute("select max(recorded_at) from event").fetchone()
    assert row is not None
    moment: str = row[0].isoformat()
    return moment


# --- list -----------------------------------------------------------------------------------------


def test_an_empty_installation_has_the_national_calendar(database_url: str):
    assert tracker(database_url, "calendar", "list", "--format", "json").answer == {
        "calendars": [
            {"code": "VN", "name": NATIONAL_NAME, "base": None, "unit": None, "version": 0}
        ]
    }


def test_calendars_are_listed_with_what_they_rest_on_and_their_version(
    office: Office, database_url: str
):
    found(office, "46", unit=FIRST)
    adopt(office, OFF)
    adopt(office, said("2024-06-12"), code="46")

    listed = tracker(database_url, "calendar", "list", "--format", "json").answer["calendars"]
    table = tracker(database_url, "calendar", "list").out

    assert listed == [
        {
            "code": "VN",
            "name": "Lịch làm việc chung cả nước",
            "base": None,
            "unit": None,
            "version": 1,
        },
        {"code": "46", "name": "Lịch của tỉnh", "base": "VN", "unit": FIRST, "version": 2},
    ]
    assert rows(tracker(database_url, "calendar", "list", "--format", "csv")) == [
        {name: "" if value is None else str(value) for name, value in one.items()} for one in listed
    ]
    assert all(word in table for word in ("Lịch của tỉnh", "Lịch làm việc chung cả nước", FIRST))


# --- show -----------------------------------------------------------------------------------------


def test_a_year_that_nobody_adopted_shows_proposals_and_says_so(database_url: str):
    command = ("calendar", "show", "--year", 2024)

    answer = tracker(database_url, *command, "--format", "json").answer
    table = tracker(database_url, *command).out
    english = tracker(database_url, *command, lang="en").out

    assert (answer["calendar"], answer["version"], answer["complete_years"]) == ("VN", 0, [])
    assert {day["paper"] for day in answer["days"]} == {None}
    assert {
        "day": "2024-05-04",
        "kind": "makeup_work",
        "name": "Ngày làm việc bù",
        "paper": None,
    } in (answer["days"])
    assert rows(tracker(database_url, *command, "--format", "csv"))[0] == {
        "day": "2024-01-01",
        "kind": "holiday",
        "name": "Tết Dương lịch",
        "paper": "",
    }
    assert "Thứ Hai 29/4/2024" in table
    assert table.count("(đề xuất, chưa duyệt)") == len(answer["days"]) == len(proposed_days(2024))
    assert "chưa duyệt" not in english


def test_an_adopted_year_shows_the_document_of_each_day(database_url: str):
    tracker(database_url, *ADOPT, "--year", 2024, "--yes")

    answer = tracker(database_url, "calendar", "show", "--year", 2024, "--format", "json").answer
    table = tracker(database_url, "calendar", "show", "--year", 2024).out

    assert (answer["version"], answer["complete_years"]) == (1, [2024])
    assert {day["paper"] for day in answer["days"]} == {PAPER}
    assert [day["day"] for day in answer["days"]] == [str(day) for day in proposed_days(2024)]
    assert table.count(PAPER) == len(answer["days"])
    assert "chưa duyệt" not in table


def test_a_calendar_is_shown_as_it_was_known(
    office: Office, database_url: str, owner: Connection[Any]
):
    adopt(office, said("2024-06-12"))
    first = known_now(owner)
    adopt(office, said("2024-06-12", "ordinary"), years=[2024])
    found(office, "46")

    def shown(*more: object) -> tuple[int, list[str], int]:
        command = ("calendar", "show", "--year", 2024, *more, "--format", "json")
        answer = tracker(database_url, *command).answer
        listed = tracker(database_url, "calendar", "list", *more, "--format", "json").answer
        june = [day["kind"] for day in answer["days"] if day["day"] == "2024-06-12"]
        return answer["version"], june, len(listed["calendars"])

    assert shown("--known-at", "2024-01-01") == (0, [], 1)
    assert shown("--known-at", first) == (1, ["holiday"], 1)
    assert shown() == (2, ["ordinary"], 2)


def test_a_calendar_is_found_in_whatever_unicode_form_its_code_is_typed(
    office: Office, database_url: str
):
    found(office, "Huế")

    for form in ("NFC", "NFD"):
        code = normalize(form, "Huế")  # type: ignore[arg-type]
        for command in (("calendar", "show"), ("calendar", "propose")):
            assert tracker(database_url, *command, "--year", 2024, "--calendar", code).code == 0
        words = ("deadline", "05 ngày", "--assigned", "2024-04-26")
        assert tracker(database_url, *words, "--calendar", code).code == 0


# --- propose --------------------------------------------------------------------------------------


def test_proposing_adopts_nothing(database_url: str):
    answer = tracker(database_url, "calendar", "propose", "--year", 2024, "--format", "json").answer

    assert [day["day"] for day in answer["days"]] == [str(day) for day in proposed_days(2024)]
    assert history_of(database_url) == []


def test_a_proposed_day_that_was_adopted_shows_its_document(office: Office, database_url: str):
    adopt(office, said("2024-04-29", "swapped_off", "Nghỉ hoán đổi"))

    answer = tracker(database_url, "calendar", "propose", "--year", 2024, "--format", "json").answer

    papers = {day["day"]: day["paper"] for day in answer["days"]}
    assert (papers["2024-04-29"], papers["2024-04-30"]) == (PAPER, None)


def test_a_file_is_shown_before_it_is_adopted(database_url: str, tmp_path: Path):
    file = tmp_path / "lịch nghỉ.ics"
    file.write_bytes(ics(day_off("20240429", "Nghỉ hoán đổi"), day_off("20240504", "Làm bù")))
    command = ("calendar", "propose", "--year", 2024, "--file", file)

    assert rows(tracker(database_url, *command, "--format", "csv")) == [
        {"day": "2024-04-29", "kind": "swapped_off", "name": "Nghỉ hoán đổi", "paper": ""},
        {"day": "2024-05-04", "kind": "makeup_work", "name": "Làm bù", "paper": ""},
    ]
    assert "Thứ Bảy 04/5/2024" in tracker(database_url, *command).out
    assert history_of(database_url) == []


# --- establish ------------------------------------------------------------------------------------


def test_a_calendar_is_established_by_its_document(office: Office, database_url: str):
    assert office.tracker.unit(FIRST).version == 1
    said_so = ("--actor", "Nguyễn Văn A", "--on", "01/3/2024", "--document", "12/QĐ-UBND")

    done = tracker(
        database_url, "calendar", "establish", "46", "--name", "Lịch Huế", "--unit", FIRST, *said_so
    )

    line = history_of(database_url)[-1]
    assert (done.code, done.err) == (0, "")
    assert "46" in done.out
    assert {name: line[name] for name in ("type", "code", "name", "base", "unit", "actor")} == {
        "type": "calendar.established",
        "code": "46",
        "name": "Lịch Huế",
        "base": "VN",
        "unit": FIRST,
        "actor": "Nguyễn Văn A",
    }
    assert (line["effective_on"], line["source"]) == ("2024-03-01", {"number": "12/QĐ-UBND"})


# --- refused, used wrongly ------------------------------------------------------------------------

ESTABLISH = ("calendar", "establish", "46", "--name", "Huế", "--actor", "a", "--on", "2024-03-01")
REFUSED: dict[str, tuple[tuple[object, ...], str]] = {
    "unknown base": ((*ESTABLISH, "--base", "45"), "45"),
    "unknown unit": ((*ESTABLISH, "--unit", "H99"), "H99"),
    "established ahead": ((*ESTABLISH[:-1], "31/12/2199"), "31/12/2199"),
    "unknown calendar, show": (("calendar", "show", "--year", 2024, "--calendar", "46"), "46"),
    "unknown calendar, propose": (
        ("calendar", "propose", "--year", 2024, "--calendar", "46"),
        "46",
    ),
    "unknown calendar, adopt": ((*ADOPT, "--off", "02/5/2024", "--calendar", "46", "--yes"), "46"),
    "make-up day on a weekday": ((*ADOPT, "--worked", "03/5/2024", "--yes"), "03/5/2024"),
    "day twice": ((*ADOPT, "--off", "3/5/2024", "--swapped", "2024-05-03", "--yes"), "03/5/2024"),
    "no document": ((*ADOPT[:-2], "--off", "02/5/2024", "--yes"), "văn bản"),
    "unknown calendar, deadline": (("deadline", "05 ngày", "--calendar", "46"), "46"),
}


@pytest.mark.parametrize(("arguments", "named"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_exits_one_and_is_named(
    database_url: str, arguments: tuple[object, ...], named: str
):
    ended = tracker(database_url, *arguments)

    assert ended.code == 1
    assert named in ended.only_complaint
    assert history_of(database_url) == []


def test_a_code_that_is_taken_is_named(office: Office, database_url: str):
    found(office, "46")

    ended = tracker(database_url, *ESTABLISH)

    assert ended.code == 1
    assert "46" in ended.only_complaint


NO_DAYS = ("calendar", "adopt", "--actor", "a", "--document", PAPER)
WRONG: dict[str, tuple[object, ...]] = {
    "nothing to do": ("calendar",),
    "no year to show": ("calendar", "show"),
    "a year that is none": ("calendar", "show", "--year", "nay"),
    "a year far off": ("calendar", "show", "--year", 2200),
    "a year long ago": ("calendar", "propose", "--year", 1899),
    "no name": ("calendar", "establish", "46", "--actor", "a", "--on", "2024-03-01"),
    "a day that is none": (*ESTABLISH[:-1], "30/02/2024"),
    "nobody": ("calendar", "adopt", "--document", PAPER, "--off", "02/5/2024", "--yes"),
    "no days": (*NO_DAYS, "--yes"),
    "no such day off": (*NO_DAYS, "--off", "31/4/2024", "--yes"),
    "no such make-up day": (*NO_DAYS, "--worked", "thứ Bảy", "--yes"),
    "no such day of the document": (*NO_DAYS, "--off", "2/5/2024", "--document-date", "x", "--yes"),
    "a file without its year": (*NO_DAYS, "--file", __file__, "--yes"),
    "a file that is no calendar": (*NO_DAYS, "--year", 2024, "--file", __file__, "--yes"),
    "adopting a year long ago": (*NO_DAYS, "--year", 1899, "--yes"),
    "adopting a year far off": (*NO_DAYS, "--year", 2200, "--yes"),
    "adopting a year beyond all": (*NO_DAYS, "--year", 99999, "--yes"),
    "an empty document": (*NO_DAYS[:-1], "", "--off", "02/5/2024", "--yes"),
    "words that nobody understands": ("deadline", "bao giờ cũng được"),
    "no words": ("deadline",),
    "a target": ("deadline", "target", "CT-1"),
    "received on no day": ("deadline", "05 ngày kể từ ngày nhận", "--received", "30/02/2024"),
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_wrong_use_exits_two_and_records_nothing(database_url: str, arguments: tuple[object, ...]):
    ended = tracker(database_url, *arguments)

    assert ended.code == 2, (ended.out, ended.err)
    assert ended.err.strip() or ended.out.startswith("Usage")
    assert "Traceback" not in ended.err
    assert history_of(database_url) == []


def test_a_file_that_is_not_there_is_named(database_url: str, tmp_path: Path):
    ended = tracker(database_url, *NO_DAYS, "--year", 2024, "--file", tmp_path / "x.ics", "--yes")

    assert ended.code in (1, 2)
    assert "x.ics" in ended.only_complaint


@pytest.mark.parametrize("command", ["list", "show", "propose", "establish", "adopt"])
def test_every_command_explains_itself(database_url: str, command: str):
    for lang in ("vi", "en"):
        ended = tracker(database_url, "calendar", command, "--help", lang=lang)

        assert (ended.code, ended.err) == (0, "")
        assert f"tracker calendar {command}" in ended.out
