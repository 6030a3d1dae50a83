"""Which alerts of a day were due and raised, and who was told: the page, the API, the files."""

from collections.abc import Iterator

import pytest

from tests.api.asking import WHEN_ASKED, refused, serving
from tests.api.people.conftest import employ, hashing_cheaply
from tests.conftest import Databases
from tests.support.alert_stories import settle, sweep_each_day, tell
from tests.support.scenario import FIRST, ROOT, SECOND
from tests.web.auditor.stories import PEOPLE
from tests.web.leader.desk import Desk, section
from tests.web.lists.sheets import in_csv, in_xlsx
from tests.web.reading_pages import Page
from tracker.aggregates.account import account_stream
from tracker.clock import FixedClock

PATH = "/audit/alerts"


@pytest.fixture(scope="module")
def audited(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The stories of alerts, with people who were told; these tests only look."""
    with databases.fresh() as url:
        settle(url, tmp_path_factory.mktemp("alerts"), WHEN_ASKED)
        with serving(url, clock=FixedClock(WHEN_ASKED), signed_in=False) as web:
            hashing_cheaply(web.found)
            for name, roles in PEOPLE.items():
                employ(web.found, name, f"Người {name}", roles)
            web.found.catch_up()
            with web.found.pool.connection() as connection:
                sweep_each_day(connection)
                tell(connection, {name: account_stream(name) for name in PEOPLE})
            yield Desk(web)


def listed(page: Page) -> list[str]:
    """The references of the list."""
    tables = section(page, "h-list").all("table")
    return [row.all("a")[0].text for row in tables[0].all("tr")[1:]] if tables else []


def told(page: Page, ref: str) -> str:
    """Who was told of an item."""
    (table,) = section(page, "h-list").all("table")
    (row,) = [row for row in table.all("tr")[1:] if row.all("a")[0].text == ref]
    return row.all("td")[-1].text


# --- the page -----------------------------------------------------------------------------------


def test_every_number_of_the_day_has_its_list(audited: Desk):
    for day in ("2024-03-08", "2024-03-12", "2024-03-15", "2024-03-18"):
        page = audited.look("kiem.tra", PATH, as_of=day)
        leads = [link for link in section(page, "h-day").all("a") if link.told["href"]]
        assert leads
        for link in leads:
            shown = audited.look("kiem.tra", link.told["href"])
            assert len(listed(shown)) == int(link.text)


def test_it_says_whether_the_scheduler_looked_at_the_day(audited: Desk):
    def says(day: str, **asked: str) -> str:
        return section(audited.look("kiem.tra", PATH, as_of=day, **asked), "h-day").all("p")[0].text

    assert "đã quét các mốc của ngày này lúc 07:00:01 ngày 08/3/2024" in says("2024-03-08")
    assert "lượt quét đầu tiên sau đó là lúc 07:00:01 ngày 15/3/2024" in says("2024-03-12")
    assert "quét lần đầu cho ngày 08/3/2024" in says("2024-03-06")
    assert "chưa có lượt quét nào trọn vẹn cho ngày này" in says("2024-03-21")
    assert "chưa quét lần nào" in says("2024-03-08", known_at="2024-03-07")


def test_what_is_missing_stands_out(audited: Desk):
    page = audited.look("kiem.tra", PATH, as_of="2024-03-12", outcome="missing")
    assert listed(page) == ["MISSING"]
    alarms = [cell for cell in page.main.all("td") if "alert-alarm" in cell.told.get("class", "")]
    assert [cell.text for cell in alarms] == ["1"]


def test_it_says_who_was_told_and_what_became_of_it(audited: Desk):
    page = audited.look("kiem.tra", PATH, as_of="2024-03-08")
    assert "Người can.bo (can.bo) : hộp thông báo, đã gửi 07:01:00" in told(page, "OPEN")
    assert "thư điện tử, gửi không được" in told(page, "OPEN")
    assert "gửi đến can.bo@h57.example no such mailbox" in told(page, "OPEN")
    assert "không gửi 07:01:00 ngày 08/3/2024: đã báo cáo" in told(page, "DONE")
    assert told(page, "LATE") == "không có người nhận"


def test_after_an_outage_the_later_level_that_was_told_is_named(audited: Desk):
    page = audited.look("kiem.tra", PATH, as_of="2024-03-12", outcome="raised_late")
    assert "Trước hạn 1 ngày".lower() in told(page, "OPEN").lower()
    page = audited.look("kiem.tra", PATH, as_of="2024-03-12", outcome="closed")
    assert "Báo cáo hoàn thành, ghi lúc 09:00:00 ngày 13/3/2024".lower() in page.text.lower()


def test_levels_that_are_no_marks_and_closing_periods_are_listed_too(audited: Desk):
    page = audited.look("kiem.tra", PATH, as_of="2024-03-18", outcome="further")
    assert listed(page) == ["OPEN"]
    assert "Quá hạn 3 ngày" in page.text
    page = audited.look("kiem.tra", PATH, as_of="2024-03-28")
    assert "quý I/2024" in section(page, "h-list").text
    assert "Còn 3 ngày là hết kỳ" in page.text


def test_as_known_earlier_nothing_of_later_is_told(audited: Desk):
    page = audited.look("kiem.tra", PATH, as_of="2024-03-08", known_at="2024-03-08T07:00:30")
    assert "hộp thông báo, chờ gửi" in told(page, "OPEN")
    assert "gửi không được" not in page.text
    assert told(page, "DONE").endswith("chờ gửi")


def test_it_is_for_those_who_audit_the_unit(audited: Desk):
    for name in ("can.bo", "lanh.dao", "quan.tri", "chua.giao"):
        audited.look(name, PATH, 403, as_of="2024-03-08")
    assert listed(audited.look("mot.phong", PATH, as_of="2024-03-08")) == [
        "DONE",
        "LATE",
        "OLD",
        "OPEN",
    ]
    audited.look("mot.phong", PATH, 403, as_of="2024-03-08", unit=SECOND)
    assert "unit=H57.31" in str(audited.look("hai.noi", PATH, as_of="2024-03-08").links)
    assert len(listed(audited.look("tat.ca", PATH, as_of="2024-03-08"))) == 6


def test_the_list_can_be_taken_along(audited: Desk):
    page = audited.look("kiem.tra", PATH, as_of="2024-03-12", unit=SECOND)
    xlsx, csv = [link.told["href"] for link in page.main.all("a") if "download" in link.told]
    found = in_csv(audited, "kiem.tra", csv)
    assert [row["Ký hiệu"] for row in found] == listed(page)
    assert {row["outcome"] for row in found} == {"raised_late", "closed", "missing"}
    lines, said = in_xlsx(audited, "kiem.tra", xlsx)
    assert len(lines) == 1 + len(found)
    assert said["thiếu cảnh báo"] == 1


# --- the same over HTTP -------------------------------------------------------------------------


def test_programs_get_the_day_in_numbers_and_page_by_page(audited: Desk):
    browser = audited.browser("kiem.tra")
    whole = browser.get("/alerts", on="2024-03-12", unit=ROOT).json()
    assert whole["due"] == sum(list(whole["totals"].values())[:7]) == 6
    assert (whole["swept_at"], whole["swept_later_at"]) == (None, "2024-03-15T07:00:01+07:00")
    (missing,) = [one for one in whole["alerts"] if one["outcome"] == "missing"]
    assert (missing["ref"], missing["level"], missing["told"]) == ("MISSING", -3, [])
    pages = [browser.get("/alerts", on="2024-03-12", unit=ROOT, limit="4").json()]
    while pages[-1]["next"]:
        asked = {"on": "2024-03-12", "unit": ROOT, "limit": "4", "cursor": pages[-1]["next"]}
        pages.append(browser.get("/alerts", **asked).json())
    assert [one for page in pages for one in page["alerts"]] == whole["alerts"]
    assert [len(page["alerts"]) for page in pages] == [4, 2]


def test_a_cursor_of_another_list_is_refused(audited: Desk):
    browser = audited.browser("kiem.tra")
    first = browser.get("/alerts", on="2024-03-12", limit="1").json()
    assert first["limited_to"] == ROOT
    other = browser.get("/alerts", on="2024-03-12", outcome="late", cursor=first["next"])
    assert other.status_code == 422
    asked = {"on": "2024-03-12", "outcome": "missing", "cursor": first["next"]}
    refused(browser.get("/alerts", **asked), 422, "bad_cursor")
    refused(browser.get("/alerts", on="12/3/2024"), 422, "bad_day")


def test_programs_too_are_limited_to_what_their_people_audit(audited: Desk):
    refused(audited.browser("lanh.dao").get("/alerts", on="2024-03-08"), 403, "act_not_granted")
    browser = audited.browser("mot.phong")
    assert {one["unit"] for one in browser.get("/alerts", on="2024-03-08").json()["alerts"]} == {
        FIRST
    }
    refused(browser.get("/alerts", on="2024-03-08", unit=SECOND), 403, "unit_not_granted")
