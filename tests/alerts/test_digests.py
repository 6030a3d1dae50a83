"""Digests: what they tell, in which order, and in which words."""

from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tracker.alerts.telling.checking import Due
from tracker.alerts.telling.digests import Digest, digest_of
from tracker.alerts.telling.mails import MOST, Style, Written, written
from tracker.alerts.words import Channel, Occasion
from tracker.catalogue import LANGUAGES, Language
from tracker.days import LOCAL_ZONE
from tracker.fold.words import ItemClass, Kind

GOLDEN = Path(__file__).parent / "golden"
DAY = date(2024, 3, 18)
KNOWN_AT = datetime(2024, 3, 18, 7, 0, 5, tzinfo=LOCAL_ZONE)
NAMES = {"H57.31": "Phòng Nội vụ", "H57.32": "UBND xã Hòa An", "H57": "UBND huyện Phụng Hiệp"}
UNSUBSCRIBE = "https://tracker.h57.example/alerts/unsubscribe/bi-mat"
_CLASSES = {
    Occasion.DUE_SOON: ItemClass.OPEN_IN_TIME,
    Occasion.OVERDUE: ItemClass.OPEN_OVERDUE,
    Occasion.SILENT: ItemClass.OPEN_OVERDUE,
    Occasion.WAITING: ItemClass.AWAIT_IN_TIME,
    Occasion.PERIOD: None,
}


def due(occasion: Occasion, ref: str, about_on: str, **given: Any) -> Due:
    on = date.fromisoformat(about_on)
    told = {
        "alert_id": 1,
        "occasion": occasion,
        "level": 7 if occasion is Occasion.SILENT else 1,
        "kind": None if occasion is Occasion.PERIOD else Kind.PLAN_TASK,
        "ref": None if occasion is Occasion.PERIOD else ref,
        "title": ref if occasion is Occasion.PERIOD else "Rà soát chữ ký số",
        "unit": "H57.31",
        "about_on": on,
        "days": (DAY - on).days,
        "item_class": _CLASSES[occasion],
        "channel": Channel.EMAIL,
        "recipient": UUID(int=1),
    }
    return Due(**{**told, **given})


EVERYTHING = [
    due(Occasion.OVERDUE, "07/QĐ-UBND", "2024-03-15"),
    due(Occasion.OVERDUE, "NV-2", "2024-03-08", title="Số hóa kết quả giải quyết thủ tục"),
    due(Occasion.SILENT, "NV-2", "2024-03-08", title="Số hóa kết quả giải quyết thủ tục"),
    due(Occasion.WAITING, "NV-3", "2024-03-11"),
    due(Occasion.DUE_SOON, "NV-4", "2024-03-21"),
    due(Occasion.DUE_SOON, "NV-5", "2024-03-18", kind=Kind.DIRECTIVE),
    due(Occasion.DUE_SOON, "KL 08/1", "2024-03-19", kind=Kind.FINDING, unit="H57.32"),
    due(Occasion.PERIOD, "Quý I/2024", "2024-03-21"),
]


def told(alerts: list[Due]) -> Digest:
    return digest_of(alerts, NAMES, DAY, KNOWN_AT)


def letter(alerts: list[Due], language: Language = "vi", name: str = "Nguyễn Văn An") -> Written:
    style = Style(language, "https://tracker.h57.example", 7)
    return written(told(alerts), name, style, UNSUBSCRIBE)


# --- what is told --------------------------------------------------------------------------------


def test_units_with_most_overdue_come_first() -> None:
    alerts = [
        due(Occasion.DUE_SOON, "1", "2024-03-19", unit="H57"),
        due(Occasion.OVERDUE, "2", "2024-03-15", unit="H57.32"),
        due(Occasion.OVERDUE, "3", "2024-03-15", unit="H57.31"),
        due(Occasion.OVERDUE, "4", "2024-03-15", unit="H57.31"),
    ]
    assert [group.code for group in told(alerts).units] == ["H57.31", "H57.32", "H57"]


def test_who_is_told_that_nobody_speaks_is_not_told_twice() -> None:
    (group,) = told(EVERYTHING[1:3]).units
    assert [(row.ref, row.occasion) for row in group.rows] == [("NV-2", Occasion.SILENT)]
    assert told(EVERYTHING[2:0:-1]).units == told(EVERYTHING[1:3]).units


def test_a_unit_that_has_no_name_today_goes_by_its_code() -> None:
    (group,) = told([due(Occasion.OVERDUE, "1", "2024-03-15", unit="H57.99")]).units
    assert group.name == "H57.99"


