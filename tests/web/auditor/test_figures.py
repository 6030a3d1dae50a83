"""Counts at any C and K, beside them those of another: what differs, why, and who may see it."""

from typing import Any

import pytest

from tests.browser.markup import Element
from tests.support.scenario import FIRST, ROOT, SECOND
from tests.web.auditor.stories import S13
from tests.web.leader.desk import Desk, numbers_with_lists, rows_of, section
from tests.web.lists.sheets import in_csv, in_xlsx
from tests.web.reading_pages import Page
from tracker.reading.counts import Dimension

OPEN, OVERDUE = "đang thực hiện trong hạn", "quá hạn chưa hoàn thành"
DONE = "hoàn thành đúng hạn"
LESS = "\N{MINUS SIGN}"
THEN_AND_NOW = {"as_of": "2024-03-16", "known_at": "2024-03-16", "against_now": "yes"}


def counted(page: Page) -> dict[str, list[str]]:
    return rows_of(section(page, "h-counts"))


def differing(page: Page) -> dict[str, Element]:
    """The items that differ by their references."""
    (found,) = [e for e in page.main.all("ol") if e.told.get("class") == "audit-differing"]
    return {one.all("a")[0].text: one for one in found.children}


# --- counts -------------------------------------------------------------------------------------


def test_the_report_of_the_sample_says_twelve_and_later_fifteen(sample: Desk):
    asked = {"as_of": "2024-03-08", "known_at": "2024-03-08T17:30:00+07:00", "against_now": "yes"}
    page = sample.look("tat.ca", "/audit", unit="H57.31.05", kind="plan_task", **asked)
    assert counted(page) == {
        OPEN: ["7", "5", f"{LESS}2"],
        OVERDUE: ["1", "0", f"{LESS}1"],
        DONE: ["12", "15", "+3"],
        "Tổng số": ["20", "20", "0"],
    }
    assert set(differing(page)) == {"HH-2024-NV11", "HH-2024-NV16", "HH-2024-NV19"}


def test_what_was_typed_late_is_overdue_as_known_then_and_done_as_known_later(office: Desk):
    then = office.look("kiem.tra", "/audit", as_of="2024-03-16", known_at="2024-03-16")
    later = office.look("kiem.tra", "/audit", as_of="2024-03-16", known_at="2024-04-05")
    assert counted(then)[OVERDUE] == ["2"]
    assert counted(later)[OVERDUE] == ["2"]
    both = office.look("kiem.tra", "/audit", **THEN_AND_NOW)
    item = differing(both)[S13]
    assert [e.text for e in item.all("span") if "state" in e.told.get("class", "")] == [
        OVERDUE,
        DONE,
    ]
    assert "nhập chậm 26 ngày" in item.text
    assert "Báo cáo hoàn thành ngày 10/3/2024" in item.text
    assert "ghi nhận lúc 09:00:00 ngày 05/4/2024" in item.text
    assert "Có biên bản" in item.text


def test_every_number_leads_to_a_list_of_as_many_items(office: Desk):
    told = {**THEN_AND_NOW, "against_as_of": "2024-03-25"}
    found: dict[str, int] = {}
    for by in ("", *Dimension):
        page = office.look("kiem.tra", "/audit", by=by, **told)
        for number, address in numbers_with_lists(page):
            assert found.setdefault(address, number) == number
    assert len(found) > 20
    for address, number in found.items():
        assert office.listed("kiem.tra", address) == number, address


def test_what_is_out_stands_apart_from_the_total(office: Desk):
    rows = counted(office.look("kiem.tra", "/audit", as_of="2024-03-16"))
    assert rows["Tổng số"] == ["5"]
    apart = next(cells for head, cells in rows.items() if "để riêng" in head)
    assert apart == ["1"]


def test_money_of_findings_is_counted_on_both_sides(office: Desk):
    page = office.look("kiem.tra", "/audit", kind="finding", **THEN_AND_NOW)
    rows = counted(page)
    assert rows["Số tiền phải thu hồi (đồng)"] == ["16.424.380", "16.424.380", "0"]
    assert rows["Số tiền đã thu hồi (đồng)"] == ["0", "6.424.380", "6.424.380"]


# --- what differs -------------------------------------------------------------------------------


def test_the_items_that_differ_are_told_with_the_events_that_did_it(office: Desk):
    found = differing(office.look("kiem.tra", "/audit", **THEN_AND_NOW))
    assert set(found) == {S13, "VOIDED"}
    assert "Hủy bỏ nội dung ghi sai" in found["VOIDED"].text
    assert "Ghi nhầm" in found["VOIDED"].text


def test_of_a_unit_what_left_it_differs_too(office: Desk):
    found = differing(office.look("kiem.tra", "/audit", unit=SECOND, **THEN_AND_NOW))
    assert "không tính" in found["MOVED"].text
    assert "Chuyển đơn vị chủ trì ngày 12/3/2024" in found["MOVED"].text


