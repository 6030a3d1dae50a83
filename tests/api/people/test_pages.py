"""The pages as a person meets them: the link, the sign-in, who is signed in, the way out."""

from datetime import timedelta

import httpx
import pyotp
import pytest

from tests.api.asking import Web, refused, serving
from tests.api.people.browsers import OTHER_PASSWORD, PASSWORD, Browser
from tests.api.people.conftest import NOW
from tests.api.people.reading_pages import Page
from tracker.clock import FixedClock
from tracker.people.links import invite

OURS = {"origin": "http://tracker.example", "sec-fetch-site": "same-origin"}


def link_of(web: Web, name: str) -> str:
    """Where the one-time link leads, without the host."""
    secret = invite(web.found.people, name, "quan.tri", web.found.clock).secret
    return f"/invitation?token={secret}"


def submit(browser: Browser, page: Page, **typed: str) -> httpx.Response:
    """Sends the page's form as a browser does, from a page of ours."""
    action, fields = page.filled(**typed)
    return browser.ask("POST", action, data=fields, headers=OURS)


def sign_in(browser: Browser, name: str, password: str = PASSWORD) -> Page:
    """Through the form, on to the page that it leads to."""
    form = Page.of(browser.ask("GET", "/sign-in"))
    response = submit(browser, form, name=name, password=password)
    assert response.status_code == 303, response.text
    return Page.of(browser.ask("GET", response.headers["location"]))


# --- signing in and out -------------------------------------------------------------------------


def test_a_stranger_is_shown_where_to_sign_in(web: Web) -> None:
    page = Page.of(Browser(web).ask("GET", "/"))
    assert "Bạn chưa đăng nhập." in page.text
    assert "/sign-in" in page.links
    for link in page.links:
        assert Browser(web).ask("GET", link).status_code == 200
    assert not page.root.all("form")


def test_a_person_signs_in_sees_who_he_is_and_signs_out(web: Web) -> None:
    browser = Browser(web)
    home = sign_in(browser, "hai.noi")
    assert "Bạn đang đăng nhập: Đỗ Thị Hai (hai.noi)." in home.text
    assert "Người cập nhật, đơn vị H57.31, từ ngày 03/6/2024" in home.text
    assert "đơn vị H57.32" in home.text
    left = submit(browser, home)
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert browser.cookies == {}
    assert "Bạn chưa đăng nhập." in Page.of(browser.ask("GET", "/")).text


def test_whole_grants_and_none_are_told_too(web: Web) -> None:
    whole = sign_in(Browser(web), "quan.tri")
    assert "Người quản trị, toàn hệ thống, từ ngày 03/6/2024" in whole.text
    none = sign_in(Browser(web), "chua.giao")
    assert "chưa được giao vai trò nào" in none.text


def test_the_pages_speak_english_to_who_asks_for_it(web: Web) -> None:
    browser = Browser(web)
    english = {"accept-language": "en-GB,en;q=0.9"}
    page = Page.of(browser.ask("GET", "/sign-in", headers=english))
    assert page.heading == "Sign in"
    assert page.root.one("html").told["lang"] == "en"


def test_a_refused_sign_in_says_so_and_keeps_the_name_alone(web: Web) -> None:
    browser = Browser(web)
    form = Page.of(browser.ask("GET", "/sign-in"))
    typed = {"name": 'a"><b>c', "password": "khong phai mat khau", "code": "123456"}
    page = Page.of(submit(browser, form, **typed), 401)
    assert page.title.startswith("Có lỗi cần sửa: Đăng nhập")
    assert page.root.one("div", role="alert").text
    assert page.root.one("input", name="name").told["value"] == 'a"><b>c'
    assert not page.root.all("b")
    for name in ("password", "code"):
        assert page.root.one("input", name=name).told["value"] == ""
    assert "khong phai" not in page.response.text
    assert "set-cookie" not in page.response.headers