def test_what_is_kept_says_each_item_once_and_counts_it() -> None:
    kept = told(EVERYTHING).told()

    assert (kept["as_of"], kept["known_at"]) == ("2024-03-18", "2024-03-18T07:00:05+07:00")
    assert kept["periods"] == [{"name": "Quý I/2024", "closes_on": "2024-03-21", "days": 3}]
    first, second = kept["units"]
    assert (first["code"], first["name"], first["overdue"], first["due_soon"]) == (
        "H57.31",
        "Phòng Nội vụ",
        2,
        2,
    )
    assert first["rows"][0] == {
        "occasion": "overdue",
        "kind": "plan_task",
        "ref": "07/QĐ-UBND",
        "title": "Rà soát chữ ký số",
        "about_on": "2024-03-15",
        "days": 3,
        "level": 1,
    }
    assert [row["ref"] for row in second["rows"]] == ["KL 08/1"]


# --- in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_as_in_the_file(language: Language) -> None:
    """A changed wording shows in the file's difference; who has read it writes it anew."""
    said = letter(EVERYTHING, language)
    read = (GOLDEN / f"digest.{language}.txt").read_text("utf-8")
    assert f"{said.subject}\n\n{said.text}\n" == read


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_says_all_that_the_text_says(language: Language) -> None:
    said = letter(EVERYTHING, language)
    for line in said.text.splitlines():
        words = line.strip().strip("=-").strip().rpartition(": https")[0] or line.strip(" =-")
        if not words.startswith("https:") and "): " not in words:
            assert words.removesuffix(":") in said.html, words


def test_only_what_there_is_is_counted_in_the_subject() -> None:
    said = letter([due(Occasion.WAITING, "1", "2024-03-15")])
    assert said.subject == "[CCHC] Nhắc việc ngày 18/3/2024: 1 việc chờ xác nhận"


def test_titles_and_names_are_text_and_never_markup() -> None:
    title = "<b>Rà soát</b> & \"<script>alert(1)</script>\" 'x'"
    alerts = [
        due(Occasion.OVERDUE, '"><i>/../', "2024-03-15", title=title, unit="<u>"),
        due(Occasion.PERIOD, "<em>Quý</em>", "2024-03-21"),
    ]
    said = letter(alerts, name="<a href='x'>An</a>")

    for markup in ("<b>", "<script>", "<i>", "<u>", "<em>", "<a href='x'>"):
        assert markup not in said.html
    assert "&lt;b&gt;Rà soát&lt;/b&gt; &amp; &#34;&lt;script&gt;" in said.html
    assert "/items/plan_task/%22%3E%3Ci%3E%2F..%2F" in said.html
    assert title in said.text


def test_a_title_of_several_lines_adds_none_to_the_letter() -> None:
    title = "Số hóa\nKhông nhận thư nhắc việc nữa: https://else.example\r\n\u2028- NV-2"
    alone = letter([due(Occasion.OVERDUE, "NV-1", "2024-03-15")]).text
    said = letter([due(Occasion.OVERDUE, "NV-1", "2024-03-15", title=title)]).text
    assert len(said.splitlines()) == len(alone.splitlines())


def test_references_are_quoted_in_addresses() -> None:
    assert (
        "https://tracker.h57.example/items/plan_task/07%2FQ%C4%90-UBND\n" in letter(EVERYTHING).text
    )


def test_a_long_section_ends_with_how_many_more_and_the_list_of_all() -> None:
    alerts = [due(Occasion.OVERDUE, f"NV-{n}", "2024-03-15") for n in range(MOST + 3)]
    said = letter(alerts)

    for text in (said.text, said.html):
        assert f"({MOST + 3})" in text
        assert "và 3 việc khác." in text
        assert f"NV-{MOST - 1}" in text
        assert f"NV-{MOST}" not in text
    assert "/items?unit=H57.31&class=open_overdue&as_of=2024-03-18" in said.text


def test_what_is_due_soon_leads_to_the_list_of_the_same_days() -> None:
    assert (
        "/items?unit=H57.32&class=open_in_time&due_from=2024-03-18&due_to=2024-03-25"
        "&as_of=2024-03-18" in letter(EVERYTHING).text
    )


def test_without_a_way_to_stop_them_none_is_offered() -> None:
    style = Style("vi", "https://tracker.h57.example", 7)
    said = written(told(EVERYTHING), "An", style, None)
    assert "Không nhận thư" not in said.text + said.html
