"""What was recorded after a cutoff about days before it; one item event by event."""

from tests.browser.markup import Element
from tests.support.scenario import FIRST, SECOND
from tests.web.auditor.stories import S13
from tests.web.leader.desk import Desk, section
from tests.web.lists.sheets import in_csv, in_xlsx
from tests.web.reading_pages import Page

OPEN, OVERDUE = "đang thực hiện trong hạn", "quá hạn chưa hoàn thành"
DONE = "hoàn thành đúng hạn"
CLOSED = {"as_of": "2024-03-16"}


def entries(page: Page) -> list[list[str]]:
    """The rows of the list: when recorded, of which day, how late, of what, what, by whom."""
    found = page.main.all("table")
    if not found:
        return []
    return [[cell.text for cell in row.children] for row in found[0].all("tbody")[0].all("tr")]


def refs(page: Page) -> list[str]:
    return [row[3].split()[0] for row in entries(page)]


# --- late entries -------------------------------------------------------------------------------


def test_the_list_says_what_was_typed_late_how_late_and_by_whom(office: Desk):
    page = office.look("kiem.tra", "/audit/late", **CLOSED)
    assert "Đã ghi nhận sau thời điểm chốt: 4" in page.text
    assert refs(page) == [S13, "KN-1", "VOIDED", "MOVED"]
    assert entries(page)[0] == [
        "09:00:00 ngày 05/4/2024",
        "10/3/2024",
        "26",
        f"{S13} Việc",
        "Báo cáo hoàn thành Ghi chú: Có biên bản",
        "vt.huonghuu",
    ]


def test_the_times_between_which_it_was_recorded_can_be_chosen(office: Desk):
    assert refs(office.look("kiem.tra", "/audit/late", since="2024-03-20", **CLOSED)) == [S13]
    earlier = office.look("kiem.tra", "/audit/late", known_at="2024-03-20", **CLOSED)
    assert refs(earlier) == ["KN-1", "VOIDED", "MOVED"]
    page = office.look("kiem.tra", "/audit/late", since="2024-04-05", **CLOSED)
    assert entries(page) == []
    assert "Không có sự kiện nào như vậy" in page.text


def test_of_a_unit_and_a_kind_it_lists_theirs(office: Desk):
    assert refs(office.look("kiem.tra", "/audit/late", unit=FIRST, **CLOSED)) == [S13, "MOVED"]
    assert refs(office.look("mot.phong", "/audit/late", **CLOSED)) == [S13, "MOVED"]
    assert refs(office.look("kiem.tra", "/audit/late", kind="finding", **CLOSED)) == ["KN-1"]


def test_the_list_can_be_taken_along_whole(office: Desk):
    page = office.look("kiem.tra", "/audit/late", unit=SECOND, **CLOSED)
    xlsx, csv = [link.told["href"] for link in page.main.all("a") if "download" in link.told]
    rows = in_csv(office, "kiem.tra", csv)
    assert [row["Ký hiệu hoặc mã"] for row in rows] == refs(page)
    assert {row["recorded_after"][:19] for row in rows} == {"2024-03-16T23:59:59"}
    listed, told = in_xlsx(office, "kiem.tra", xlsx)
    assert len(listed) == 1 + len(refs(page))
    assert told["Đơn vị"] == SECOND
    assert told["Số dòng"] == len(refs(page))


def test_a_long_list_is_turned_over_page_by_page(sample: Desk):
    asked = {"as_of": "2024-05-01", "since": "2023-12-01", "unit": "H57.31.05"}
    page = sample.look("tat.ca", "/audit/late", **asked)
    found = entries(page)
    assert len(found) == 50
    while after := [link for link in page.main.all("a") if link.text == "Trang sau"]:
        page = sample.look("tat.ca", after[0].told["href"])
        found += entries(page)
    heading = section(page, "h-late").all("h2")[0].text
    assert heading == f"Đã ghi nhận sau thời điểm chốt: {len(found)}"
    (first,) = [link for link in page.main.all("a") if link.text == "Về trang đầu"]
    assert entries(sample.look("tat.ca", first.told["href"])) == found[:50]


# --- one item event by event --------------------------------------------------------------------


def step(page: Page) -> dict[str, str]:
    """What is told of the event at which one stands."""
    told = section(page, "h-step").all("dl")[0].children
    names = [one.text for one in told if one.tag == "dt"]
    return dict(zip(names, [one.text for one in told if one.tag == "dd"], strict=True))


def turn(page: Page, label: str) -> list[Element]:
    return [link for link in section(page, "h-step").all("a") if label in link.text]


def test_an_item_is_followed_event_by_event_with_what_was_known_after_each(office: Desk):
    page = office.look("kiem.tra", f"/audit/item/plan_task/{S13}", **CLOSED)
    told = step(page)
    assert told["Tình trạng trong ngày 10/3/2024"] == f"{OPEN} → thành {DONE}"
    assert told["Ngày 16/3/2024, khi đã biết sự kiện này"] == DONE
    assert told["Ngày hoàn thành"] == "10/3/2024"
    (before,) = turn(page, "trước")
    assert not turn(page, "sau")
    page = office.look("kiem.tra", before.told["href"])
    told = step(page)
    assert told["Tình trạng trong ngày 02/01/2024"] == f"không tính → thành {OPEN}"
    assert told["Ngày 16/3/2024, khi đã biết sự kiện này"] == OVERDUE
    assert "nhập chậm" not in section(page, "h-step").text
    (after,) = turn(page, "sau")
    assert step(office.look("kiem.tra", after.told["href"]))["Ngày hoàn thành"] == "10/3/2024"


def test_what_was_taken_back_is_struck_through(office: Desk):
    page = office.look("kiem.tra", "/audit/item/plan_task/VOIDED")
    struck = [one.text for one in page.main.all("span") if one.told.get("class") == "voided"]
    assert struck == ["Báo cáo hoàn thành"]
    assert "đã hủy bởi sự kiện số 3" in page.text


def test_as_known_earlier_the_later_events_are_not_there(office: Desk):
    told = {"known_at": "2024-03-16", **CLOSED}
    page = office.look("kiem.tra", f"/audit/item/plan_task/{S13}", **told)
    assert "Sự kiện 1/1" in page.text
    assert "Báo cáo hoàn thành" not in page.text


def test_days_with_another_unit_are_not_told_but_counted(office: Desk):
    page = office.look("mot.phong", "/audit/item/plan_task/MOVED")
    assert "Giao nhiệm vụ" in page.text
    page = office.look("kiem.tra", "/audit/item/plan_task/MOVED")
    assert "Còn" not in page.text
    office.look("mot.phong", "/audit/item/plan_task/VOIDED", 403)
    office.look("quan.tri", f"/audit/item/plan_task/{S13}", 403)
    office.look("kiem.tra", "/audit/item/plan_task/NOBODY", 404)
    office.look("kiem.tra", "/audit/item/unit/H57", 422)


def test_the_history_can_be_taken_along(office: Desk):
    page = office.look("kiem.tra", f"/audit/item/plan_task/{S13}")
    _, csv = [link.told["href"] for link in page.main.all("a") if "download" in link.told]
    assert len(in_csv(office, "kiem.tra", csv)) == 2