def test_nobody_is_told_on_the_page_which_of_it_was_wrong(web: Web) -> None:
    told = []
    for name in ("vt.noivu", "ai.do"):
        browser = Browser(web)
        form = Page.of(browser.ask("GET", "/sign-in"))
        page = Page.of(submit(browser, form, name=name, password=OTHER_PASSWORD), 401)
        told.append(page.text)
    assert told[0] == told[1]


def test_waiting_is_told_with_how_long(web: Web) -> None:
    browser = Browser(web)
    form = Page.of(browser.ask("GET", "/sign-in"))
    for _ in range(6):
        Page.of(submit(browser, form, name="vt.noivu", password=OTHER_PASSWORD), 401)
    page = Page.of(submit(browser, form, name="vt.noivu", password=PASSWORD), 429)
    assert page.response.headers["retry-after"] == "60"
    assert "60" in page.root.one("div", role="alert").text


def test_the_second_factor_is_asked_for_beside_its_field(web: Web, clock: FixedClock) -> None:
    browser = Browser(web)
    browser.sign_in("vt.noivu")
    telephone = pyotp.TOTP(browser.post("/me/second-factor/begin").json()["secret"])
    browser.post("/me/second-factor/confirm", {"code": telephone.at(clock.moment)})
    clock.moment += timedelta(seconds=30)
    other = Browser(web)
    form = Page.of(other.ask("GET", "/sign-in"))
    page = Page.of(submit(other, form, name="vt.noivu", password=PASSWORD), 401)
    assert set(page.error_of) == {"code"}
    code = telephone.at(clock.moment)
    typed = {"name": "vt.noivu", "password": PASSWORD, "code": f" {code} "}
    assert submit(other, page, **typed).status_code == 303
    assert other.is_in


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_no_other_site_s_form_signs_anybody_in(web: Web, headers: dict[str, str]) -> None:
    data = {"name": "vt.noivu", "password": PASSWORD}
    browser = Browser(web)
    page = Page.of(browser.ask("POST", "/sign-in", data=data, headers=headers), 403)
    assert "tải lại trang" in page.text
    assert not browser.cookies


def test_the_page_lets_browsers_say_where_its_form_came_from(web: Web) -> None:
    """With `no-referrer` they would say `Origin: null`, and nobody could sign in."""
    page = Page.of(Browser(web).ask("GET", "/sign-in"))
    assert page.response.headers["referrer-policy"] == "same-origin"


def test_no_other_site_s_form_signs_anybody_out(web: Web) -> None:
    browser = Browser(web)
    home = sign_in(browser, "vt.noivu")
    action, fields = home.filled()
    for data, headers in [
        ({}, OURS),
        ({"csrf": "made-up"}, OURS),
        (fields, {"origin": "https://evil.example"}),
    ]:
        response = browser.ask("POST", action, data=data, headers=headers)
        assert "/" in Page.of(response, 403).links
        assert browser.is_in


def test_who_is_no_longer_signed_in_is_signed_out_all_the_same(web: Web, clock: FixedClock) -> None:
    browser = Browser(web)
    home = sign_in(browser, "vt.noivu")
    clock.moment += timedelta(hours=13)
    response = submit(browser, home)
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in")
    assert browser.cookies == {}


def test_a_provider_that_vouches_for_people_is_offered_beside_the_form(staff_url: str) -> None:
    told = {
        "oidc_issuer": "https://id.example",
        "oidc_client_id": "tracker",
        "oidc_client_secret": "of nobody",
        "oidc_label": "VNeID",
    }
    with serving(staff_url, clock=FixedClock(NOW), signed_in=False, **told) as web:
        page = Page.of(Browser(web).ask("GET", "/sign-in"))
        link = page.root.one("a", href="/api/v1/sign-in/openid")
        assert link.text == "Đăng nhập bằng VNeID"


def test_without_a_provider_none_is_offered(web: Web) -> None:
    assert Page.of(Browser(web).ask("GET", "/sign-in")).links == []


