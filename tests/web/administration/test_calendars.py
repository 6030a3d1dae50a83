"""Calendars: a year at a glance, days adopted after a look at the deadlines that move."""

import pytest

from tests.browser.markup import Element
from tests.support.scenario import FIRST, SECOND
from tests.web.administration.bureau import Bureau
from tests.web.reading_pages import Page
from tracker.fold.state import state_at
from tracker.fold.words import Kind

ADOPT = "/record/calendar/adopt/VN"
NEW = "/record/calendar/new"
DOCUMENT = {
    "source.number": "2450/VPCP-KGVX",
    "source.date": "2024-05-30",
    "source.issuer": "Văn phòng Chính phủ",
}
OFF = {"day-0": "2024-06-05", "kind-0": "swapped_off", "name-0": "Nghỉ hoán đổi"}


def takes(page: Page) -> list[Element]:
    """The days that the form proposes, or repeats."""
    return [e for e in page.main.all("input") if e.told.get("name") == "take"]


def due(bureau: Bureau, ref: str) -> str:
    item = bureau.web.found.tracker.item(Kind.DIRECTIVE, ref)
    state = state_at(item.history, item.happenings[-1].effective_on)
    assert state is not None
    return str(state.due_on)


def test_a_year_shows_each_day_by_colour_and_in_words(bureau: Bureau) -> None:
    page = bureau.look("/admin/calendars/VN", year="2024")
    months = [one for one in page.main.all("table") if one.told.get("class") == "month"]
    assert [month.all("caption")[0].text for month in months] == [
        f"Tháng {n}" for n in range(1, 13)
    ]
    shown = {
        cell.told["class"].split()[1]: cell.text
        for cell in months[4].all("span")
        if cell.told.get("class", "").startswith("day ")
    }
    assert shown["day-makeup_work"] == "4 làm bù"
    assert shown["day-holiday"] == "1 nghỉ lễ"
    assert "Chưa duyệt đủ" in page.text
    assert "Năm 2024 có 251 ngày làm việc" in page.text


def test_calendars_without_the_days_of_a_year_ask_for_attention(bureau: Bureau) -> None:
    assert "chưa duyệt đủ ngày nghỉ của năm 2024, 2025" in bureau.look("/admin").text
    assert "năm 2025: chưa duyệt đủ" in bureau.look("/admin/calendars").text


def test_what_is_known_of_a_year_is_proposed_unless_it_is_unsettled(bureau: Bureau) -> None:
    page = bureau.look(ADOPT, year="2026")
    boxes = {e.told["value"]: "checked" in e.told for e in takes(page)}
    assert boxes["2026-01-01"]
    assert not boxes["2026-11-24"]


def test_an_adoption_does_what_was_shown_before(own: Bureau) -> None:
    before = own.recorded
    assert due(own, "CD-03") == "2024-06-13"
    looked = Page.of(own.send(own.look(ADOPT, year="2024"), ADOPT, **DOCUMENT, **OFF, take=[]))
    (row,) = looked.one("tbody").all("tr")
    assert [cell.text for cell in row.all("td")][::2] == ["CD-03", "13/6/2024"]
    assert row.all("td")[3].text == "14/6/2024"
    assert "/items/directive/CD-03" in looked.links
    assert own.recorded == before

    answer = own.confirm(looked, ADOPT)
    assert "Đã duyệt 1 ngày; 1 mục đổi thời hạn." in own.said(answer)
    assert due(own, "CD-03") == "2024-06-14"
    year = own.look("/admin/calendars/VN", year="2024")
    assert "2450/VPCP-KGVX" in year.text
    assert "Văn phòng Chính phủ" in year.text


def test_a_whole_year_is_adopted_as_proposed(own: Bureau) -> None:
    form = own.look(ADOPT, year="2025")
    ticked = [e.told["value"] for e in takes(form) if "checked" in e.told]
    looked = Page.of(own.send(form, ADOPT, **DOCUMENT, complete="yes", take=ticked))
    assert "Năm 2025 đã đủ với các ngày này" in looked.text
    days = [e.told["value"] for e in takes(looked)]
    assert days == ticked
    assert "2025-01-29" in days
    assert "Không mục còn mở nào" in looked.text
    assert own.confirm(looked, ADOPT, take=days).status_code == 303
    year = own.look("/admin/calendars/VN", year="2025")
    assert "Đã duyệt đủ." in year.text
    listed = year.one("div", aria_label="Các ngày khác ngày thường trong tuần")
    assert "đề xuất, chưa duyệt" not in listed.text
    left = takes(own.look(ADOPT, year="2025"))
    assert "2025-01-29" not in {e.told["value"] for e in left}


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({**OFF, "source.number": ""}, "source-number"),
        ({}, "days"),
        ({**OFF, "name-0": ""}, "name-0"),
        ({**OFF, "day-0": "2024-13-05"}, "day-0"),
        ({**OFF, "kind-0": "free"}, "kind-0"),
        ({**OFF, "kind-0": "makeup_work"}, "days"),
        ({**OFF, "day-2": "2024-06-05", "kind-2": "holiday", "name-2": "Hai lần"}, "days"),
    ],
)
def test_what_is_wrong_with_an_adoption_stands_beside_its_row(
    bureau: Bureau, typed: dict[str, str], field: str
) -> None:
    before = bureau.recorded
    page = bureau.look(ADOPT, year="2024")
    answer = bureau.send(page, ADOPT, **{**DOCUMENT, "take": [], **typed})
    assert answer.status_code in {409, 422}
    refused = Page.of(answer, answer.status_code)
    assert field in refused.error_of
    assert refused.one("input", name="source.issuer").told["value"] == "Văn phòng Chính phủ"
    assert bureau.recorded == before


def test_who_saw_an_older_calendar_is_told_what_was_adopted_since(own: Bureau) -> None:
    looked = Page.of(own.send(own.look(ADOPT, year="2024"), ADOPT, **DOCUMENT, **OFF, take=[]))
    assert own.confirm(looked, ADOPT).status_code == 303
    data = {**looked.filled(ADOPT, step="confirm"), "key": "8e2f"}
    stale = Page.of(own.browser().ask("POST", ADOPT, data=data), 412)
    assert "duyệt ngày nghỉ, ngày làm bù" in stale.text


def test_a_unit_gets_a_calendar_of_its_own_from_its_administrator(own: Bureau) -> None:
    typed = {"code": "LICH-NV", "name": "Lịch của phòng", "effective_on": "2024-06-03"}
    page = own.look(NEW, as_="qt.noivu")
    for unit in ("", SECOND):
        answer = own.send(page, NEW, as_="qt.noivu", unit=unit, **typed)
        assert answer.status_code == 403
    answer = own.send(page, NEW, as_="qt.noivu", unit=FIRST, **typed)
    assert "Đã lập lịch LICH-NV." in own.said(answer, as_="qt.noivu")
    adopt = "/record/calendar/adopt/LICH-NV"
    form = own.look(adopt, as_="qt.noivu", year="2024")
    assert not takes(form)
    looked = Page.of(own.send(form, adopt, as_="qt.noivu", **DOCUMENT, **OFF))
    assert own.confirm(looked, adopt, as_="qt.noivu").status_code == 303
    own.look(ADOPT, 403, as_="qt.noivu")


def test_a_calendar_that_nobody_made_is_not_found(bureau: Bureau) -> None:
    bureau.look("/admin/calendars/LICH", 404)
    bureau.look("/record/calendar/adopt/LICH", 404)
