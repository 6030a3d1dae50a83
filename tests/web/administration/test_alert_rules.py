"""The rules of alerts on their pages: who is told, when and how, and who changed that."""

from typing import Any

import httpx
import pytest

from tests.support.scenario import FIRST
from tests.web.administration.bureau import Bureau
from tests.web.reading_pages import Page
from tracker.alerts.rules.policy import DEFAULT, Policy
from tracker.alerts.rules.versions import newest
from tracker.alerts.words import Audience, Channel, Occasion

RULES, UNITS, REMOVE = "/admin/alerts", "/admin/alerts/units", "/admin/alerts/units/remove"
ONE = {"unit": FIRST, "occasion": "overdue", "audience": "superior", "channels": ["inbox"]}


def ticked(page: Page) -> list[str]:
    return [
        one.told["value"]
        for one in page.form(RULES).all("input")
        if one.told.get("name") == "rules" and "checked" in one.told
    ]


def policy(bureau: Bureau) -> Policy:
    with bureau.web.found.pool.connection() as connection:
        return newest(connection).policy


def save(bureau: Bureau, page: Page, **typed: Any) -> httpx.Response:
    return bureau.send(page, RULES, **{"rules": ticked(page), **typed})


def test_the_form_has_the_rules_that_hold(own: Bureau) -> None:
    page = own.look(RULES)

    assert page.form(RULES).all("input")
    assert page.filled(RULES)["due_soon_days"] == "7, 3, 1"
    assert "1, 3, 7, 15, 31, 63" in page.text
    assert "overdue.head.email" in ticked(page)
    assert "overdue.superior.email" not in ticked(page)

    assert own.said(save(own, page))

    assert policy(own) == DEFAULT
    assert "chưa ai thay đổi" in own.look("/admin/alerts/history").text


def test_what_is_changed_holds_and_is_told_in_the_history(own: Bureau) -> None:
    page = own.look(RULES)
    boxes = [one for one in ticked(page) if not one.startswith("period.head")]
    answer = save(
        own,
        page,
        due_soon_days="1; 5",
        silent_days="10",
        evening="17:30",
        rules=[*boxes, "overdue.superior.inbox"],
    )

    assert "Đã áp dụng quy tắc mới." in own.said(answer)

    now = policy(own)
    assert now.due_soon_days == (5, 1)
    assert (now.silent_days, f"{now.evening:%H:%M}") == (10, "17:30")
    (rule,) = [
        one
        for one in now.rules
        if (one.occasion, one.audience) == (Occasion.OVERDUE, Audience.SUPERIOR)
    ]
    assert rule.channels == (Channel.INBOX,)
    told = own.look("/admin/alerts/history").text
    assert "Bản số 1: quan.tri" in told
    assert "Nhắc trước hạn (ngày): 7, 3, 1 → 5, 1" in told
    assert "Ngừng gửi lúc: 18:00 → 17:30" in told
    assert "quá hạn, lãnh đạo đơn vị cấp trên (toàn hệ thống): không báo → hộp thông báo" in told
    assert "kỳ báo cáo sắp hết hạn, lãnh đạo đơn vị chủ trì" in told


def test_who_was_slower_is_told_what_changed_and_may_go_on(own: Bureau) -> None:
    seen = own.look(RULES)
    assert save(own, own.look(RULES), silent_days="9").status_code == 303

    # The same once more is no other wish.
    assert save(own, seen, silent_days="9").status_code == 303
    refused = save(own, seen, silent_days="12")

    page = Page.of(refused, 412)
    assert "7 → 9" in page.text
    assert page.filled(RULES)["silent_days"] == "12"
    assert policy(own).silent_days == 9
    assert save(own, page, silent_days="12").status_code == 303
    assert policy(own).silent_days == 12


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"due_soon_days": "7, x"}, "due_soon_days", "“x” không phải là số nguyên"),
        ({"due_soon_days": "3 3"}, "due_soon_days", "hai lần"),
        ({"overdue_waits": "0"}, "overdue_waits", "cần từ 1 trở lên"),
        ({"overdue_waits": "1," * 13}, "overdue_waits", "nhiều nhất là 12"),
        ({"silent_days": ""}, "silent_days", "không phải là số nguyên"),
        ({"period_days": "400"}, "period_days", "366"),
        ({"morning": "7 giờ"}, "morning", "07:30"),
        ({"evening": "06:00"}, "evening", "phải sau giờ bắt đầu"),
        ({"rules": ["overdue.nobody.inbox"]}, "rules", "nobody"),
        ({"rules": ["overdue.head.text"]}, "rules", "hộp thông báo"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    bureau: Bureau, typed: dict[str, Any], field: str, why: str
) -> None:
    page = Page.of(save(bureau, bureau.look(RULES), **typed), 422)

    assert set(page.error_of) == {field}
    assert why in page.error_of[field]
    assert policy(bureau) == DEFAULT


