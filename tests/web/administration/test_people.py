"""Accounts: found, registered, given roles, helped; and never a secret but the link just made."""

import re

import pytest

from tests.api.people.browsers import PASSWORD, Browser
from tests.support.scenario import FIRST, ROOT, SECOND
from tests.web.administration.bureau import Bureau
from tests.web.reading_pages import Page

NEW = "/admin/registration"
TYPED = {"name": "Moi.Vao", "full_name": "Trần Văn Mới", "email": "moi@noivu.example"}


def deed(name: str, what: str) -> str:
    return f"/admin/people/{name}/{what}"


def listed(page: Page) -> list[str]:
    """Whom a list names."""
    return [
        link.rpartition("/")[2]
        for link in page.links
        if re.fullmatch(r"/admin/people/[a-z0-9.]+", link)
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "nguoi vt"}, ["vt.noivu"]),
        ({"unit": FIRST}, ["qt.noivu", "vt.noivu"]),
        ({"role": "auditor"}, ["kiem.tra", "quan.tri"]),
        ({"role": "clerk", "unit": ROOT}, []),
        ({"condition": "no_role"}, ["chua.giao"]),
        ({"condition": "disabled"}, []),
        ({"condition": "no_password"}, []),
    ],
)
def test_people_are_found_by_name_unit_role_and_state(
    bureau: Bureau, asked: dict[str, str], found: list[str]
) -> None:
    assert listed(bureau.look("/admin/people", **asked)) == found


def test_accounts_that_somebody_forgot_ask_for_attention(bureau: Bureau) -> None:
    page = bureau.look("/admin")
    assert "1 tài khoản chưa được giao vai trò nào" in page.text
    assert "/admin/people?condition=no_role" in page.links


def test_an_administrator_of_a_unit_sees_and_touches_its_people_alone(bureau: Bureau) -> None:
    assert listed(bureau.look("/admin/people", as_="qt.noivu")) == ["qt.noivu", "vt.noivu"]
    for path in ("/admin/people/quan.tri", deed("kiem.tra", "disable")):
        bureau.look(path, 403, as_="qt.noivu")
    page = bureau.look(deed("vt.noivu", "grant"), as_="qt.noivu")
    path = deed("vt.noivu", "grant")
    for unit in (SECOND, ROOT):
        answer = bureau.send(page, path, as_="qt.noivu", role="clerk", unit=unit)
        assert answer.status_code == 403
    data = {**page.filled(path, role="clerk", unit=""), "everywhere": "yes"}
    assert bureau.browser("qt.noivu").ask("POST", path, data=data).status_code == 403
    sent = bureau.browser("qt.noivu").ask(
        "POST", deed("quan.tri", "disable"), data=page.filled(deed("vt.noivu", "grant"))
    )
    assert sent.status_code == 403
    assert "hoạt động" in bureau.look("/admin/people/quan.tri").text


def test_a_person_is_registered_given_a_role_and_a_link_that_is_shown_once(own: Bureau) -> None:
    answer = own.send(own.look(NEW), NEW, **TYPED)
    assert "Đã cấp tài khoản moi.vao." in own.said(answer)
    path = deed("moi.vao", "grant")
    answer = own.send(own.look(path), path, role="clerk", unit=SECOND, until="2024-12-31")
    page = Page.of(own.browser().ask("GET", answer.headers["location"]))
    assert "UBND xã Hòa An" in page.text
    assert "31/12/2024" in page.text

    path = deed("moi.vao", "invite")
    link = Page.of(own.browser().ask("POST", path, data=own.look(path).filled(path)))
    address = link.one("input", id="one-time-link").told["value"]
    secret = address.partition("token=")[2]
    assert len(secret) > 20
    assert "Dùng được một lần" in link.text
    for other in ("/admin/people/moi.vao", "/admin/people", "/admin/rights"):
        assert secret not in own.look(other).response.text
    stranger = Browser(own.web)
    page = Page.of(stranger.ask("GET", f"/invitation?token={secret}"))
    assert page.one("input", name="password").told["type"] == "password"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "nguyễn a"}, "name"),
        ({"name": "vt.noivu"}, "name"),
        ({"name": ""}, "name"),
        ({"full_name": ""}, "full_name"),
        ({"email": "khong phai"}, "email"),
    ],
)
def test_what_is_wrong_with_a_registration_stands_beside_its_field(
    bureau: Bureau, typed: dict[str, str], field: str
) -> None:
    answer = bureau.send(bureau.look(NEW), NEW, **{**TYPED, **typed, "reason": "Mới tuyển"})
    assert answer.status_code in {409, 422}
    page = Page.of(answer, answer.status_code)
    assert set(page.error_of) == {field}
    assert page.one("textarea", name="reason").text == "Mới tuyển"
    assert listed(bureau.look("/admin/people", q="moi")) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"role": ""}, "role"),
        ({"role": "king"}, "role"),
        ({"unit": "H99"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"since": "2024-06-02"}, "since"),
        ({"since": "hôm qua"}, "since"),
        ({"until": "2024-06-01"}, "until"),
        ({"role": "clerk", "unit": FIRST}, "role"),
    ],
)
def test_what_is_wrong_with_a_grant_stands_beside_its_field(
    bureau: Bureau, typed: dict[str, str], field: str
) -> None:
    path = deed("vt.noivu", "grant")
    answer = bureau.send(
        bureau.look(path), path, **{"role": "leader", "unit": SECOND, "reason": "Thử", **typed}
    )
    assert answer.status_code in {404, 409, 422}
    page = Page.of(answer, answer.status_code)
    assert set(page.error_of) == {field}
    assert "Lãnh đạo" not in bureau.look("/admin/people/vt.noivu").text


