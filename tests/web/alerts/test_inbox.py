"""The inbox: what was told, what of it is true now, and what has been read."""

from datetime import timedelta

from tests.api.asking import Web
from tests.api.people.browsers import Browser, signed_in
from tests.api.people.conftest import NOW
from tests.support.notices import account_id, deliver, digest, row
from tests.support.scenario import SECOND, Office
from tests.web.house import OURS, clock_of
from tests.web.reading_pages import Page
from tracker.commands.items import ExtendDeadline, ReportCompletion, Transfer
from tracker.fold.words import Kind

CLERK, LEADER, OTHER = "vt.noivu", "ld.noivu", "vt.hoaan"
OVERDUE = row("CD-01", "overdue", "2024-05-20", 14)
DUE_SOON = row("CD-02", "due_soon", "2024-06-05", -2)


def look(browser: Browser, path: str = "/inbox") -> Page:
    return Page.of(browser.ask("GET", path))


def unread(browser: Browser) -> str:
    """What the frame of a page says beside the way to the inbox."""
    (link,) = [one for one in look(browser, "/guide").root.all("a") if one.told["href"] == "/inbox"]
    return link.text


def seen(browser: Browser) -> str:
    """Up to which moment the page has all marked as read."""
    (until,) = [one for one in look(browser).main.all("input") if one.told["name"] == "until"]
    return until.told["value"]


def send(browser: Browser, **typed: str) -> None:
    data = {"csrf": browser.csrf, **typed}
    response = browser.ask("POST", "/inbox/read", data=data, headers=OURS)
    assert response.status_code == 303, response.text


def test_who_was_told_nothing_reads_when_something_comes(web: Web) -> None:
    browser = signed_in(web, CLERK)

    page = look(browser)

    assert "Anh/chị chưa có thông báo nào." in page.text
    assert "từ 07:00 đến 18:00" in page.text
    assert "còn 7, 3, 1 ngày" in page.text
    assert "/me/alerts" in page.links
    assert unread(browser) == "Thông báo"


def test_a_digest_leads_to_its_items_and_says_how_they_stand_now(web: Web) -> None:
    office = Office(web.found.tracker, clock_of(web))
    deliver(web.found, account_id(web.found, CLERK), digest(OVERDUE, DUE_SOON))
    office.act(ReportCompletion, Kind.DIRECTIVE, "CD-01", "3/6")
    office.act(ExtendDeadline, Kind.DIRECTIVE, "CD-02", "3/6", due_on="20/6")
    web.found.catch_up()

    page = look(signed_in(web, CLERK))

    assert {"/items/directive/CD-01", "/items/directive/CD-02"} <= set(page.links)
    done, moved = (one.text for one in page.main.all("li"))
    assert "quá hạn 14 ngày, hạn 20/5/2024" in done
    assert "hoàn thành ngày 03/6/2024" in done
    assert "còn 2 ngày, hạn 05/6/2024" in moved
    assert "hạn nay là 20/6/2024" in moved
    assert "1 việc quá hạn, 1 việc sắp đến hạn" in page.text
    assert "còn 1 việc phải xử lý" in page.text


def test_a_digest_goes_by_the_day_on_which_it_is_true(web: Web) -> None:
    """One that could not go out yesterday was made then, and counts its days from today."""
    told = {**digest(OVERDUE), "as_of": "2024-06-03"}
    deliver(web.found, account_id(web.found, CLERK), told, at=NOW - timedelta(days=3))

    assert "Thứ Hai, 03/6/2024" in look(signed_in(web, CLERK)).text


def test_an_item_that_went_to_others_is_not_told_any_further(web: Web) -> None:
    office = Office(web.found.tracker, clock_of(web))
    told = digest(OVERDUE, row("CD-99", "overdue", "2024-05-20", 3))
    deliver(web.found, account_id(web.found, CLERK), told)
    office.act(Transfer, Kind.DIRECTIVE, "CD-01", "3/6", to_unit=SECOND)
    web.found.catch_up()

    mine, gone = (one.text for one in look(signed_in(web, CLERK)).main.all("li"))

    assert "do đơn vị khác chủ trì" in mine
    assert "quá hạn chưa hoàn thành" not in mine
    assert "không còn được tính" in gone