# --- the one-time link --------------------------------------------------------------------------


def test_the_link_leads_to_a_form_that_sets_the_password(web: Web) -> None:
    browser = Browser(web)
    form = Page.of(browser.ask("GET", link_of(web, "chua.giao")))
    assert form.root.one("input", name="name").told["value"] == "chua.giao"
    assert form.response.headers["referrer-policy"] == "no-referrer"
    assert "12" in form.root.one("p", id="password-hint").text
    typed = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    action, fields = form.filled(**typed)
    # As browsers send a form of a page that says no-referrer.
    said = {"origin": "null", "sec-fetch-site": "same-origin"}
    done = Page.of(browser.ask("POST", action, data=fields, headers=said))
    assert "chua.giao" in done.text
    assert done.links == ["/sign-in"]
    assert not browser.cookies
    assert "Hồ Văn Mới" in sign_in(browser, "chua.giao", OTHER_PASSWORD).text


@pytest.mark.parametrize(
    ("password", "again", "field"),
    [
        (OTHER_PASSWORD, PASSWORD, "again"),
        ("ngan", "ngan", "password"),
        ("chua.giao chua.giao", "chua.giao chua.giao", "password"),
        ("", "", "password"),
        ("x" * 200, "x" * 200, "password"),
    ],
)
def test_what_is_wrong_with_a_password_is_told_beside_its_field(
    web: Web, password: str, again: str, field: str
) -> None:
    browser = Browser(web)
    form = Page.of(browser.ask("GET", link_of(web, "chua.giao")))
    page = Page.of(submit(browser, form, password=password, again=again), 422)
    assert set(page.error_of) == {field}
    assert page.root.one("div", role="alert").one("a").told["href"] == f"#{field}"
    for name in ("password", "again"):
        assert page.root.one("input", name=name).told["value"] == ""
    done = submit(browser, page, password=OTHER_PASSWORD, again=OTHER_PASSWORD)
    assert Page.of(done).heading == "Đã đặt mật khẩu"


def test_a_link_that_is_used_up_says_so_before_anybody_types(web: Web) -> None:
    browser = Browser(web)
    link = link_of(web, "chua.giao")
    form = Page.of(browser.ask("GET", link))
    typed = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    Page.of(submit(browser, form, **typed))
    for page in (
        Page.of(browser.ask("GET", link), 401),
        Page.of(submit(browser, form, **typed), 401),
        Page.of(browser.ask("GET", "/invitation"), 401),
        Page.of(browser.ask("GET", "/invitation?token=made-up"), 401),
    ):
        assert page.heading == "Liên kết không còn hiệu lực"
        assert "hãy xin người quản trị liên kết mới" in page.text
        assert not page.root.all("form")


# --- the rest -----------------------------------------------------------------------------------


def test_the_pages_style_is_a_file_of_ours(web: Web) -> None:
    page = Page.of(Browser(web).ask("GET", "/sign-in"))
    response = Browser(web).ask("GET", page.root.one("link", rel="stylesheet").told["href"])
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert "public" in response.headers["cache-control"]
    assert "url(" not in response.text
    assert "@import" not in response.text


def test_a_name_of_signs_that_have_no_utf8_is_refused_like_any_other(web: Web) -> None:
    kind = "multipart/form-data; boundary=x; charset=utf-7"
    part = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n+2AA-\r\n--x--\r\n'
    headers = {**OURS, "content-type": kind}
    assert web.send("POST", "/sign-in", content=part, headers=headers).status_code == 401


def test_a_form_that_brings_files_instead_of_words_is_refused(web: Web) -> None:
    files = {"name": ("a.txt", b"vt.noivu"), "password": ("b.txt", b"mot buoi sang")}
    response = Browser(web).ask("POST", "/sign-in", files=files, headers=OURS)
    refused(response, 422, "bad_parameter")
    assert "mot buoi" not in response.text