def test_a_role_for_everything_is_asked_for_in_so_many_words(own: Bureau) -> None:
    path = deed("vt.noivu", "grant")
    answer = own.send(own.look(path), path, role="leader", unit="", everywhere="yes")
    assert answer.status_code == 303, answer.text
    assert "toàn hệ thống" in own.look("/admin/people/vt.noivu").text


def test_a_role_is_revoked_at_once_and_that_is_seen_on_the_day(own: Bureau) -> None:
    person = own.look("/admin/people/vt.noivu")
    (link,) = [one for one in person.links if "/revoke?" in one]
    answer = own.send(own.look(link), deed("vt.noivu", "revoke"), reason="Chuyển công tác")
    page = Page.of(own.browser().ask("GET", answer.headers["location"]))
    assert "chưa có vai trò" in page.text
    assert "Chuyển công tác" in page.text
    assert "vt.noivu" in own.look("/admin/rights", on="2024-06-03").text
    assert "vt.noivu" not in own.look("/admin/rights", on="2024-06-04").text


def test_a_disabled_account_is_out_and_comes_back(own: Bureau) -> None:
    clerk = own.browser("vt.noivu")
    path = deed("vt.noivu", "disable")
    own.said(own.send(own.look(path), path, reason="Nghỉ việc"))
    assert not clerk.is_in
    assert listed(own.look("/admin/people", condition="disabled")) == ["vt.noivu"]
    path = deed("vt.noivu", "enable")
    own.said(own.send(own.look(path), path))
    assert clerk.sign_in("vt.noivu", PASSWORD).status_code == 200


def test_the_last_administrator_cannot_shut_himself_out(own: Bureau) -> None:
    path = deed("quan.tri", "disable")
    answer = own.send(own.look(path), path)
    assert answer.status_code == 409
    assert own.browser().is_in


def test_sessions_are_ended_and_a_name_is_changed(own: Bureau) -> None:
    clerk = own.browser("vt.noivu")
    path = deed("vt.noivu", "sign-out-everywhere")
    own.said(own.send(own.look(path), path))
    assert not clerk.is_in
    path = deed("vt.noivu", "rename")
    own.said(own.send(own.look(path), path, full_name="Nguyễn Thị Đào", email="dao@x.example"))
    assert own.look("/admin/people/vt.noivu").heading == "Nguyễn Thị Đào"
    path = deed("vt.noivu", "reset-second-factor")
    assert own.send(own.look(path), path).status_code == 409


def test_who_saw_an_older_account_is_told_what_changed_and_goes_on(own: Bureau) -> None:
    path = deed("vt.noivu", "rename")
    seen = own.look(path)
    own.said(own.send(seen, path, full_name="Nguyễn Thị Đào"))
    data = {**seen.filled(path, full_name="Nguyễn Thị Mai"), "key": "another"}
    stale = Page.of(own.browser().ask("POST", path, data=data), 412)
    assert "đổi thông tin" in stale.text or "(quan.tri)" in stale.text
    own.said(own.send(stale, path))
    assert own.look("/admin/people/vt.noivu").heading == "Nguyễn Thị Mai"


def test_a_form_that_is_sent_twice_is_done_once(own: Bureau) -> None:
    path = deed("vt.noivu", "grant")
    data = own.look(path).filled(path, role="leader", unit=SECOND)
    answers = [own.browser().ask("POST", path, data=data).status_code for _ in range(2)]
    assert answers == [303, 303]
    links = own.look("/admin/people/vt.noivu").links
    assert len([link for link in links if "/revoke?role=leader" in link]) == 1


def test_an_auditor_of_a_unit_sees_who_could_do_what_there(bureau: Bureau) -> None:
    page = bureau.look("/admin/rights", as_="kiem.tra", unit=FIRST, on="2024-06-03")
    for name in ("vt.noivu", "qt.noivu", "kiem.tra", "quan.tri"):
        assert name in page.text
    bureau.look("/admin/rights", 404, as_="kiem.tra", unit="H99")
    assert "0 vai trò" in bureau.look("/admin/rights", on="2020-01-01").text
    bureau.look("/admin/people", 403, as_="kiem.tra")