def test_every_occasion_is_told_in_words(web: Web) -> None:
    period = {"name": "Tháng 5/2024", "closes_on": "2024-06-05", "days": 2}
    rows = [
        row("CD-01", "silent", "2024-05-20", 14),
        row("CD-02", "waiting", "2024-05-20", 14),
        row("CD-02", "due_soon", "2024-06-03", 0),
    ]
    deliver(web.found, account_id(web.found, LEADER), digest(*rows, periods=(period,)))

    page = look(signed_in(web, LEADER))

    assert "quá hạn 14 ngày không có cập nhật" in page.text
    assert "báo cáo hoàn thành ngày 20/5/2024, chờ xác nhận 14 ngày" in page.text
    assert "đến hạn hôm đó (03/6/2024)" in page.text
    assert "Kỳ báo cáo Tháng 5/2024 chốt số liệu ngày 05/6/2024" in page.text


def test_each_is_marked_by_itself_or_all_at_once_and_none_by_looking(web: Web) -> None:
    browser, me = signed_in(web, CLERK), account_id(web.found, CLERK)
    first = deliver(web.found, me, digest(OVERDUE), at=NOW - timedelta(days=1))
    deliver(web.found, me, digest(DUE_SOON))
    deliver(web.found, me, digest(DUE_SOON), at=NOW - timedelta(days=2))
    look(browser)
    assert unread(browser) == "Thông báo 3 (3 thông báo chưa đọc)"

    send(browser, delivery=str(first))
    assert unread(browser) == "Thông báo 2 (2 thông báo chưa đọc)"
    send(browser, until=seen(browser))

    assert unread(browser) == "Thông báo"
    assert "Đánh dấu" not in look(browser).text


def test_what_came_after_the_page_was_shown_stays_unread(web: Web) -> None:
    browser, me = signed_in(web, CLERK), account_id(web.found, CLERK)
    deliver(web.found, me, digest(OVERDUE), at=NOW - timedelta(days=1))
    until = seen(browser)
    deliver(web.found, me, digest(DUE_SOON))

    send(browser, until=until)

    assert unread(browser) == "Thông báo 1 (1 thông báo chưa đọc)"


def test_what_is_no_moment_is_refused(web: Web) -> None:
    browser = signed_in(web, CLERK)
    data = {"csrf": browser.csrf, "until": "hôm qua"}

    response = browser.ask("POST", "/inbox/read", data=data, headers=OURS)

    assert response.status_code == 422


def test_nobody_reads_or_marks_what_somebody_else_was_told(web: Web) -> None:
    theirs = deliver(web.found, account_id(web.found, OTHER), digest(OVERDUE))
    mine = signed_in(web, CLERK)

    send(mine, delivery=str(theirs))
    send(mine, until=NOW.isoformat())

    assert "CD-01" not in look(mine).text
    assert unread(signed_in(web, OTHER)) == "Thông báo 1 (1 thông báo chưa đọc)"


def test_only_what_reached_the_inbox_is_there(web: Web) -> None:
    me = account_id(web.found, CLERK)
    deliver(web.found, me, digest(OVERDUE), state="waiting")
    deliver(web.found, me, digest(OVERDUE), state="empty")
    deliver(web.found, me, digest(OVERDUE), channel="email")

    assert "chưa có thông báo nào" in look(signed_in(web, CLERK)).text


def test_older_notices_are_on_further_pages(web: Web) -> None:
    me = account_id(web.found, CLERK)
    for days in range(21):
        at = NOW - timedelta(days=days)
        deliver(web.found, me, {**digest(OVERDUE), "as_of": at.date().isoformat()}, at=at)
    browser = signed_in(web, CLERK)

    page = look(browser)
    (older,) = [link for link in page.links if "before" in link]
    last = look(browser, older)

    assert len(page.main.all("article")) == 20
    assert len(last.main.all("article")) == 1
    assert "14/5/2024" in last.text
    assert "Không còn thông báo cũ hơn" in look(browser, "/inbox?before=2020-01-01T00:00:00Z").text


def test_what_is_no_delivery_is_refused(web: Web) -> None:
    browser = signed_in(web, CLERK)
    data = {"csrf": browser.csrf, "delivery": "x"}

    response = browser.ask("POST", "/inbox/read", data=data, headers=OURS)

    assert response.status_code == 422


def test_an_item_s_page_says_how_many_were_told_of_it_and_when_but_not_whom(web: Web) -> None:
    for name in (CLERK, LEADER):
        deliver(web.found, account_id(web.found, name), digest(OVERDUE))
    deliver(web.found, account_id(web.found, OTHER), digest(OVERDUE), state="waiting")
    browser, item = signed_in(web, CLERK), "/items/directive/CD-01"

    said = "quá hạn: đã báo 2 nơi nhận, lần cuối 08:00:00 ngày 03/6/2024"
    assert said in look(browser, item).text
    for other in (f"{item}?as_of=2024-06-02", "/items/directive/CD-02"):
        assert "Thông báo đã gửi" not in look(browser, other).text