def test_two_days_can_be_set_side_by_side_and_time_alone_makes_a_difference(office: Desk):
    page = office.look(
        "kiem.tra", "/audit", as_of="2024-03-14", known_at="2024-03-15", against_as_of="2024-03-16"
    )
    item = differing(page)[S13]
    assert "Không do sự kiện nào của mục này" in item.text


def test_nothing_differs_between_two_cuts_that_are_the_same(office: Desk):
    page = office.look("kiem.tra", "/audit", as_of="2024-06-01", against_now="yes")
    assert "Không mục nào khác nhau" in page.text


# --- files and proof ----------------------------------------------------------------------------


def files(page: Page) -> list[str]:
    return [link.told["href"] for link in page.main.all("a") if "download" in link.told]


def test_what_is_seen_can_be_taken_along_with_its_times_and_filters(office: Desk):
    page = office.look("kiem.tra", "/audit", by="unit", unit=ROOT, **THEN_AND_NOW)
    xlsx, csv, changes_xlsx, changes_csv = files(page)
    assert [row["Đơn vị"] for row in in_csv(office, "kiem.tra", csv)] == [FIRST, SECOND]
    listed, told = in_xlsx(office, "kiem.tra", xlsx)
    assert len(listed) == 3
    assert told["Đơn vị"] == ROOT
    rows = in_csv(office, "kiem.tra", changes_csv)
    assert {row["Ký hiệu"] for row in rows} == {S13, "VOIDED"}
    assert {row["against_as_of"] for row in rows} == {"2024-03-16"}
    _, told = in_xlsx(office, "kiem.tra", changes_xlsx)
    assert {"Tính đến ngày", "So với dữ liệu ghi nhận đến"} <= set(told)


def test_the_proof_asks_the_same_again(office: Desk):
    page = office.look("kiem.tra", "/audit", by="unit", **THEN_AND_NOW)
    proof = section(page, "h-proof")
    base = office.web.found.settings.address
    (again,) = [link.told["href"] for link in proof.all("a")]
    pinned = office.look("kiem.tra", again)
    assert counted(pinned) == counted(page)
    assert set(differing(pinned)) == set(differing(page))
    assert "against_now" not in again
    codes = [code.text for code in proof.all("code")]
    counts, beside, changes = (
        answer(office, code.removeprefix(base)) for code in codes if code.startswith(base)
    )
    assert [counts["total"], beside["total"]] == [
        int(number) for number in counted(page)["Tổng số"][:2]
    ]
    assert {item["ref"] for item in changes["items"]} == set(differing(page))
    assert codes[1] == (
        "tracker counts --as-of 2024-03-16 --known-at 2024-03-16T23:59:59.999999+07:00"
        f" --unit {ROOT} --by unit"
    )


def answer(office: Desk, path: str) -> Any:
    response = office.browser("kiem.tra").ask("GET", path)
    assert response.status_code == 200, response.text
    return response.json()


# --- who may ----------------------------------------------------------------------------------


def test_an_auditor_of_one_unit_sees_that_one_and_no_other(office: Desk):
    page = office.look("mot.phong", "/audit", as_of="2024-03-16")
    assert "Số liệu của Phòng Nội vụ" in page.text
    for path in ("/audit", "/audit/late", "/audit/flows", "/audit/files/counts"):
        office.look("mot.phong", path, 403, unit=SECOND)
        office.look("mot.phong", path, 403, unit=ROOT)
        office.look("mot.phong", path, 404, unit="H99")


def test_who_audits_two_units_says_which(office: Desk):
    for path in ("/audit", "/audit/late", "/audit/flows"):
        page = office.look("hai.noi", path, as_of="2024-03-16")
        assert page.heading == "Chọn đơn vị cần kiểm tra"
        chosen = [link for link in page.links if "unit=" in link]
        assert len(chosen) == 2
        for link in chosen:
            office.look("hai.noi", link)


@pytest.mark.parametrize("path", ["/audit", "/audit/late", "/audit/flows"])
def test_who_may_see_no_item_sees_no_figures(office: Desk, path: str):
    office.look("quan.tri", path, 403)
    office.look("chua.giao", path, 403)
    office.look("lanh.dao", path)


@pytest.mark.parametrize(
    "asked",
    [
        {"as_of": "8 tháng 3"},
        {"known_at": "hôm qua"},
        {"against": "x"},
        {"against_as_of": "30/2/2024"},
        {"by": "colour"},
        {"page": "0"},
        {"nonsense": "1"},
        {"kind": "task"},
    ],
)
def test_what_means_nothing_is_refused(office: Desk, asked: dict[str, str]):
    office.look("kiem.tra", "/audit", 422, **asked)


def test_nothing_here_writes(office: Desk):
    page = office.look("kiem.tra", "/audit", **THEN_AND_NOW)
    assert [form.told["method"] for form in page.main.all("form")] == ["get"]
