"""``/work-log``: what somebody did between two days, his own alone, to be taken along."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.api.asking import WHEN_ASKED, serving
from tests.api.people.conftest import employ, hashing_cheaply
from tests.conftest import Databases
from tests.reading.recording import record_here
from tests.support.scenario import (
    FIRST,
    ROOT,
    Line,
    assigned_line,
    happened_line,
    unit_line,
)
from tests.web.leader.desk import Desk
from tests.web.lists.sheets import in_csv, in_xlsx, rows
from tests.web.reading_pages import Page
from tracker.clock import FixedClock
from tracker.fold.words import Kind
from tracker.rights.words import Role

TASK = Kind.PLAN_TASK
MANY = 130


def by(actor: str, line: Line) -> Line:
    return {**line, "actor": actor}


def history() -> list[Line]:
    lines = [
        by("quan.tri", unit_line(ROOT)),
        by("quan.tri", unit_line(FIRST, ROOT)),
        by("can.bo", assigned_line(TASK, "T1", unit=FIRST)),
        by("can.bo", happened_line(TASK, "T1", "completion_reported", "30/5", typed="3/6")),
        by("khac", assigned_line(TASK, "T2", unit=FIRST)),
        by("quan.tri", assigned_line(TASK, "T3", unit=FIRST)),
        by("khac", happened_line(TASK, "T2", "started", "3/6")),
        by("can.bo", happened_line(TASK, "T2", "completion_reported", "3/6", note="Nhầm mục")),
        by("can.bo", happened_line(TASK, "T2", "voided", "3/6", event_no=3, reason="Ghi nhầm")),
        *(
            by("nhieu.viec", happened_line(TASK, "T3", "progress_noted", "1/4", note=f"{number}"))
            for number in range(MANY)
        ),
    ]
    return sorted(lines, key=lambda line: datetime.fromisoformat(line["recorded_at"]))


@pytest.fixture(scope="module")
def desk(databases: Databases) -> Iterator[Desk]:
    with databases.fresh() as url:
        record_here(url, history())
        with serving(url, clock=FixedClock(WHEN_ASKED), signed_in=False) as web:
            hashing_cheaply(web.found)
            for name in ("can.bo", "khac", "nhieu.viec"):
                employ(web.found, name, f"Người {name}", [(Role.CLERK, FIRST)])
            employ(web.found, "quan.tri", "Người quản trị", [(Role.ADMINISTRATOR, None)])
            employ(web.found, "nghi.viec", "Người nghỉ việc", [])
            web.found.catch_up()
            yield Desk(web)


def work(page: Page) -> list[list[str]]:
    return rows(page) if page.main.all("table") else []


def test_it_lists_what_the_reader_did_this_month_the_last_first(desk: Desk):
    page = desk.look("can.bo", "/work-log")
    assert page.heading == "Nhật ký công việc"
    assert "Người can.bo: 3 việc đã ghi, từ 01/6/2024 đến 03/6/2024" in page.text
    assert [row[1:] for row in work(page)] == [
        ["03/6/2024", "Hủy bỏ nội dung ghi sai", "T2 Việc", "Ghi nhầm"],
        ["03/6/2024", "Báo cáo hoàn thành đã hủy bởi sự kiện số 4", "T2 Việc", "Nhầm mục"],
        ["30/5/2024 nhập chậm 4 ngày", "Báo cáo hoàn thành", "T1 Việc", ""],
    ]
    assert "/items/plan_task/T1" in page.links


def test_the_days_can_be_those_on_which_the_work_was_done(desk: Desk):
    told = {"from": "2024-05-01", "to": "2024-05-31"}
    assert work(desk.look("can.bo", "/work-log", **told)) == []
    page = desk.look("can.bo", "/work-log", by="effective", **told)
    assert [row[3] for row in work(page)] == ["T1 Việc"]


def test_periods_that_people_ask_about_are_one_click_away(desk: Desk):
    page = desk.look("can.bo", "/work-log")
    periods = [link for link in page.links if link.startswith("/work-log?")]
    assert len(periods) == 4
    assert "from=2024-05-01&to=2024-05-31" in periods[-1]
    for address in periods:
        desk.look("can.bo", address)


def test_everybody_sees_his_own_alone(desk: Desk):
    year = {"from": "2024-01-01", "to": "2024-12-31"}
    assert [row[2] for row in work(desk.look("khac", "/work-log", **year))] == [
        "Bắt đầu thực hiện",
        "Giao nhiệm vụ",
    ]
    units = work(desk.look("quan.tri", "/work-log", **year))
    assert [row[3] for row in units] == [
        "T3 Việc",
        f"Đơn vị {FIRST} Phòng Nội vụ",
        f"Đơn vị {ROOT} Phòng Nội vụ",
    ]
    desk.look("nghi.viec", "/work-log", 403)
    desk.look("nghi.viec", "/work-log/file", 403)


def test_a_long_list_is_turned_over_and_nothing_is_lost(desk: Desk):
    for by_ in ("recorded", "effective"):
        page = desk.look("nhieu.viec", "/work-log", by=by_, **{"from": "1/4/2024"})
        assert f"{MANY} việc" in page.text
        notes = [row[4] for row in work(page)]
        (after,) = [link for link in page.main.all("a") if link.text == "Trang sau"]
        page = desk.look("nhieu.viec", after.told["href"])
        notes += [row[4] for row in work(page)]
        assert notes == [str(number) for number in reversed(range(MANY))]
        assert any(link.text == "Về trang đầu" for link in page.main.all("a"))


def test_the_list_can_be_taken_along_whole(desk: Desk):
    page = desk.look("nhieu.viec", "/work-log", **{"from": "2024-04-01"})
    xlsx, csv = [link.told["href"] for link in page.main.all("a") if "download" in link.told]
    listed = in_csv(desk, "nhieu.viec", csv)
    assert len(listed) == MANY
    assert {row["actor"] for row in listed} == {"nhieu.viec"}
    assert {(row["from"], row["to"]) for row in listed} == {("2024-04-01", "2024-06-03")}
    table, told = in_xlsx(desk, "nhieu.viec", xlsx)
    assert len(table) == MANY + 1
    assert told["Số dòng"] == MANY


@pytest.mark.parametrize(
    "asked", [{"from": "x"}, {"to": "31/2/2024"}, {"from": "2024-06-03", "to": "2024-06-02"}]
)
@pytest.mark.parametrize("path", ["/work-log", "/work-log/file"])
def test_days_that_are_none_are_refused(desk: Desk, path: str, asked: dict[str, str]):
    desk.look("can.bo", path, 422, **asked)


def test_in_english_nothing_is_left_in_vietnamese(desk: Desk):
    browser = desk.browser("khac")
    browser.cookies["tracker_language"] = "en"
    page = Page.of(browser.ask("GET", "/work-log"))
    assert page.heading == "Work log"
    assert "Started" in page.text or "started" in page.text
    del browser.cookies["tracker_language"]