def test_a_unit_gets_rules_of_its_own_and_loses_them(own: Bureau) -> None:
    assert own.send(own.look(UNITS), UNITS, **ONE).status_code == 303
    page = own.look(UNITS)
    assert "Phòng Nội vụ" in page.text
    assert "1 đơn vị có quy tắc riêng" in own.look(RULES).text
    # The common rules are changed beside them.
    assert save(own, own.look(RULES), silent_days="9").status_code == 303
    assert [rule.unit for rule in policy(own).rules].count(FIRST) == 1

    gone = own.send(own.look(UNITS), REMOVE)

    assert gone.status_code == 303
    assert "Chưa đơn vị nào có quy tắc riêng." in own.look(UNITS).text
    assert policy(own).rules == DEFAULT.rules


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"unit": ""}, "unit"),
        ({"unit": "H99"}, "unit"),
        ({"channels": []}, "channels"),
        ({"occasion": "period"}, "audience"),
        ({"occasion": "always"}, "occasion"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_beside_its_field(
    bureau: Bureau, typed: dict[str, Any], field: str
) -> None:
    page = Page.of(bureau.send(bureau.look(UNITS), UNITS, **{**ONE, **typed}), 422)

    assert set(page.error_of) == {field}
    assert policy(bureau) == DEFAULT


def test_the_same_rule_is_not_given_twice(own: Bureau) -> None:
    own.send(own.look(UNITS), UNITS, **ONE)

    page = Page.of(own.send(own.look(UNITS), UNITS, **ONE), 422)

    assert "Đã có quy tắc" in page.text


def test_another_s_rule_is_not_undone_unseen(own: Bureau) -> None:
    seen = own.look(UNITS)
    own.send(own.look(UNITS), UNITS, **{**ONE, "occasion": "waiting"})

    page = Page.of(own.send(seen, UNITS, **ONE), 412)

    assert "chờ xác nhận, lãnh đạo đơn vị cấp trên (Phòng Nội vụ)" in page.text
    assert own.send(page, UNITS, **ONE).status_code == 303
    assert len([rule for rule in policy(own).rules if rule.unit == FIRST]) == 2


def test_rules_are_for_who_audits_or_administers_everything(bureau: Bureau) -> None:
    for path in (RULES, UNITS, "/admin/alerts/history"):
        bureau.look(path, 403, as_="qt.noivu")
        bureau.look(path, 403, as_="kiem.tra")
    assert RULES in bureau.look("/admin").links
    assert RULES not in bureau.look("/admin", as_="qt.noivu").links
    for path in (RULES, UNITS, REMOVE):
        browser = bureau.browser("qt.noivu")
        headers = {"origin": "http://tracker.example"}
        data = {"csrf": browser.csrf, **ONE}
        assert browser.ask("POST", path, data=data, headers=headers).status_code == 403


def test_who_audits_everything_looks_and_changes_nothing(own: Bureau) -> None:
    grant = "/admin/people/chua.giao/grant"
    own.send(own.look(grant), grant, role="auditor", everywhere="yes")

    page = own.look(RULES, as_="chua.giao")

    assert page.form(RULES).all("button") == []
    assert own.look(UNITS, as_="chua.giao").main.all("form") == []
    assert own.send(page, RULES, "chua.giao", rules=ticked(page)).status_code == 403
    assert policy(own) == DEFAULT
