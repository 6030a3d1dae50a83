"""A table of units: looked at row by row, taken whole or not, the same again is nothing new."""

from typing import Any

import httpx

from tests.support.scenario import ROOT
from tests.web.administration.bureau import Bureau
from tests.web.reading_pages import Page

PATH = "/record/units/import"
HEAD = "mã\ttên\tcấp\tcấp trên\ttừ ngày\tđến ngày\tkế thừa\n"
SOUND = f"{HEAD}H57.40\tPhòng Y tế\tphòng ban\t{ROOT}\t01/02/2024\t\t\n"
BAD = SOUND.replace(ROOT, "H99") + f"H57.41\t\tlàng\t{ROOT}\t32/1/2024\t\t\n"


def pasted(bureau: Bureau, table: str, **typed: Any) -> httpx.Response:
    return bureau.send(bureau.look(PATH), PATH, table=table, **typed)


def test_every_bad_row_is_named_and_nothing_is_taken(bureau: Bureau) -> None:
    before = bureau.recorded
    page = Page.of(pasted(bureau, BAD), 422)
    rows = [[cell.text for cell in row.all("td")] for row in page.one("tbody").all("tr")]
    named = [("2", "cấp trên"), ("3", "tên"), ("3", "cấp"), ("3", "từ ngày")]
    assert sorted((row, column) for row, column, _ in rows) == sorted(named)
    assert "H99" in rows[0][2]
    assert bureau.recorded == before


def test_a_sound_table_is_shown_then_taken_and_the_same_again_is_nothing_new(own: Bureau) -> None:
    before = own.recorded
    looked = Page.of(pasted(own, SOUND, **{"source.number": "15/NQ-HĐND"}))
    assert "sẽ ghi 1 sự kiện" in looked.text
    assert own.recorded == before
    answer = own.confirm(looked, PATH, table=SOUND)
    assert "Đã ghi 1 sự kiện của 1 đơn vị." in own.said(answer)
    unit = own.look("/admin/units/H57.40")
    assert unit.heading == "Phòng Y tế"
    assert "15/NQ-HĐND" in unit.text
    assert "Không có gì mới" in Page.of(pasted(own, SOUND)).text
    assert own.confirm(looked, PATH, table=SOUND).status_code == 303
    assert own.recorded == before + 1


def test_what_is_no_table_is_refused_beside_the_field(bureau: Bureau) -> None:
    assert set(Page.of(pasted(bureau, ""), 422).error_of) == {"table"}
    page = Page.of(pasted(bureau, "hai cột,không phải\n1,2\n"), 422)
    assert "tìm thấy dòng tiêu đề" in page.error_of["table"]
    assert page.one("textarea", name="table").text.startswith("hai cột")


def test_a_table_is_for_who_runs_all_units(bureau: Bureau) -> None:
    bureau.look(PATH, 403, as_="qt.noivu")
