"""What was sent and what was not, as administrators see it."""

from datetime import timedelta
from uuid import UUID

import httpx
import psycopg
import pytest

from tests.api.people.conftest import NOW
from tests.support.notices import account_id, deliver, digest, row
from tests.web.administration.bureau import Bureau
from tests.web.reading_pages import Page
from tracker.web.administration import alert_deliveries

PATH, AGAIN = "/admin/alerts/deliveries", "/admin/alerts/deliveries/send-again"
OVERDUE = row("CD-02", "overdue", "2024-05-20", 14)
WHY = "Bị từ chối: 550 No such mailbox"


def dead(bureau: Bureau, name: str = "vt.noivu") -> UUID:
    person = account_id(bureau.web.found, name)
    failed = {"channel": "email", "state": "dead", "problem": WHY, "attempts": 7}
    return deliver(bureau.web.found, person, digest(OVERDUE), **failed)


def states(bureau: Bureau) -> list[str]:
    with psycopg.connect(bureau.web.found.database_url) as connection:
        rows = connection.execute("select state from tracker.alert_delivery order by made_at")
        return [state for (state,) in rows]


def test_what_could_not_be_sent_says_why_and_is_sent_again(own: Bureau) -> None:
    dead(own)
    assert "1 thông báo không gửi được" in own.look("/admin").text
    page = own.look(PATH)
    assert "Không gửi được: 1." in page.text
    assert WHY in page.text
    assert "đã thử 7 lần" in page.text
    assert "Người vt.noivu" in page.text

    assert "Sẽ gửi lại 1 thông báo" in own.said(send_again(own, all="yes"))

    page = own.look(PATH)
    assert "Đang chờ: 1. Không gửi được: 0." in page.text
    assert "thử tiếp lúc 09:00:00 ngày 03/6/2024" in page.text
    assert states(own) == ["waiting"]


def send_again(bureau: Bureau, **typed: str) -> httpx.Response:
    data = {"csrf": bureau.browser().csrf, **typed}
    return bureau.browser().ask(
        "POST", AGAIN, data=data, headers={"origin": "http://tracker.example"}
    )


def test_one_of_them_is_sent_again_by_itself(own: Bureau) -> None:
    first, _ = dead(own), dead(own, "kiem.tra")

    answer = own.send(own.look(f"{PATH}/{first}"), AGAIN)

    assert answer.status_code == 303
    assert sorted(states(own)) == ["dead", "waiting"]
    assert AGAIN not in own.look(f"{PATH}/{first}").response.text
    assert send_again(own, delivery=str(first)).status_code == 404


def test_whether_somebody_got_his_notice_is_found_by_name_and_day(own: Bureau) -> None:
    clerk, auditor = account_id(own.web.found, "vt.noivu"), account_id(own.web.found, "kiem.tra")
    deliver(own.web.found, clerk, digest(OVERDUE))
    deliver(
        own.web.found, clerk, digest(row("CD-01", "due_soon", "2024-06-30", -7)), channel="email"
    )
    deliver(own.web.found, auditor, digest(OVERDUE), at=NOW - timedelta(days=3))

    found = own.look(PATH, q="noivu nguoi", on="03/6/2024")
    nobody = own.look(PATH, q="khong co ai")
    before = own.look(PATH, on="2024-05-31")

    assert len(details(found)) == 2
    assert "hộp thông báo" in found.text
    assert "thư điện tử" in found.text
    assert "Không có thông báo nào như vậy." in nobody.text
    assert "kiem.tra" in before.text
    assert len(details(before)) == 1
    assert len(details(own.look(PATH, state="sent"))) == 3
    assert details(own.look(PATH, state="dead")) == []


def test_all_digests_of_one_morning_are_found_page_by_page(
    own: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alert_deliveries, "PAGE", 2)
    clerk = account_id(own.web.found, "vt.noivu")
    made = {f"{PATH}/{deliver(own.web.found, clerk, digest(OVERDUE))}" for _ in range(5)}

    seen, page = [], own.look(PATH, state="sent")
    for size in (2, 2, 1):
        assert len(details(page)) == size
        seen += details(page)
        older = [link for link in page.links if "before=" in link]
        page = own.look(older[0]) if older else page

    assert sorted(seen) == sorted(made)


def details(page: Page) -> list[str]:
    return [link for link in page.links if link.startswith(f"{PATH}/")]


def test_a_notice_opens_what_it_said_and_why_something_was_left_out(own: Bureau) -> None:
    clerk = account_id(own.web.found, "vt.noivu")
    sent = deliver(own.web.found, clerk, digest(OVERDUE))
    empty = deliver(own.web.found, clerk, digest(OVERDUE), channel="email", state="empty")

    said, left_out = own.look(f"{PATH}/{sent}"), own.look(f"{PATH}/{empty}")

    assert "CD-02" in said.text
    assert "ngày thứ 14 sau đó" in said.text
    assert "Chưa đọc" in said.text
    assert "không gửi: đã báo cáo, hoàn thành, tạm dừng hoặc thu hồi" in left_out.text


def test_what_items_say_is_shown_to_those_alone_who_may_read_them(own: Bureau) -> None:
    """The administrator of these tests audits everything, too; the other one administers alone."""
    sent = deliver(own.web.found, account_id(own.web.found, "vt.noivu"), digest(OVERDUE))
    own.send(
        own.look("/admin/people/chua.giao/grant"),
        "/admin/people/chua.giao/grant",
        role="administrator",
        everywhere="yes",
    )

    reader = own.look(f"{PATH}/{sent}")
    administrator = own.look(f"{PATH}/{sent}", as_="chua.giao")

    assert "Nội dung CD-02" in reader.text
    assert "Nội dung CD-02" not in administrator.response.text
    assert "CD-02" in administrator.text
    assert "/items/directive/CD-02" not in administrator.links
    assert "chỉ hiện cho người có quyền" in administrator.text


@pytest.mark.parametrize("path", [PATH, f"{PATH}/00000000-0000-0000-0000-000000000000"])
def test_deliveries_are_for_who_audits_or_administers_everything(bureau: Bureau, path: str) -> None:
    bureau.look(path, 403, as_="qt.noivu")
    bureau.look(path, 403, as_="kiem.tra")


def test_what_is_no_delivery_is_refused(bureau: Bureau) -> None:
    nothing = "00000000-0000-0000-0000-000000000000"
    bureau.look(f"{PATH}/{nothing}", 404)
    bureau.look(PATH, 422, on="hôm qua")
    assert send_again(bureau, delivery=nothing).status_code == 404
    assert send_again(bureau, delivery="x").status_code == 422


def test_more_than_a_page_is_told_on_further_ones(own: Bureau) -> None:
    person = account_id(own.web.found, "vt.noivu")
    for number in range(51):
        at = NOW - timedelta(minutes=number)
        deliver(own.web.found, person, digest(), at=at)

    page = own.look(PATH, q="vt.noivu")
    (older,) = [link for link in page.links if "before" in link]

    assert len(details(page)) == 50
    assert len(details(own.look(older))) == 1
