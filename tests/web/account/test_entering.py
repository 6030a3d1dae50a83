"""The way in as a person meets it: the link, the sign-in, who is signed in, the way out."""

from datetime import timedelta
from typing import Any

import httpx
import pyotp
import pytest

from tests.api.asking import Web, serving
from tests.api.people.browsers import OTHER_PASSWORD, PASSWORD, Browser
from tests.api.people.conftest import NOW
from tests.web.reading_pages import Page
from tracker.clock import FixedClock
from tracker.people.links import invite

OURS = {"origin": "http://tracker.example", "sec-fetch-site": "same-origin"}


def link_of(web: Web, name: str) -> str:
    """Where the one-time link leads, without the host."""
    secret = invite(web.found.people, name, "quan.tri", web.found.clock).secret
    return f"/invitation?token={secret}"


def submit(browser: Browser, page: Page, action: str, **typed: Any) -> httpx.Response:
    """Sends a form of the page as a browser does, from a page of ours."""
    return browser.ask("POST", action, data=page.filled(action, **typed), headers=OURS)


def enter(browser: Browser, path: str = "/sign-in", **typed: str) -> httpx.Response:
    """Types into the form that is shown at the address."""
    form = Page.of(browser.ask("GET", path))
    return submit(browser, form, "/sign-in", **{"password": PASSWORD, **typed})


def signed_in(browser: Browser, name: str, password: str = PASSWORD) -> Page:
    """The page of the own account, once somebody has signed in by the form."""
    assert enter(browser, name=name, password=password).status_code == 303
    return Page.of(browser.ask("GET", "/me"))


# --- signing in and out -------------------------------------------------------------------------


def test_a_stranger_is_led_to_where_one_signs_in(web: Web) -> None:
    response = Browser(web).ask("GET", "/")
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in")
    assert not Page.of(Browser(web).ask("GET", "/sign-in")).root.all("nav")


def test_a_person_signs_in_sees_who_he_is_and_signs_out(web: Web) -> None:
    browser = Browser(web)
    home = signed_in(browser, "hai.noi")
    assert "Anh/chị đang đăng nhập: Đỗ Thị Hai (hai.noi)." in home.text
    left = submit(browser, home, "/sign-out")
    assert (left.status_code, left.headers["location"]) == (303, "/sign-in")
    assert browser.cookies == {}
    assert browser.ask("GET", "/").headers["location"] == "/sign-in"


def test_whole_grants_and_none_are_told_too(web: Web) -> None:
    whole = signed_in(Browser(web), "quan.tri")
    assert "Người quản trị toàn hệ thống 03/6/2024" in whole.text
    none = signed_in(Browser(web), "chua.giao")
    assert "chưa được giao vai trò nào" in none.text


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("vt.noivu", "/my-work"),
        ("kiem.tra", "/audit"),
        ("quan.tri", "/admin"),
        ("chua.giao", "/me"),
    ],
)
def test_everybody_begins_where_his_rights_lead(web: Web, name: str, home: str) -> None:
    browser = Browser(web)
    assert enter(browser, name=name).headers["location"] == "/"
    assert browser.ask("GET", "/").headers["location"] == home


WANTED = "/items/directive/12%2FQ%C4%90-UBND?as_of=2024-05-31&known_at=2024-06-01T08:00:00%2B07:00"


def test_who_wanted_a_page_is_led_there_after_signing_in(web: Web) -> None:
    browser = Browser(web)
    asked = browser.ask("GET", "/me?x=%2F%C4%91")
    assert asked.status_code == 303
    answer = enter(browser, asked.headers["location"], name="vt.noivu")
    assert answer.headers["location"] == "/me?x=%2F%C4%91"


def test_what_was_quoted_in_an_address_stays_so_on_the_way(web: Web) -> None:
    browser = Browser(web)
    form = Page.of(browser.ask("GET", "/sign-in", params={"next": WANTED}))
    assert form.filled("/sign-in")["next"] == WANTED
    refused = submit(browser, form, "/sign-in", name="vt.noivu", password=OTHER_PASSWORD)
    again = Page.of(refused, 401)
    answer = submit(browser, again, "/sign-in", name="vt.noivu", password=PASSWORD)
    assert answer.headers["location"] == WANTED


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\tevil",
        "evil.example",
        "javascript:alert(1)",
        "/" + "x" * 2_000,
        "",
    ],
)
def test_nobody_is_led_away_from_here(web: Web, there: str) -> None:
    browser = Browser(web)
    form = Page.of(browser.ask("GET", "/sign-in", params={"next": there}))
    assert "next" not in form.filled("/sign-in")
    data = {"name": "vt.noivu", "password": PASSWORD, "next": there}
    answer = browser.ask("POST", "/sign-in", data=data, headers=OURS)
    assert answer.headers["location"] == "/"


def test_a_part_of_a_page_is_not_where_one_signs_in(web: Web) -> None:
    """A script that asks for a part has the browser go to the form with the whole page."""
    answer = Browser(web).ask("GET", "/me", headers={"hx-request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fme"


def test_pages_speak_the_language_that_was_chosen_and_not_the_browsers(web: Web) -> None:
    browser = Browser(web)
    english = {"accept-language": "en-GB,en;q=0.9"}
    page = Page.of(browser.ask("GET", "/sign-in", headers=english))
    assert page.heading == "Đăng nhập"
    chosen = submit(browser, page, "/preferences", language="en")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/sign-in")
    page = Page.of(browser.ask("GET", "/sign-in"))
    assert page.heading == "Sign in"
    assert page.one("html").told["lang"] == "en"


def test_pages_speak_what_the_installation_speaks_where_nobody_chose(staff_url: str) -> None:
    with serving(staff_url, clock=FixedClock(NOW), signed_in=False, lang="en") as web:
        assert Page.of(web.send("GET", "/sign-in")).heading == "Sign in"


def test_a_refused_sign_in_says_so_and_keeps_the_name_alone(web: Web) -> None:
    browser = Browser(web)
    typed = {"name": 'a"><b>c', "password": "khong phai mat khau", "code": "123456"}
    page = Page.of(enter(browser, **typed), 401)
    assert page.title.startswith("Có lỗi cần sửa: Đăng nhập")
    assert page.one("div", role="alert").text
    assert page.one("input", name="name").told["value"] == 'a"><b>c'
    assert not page.root.all("b")
    for name in ("password", "code"):
        assert page.one("input", name=name).told["value"] == ""
    assert "khong phai" not in page.response.text
    assert "set-cookie" not in page.response.headers


def test_nobody_is_told_on_the_page_which_of_it_was_wrong(web: Web) -> None:
    told = []
    for name in ("vt.noivu", "ai.do"):
        page = Page.of(enter(Browser(web), name=name, password=OTHER_PASSWORD), 401)
        told.append(page.text)
    assert told[0] == told[1]


def test_waiting_is_told_with_how_long(web: Web) -> None:
    browser = Browser(web)
    for _ in range(6):
        Page.of(enter(browser, name="vt.noivu", password=OTHER_PASSWORD), 401)
    page = Page.of(enter(browser, name="vt.noivu"), 429)
    assert page.response.headers["retry-after"] == "60"
    assert "60" in page.one("div", role="alert").text


def test_the_second_factor_is_asked_for_beside_its_field(web: Web, clock: FixedClock) -> None:
    browser = Browser(web)
    browser.sign_in("vt.noivu")
    telephone = pyotp.TOTP(browser.post("/me/second-factor/begin").json()["secret"])
    browser.post("/me/second-factor/confirm", {"code": telephone.at(clock.moment)})
    clock.moment += timedelta(seconds=30)
    other = Browser(web)
    page = Page.of(enter(other, name="vt.noivu"), 401)
    assert set(page.error_of) == {"code"}
    code = telephone.at(clock.moment)
    typed = {"name": "vt.noivu", "password": PASSWORD, "code": f" {code} "}
    assert submit(other, page, "/sign-in", **typed).status_code == 303
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
    home = signed_in(browser, "vt.noivu")
    for data, headers in [
        ({}, OURS),
        ({"csrf": "made-up"}, OURS),
        (home.filled("/sign-out"), {"origin": "https://evil.example"}),
    ]:
        response = browser.ask("POST", "/sign-out", data=data, headers=headers)
        assert "/" in Page.of(response, 403).links
        assert browser.is_in


def test_who_is_no_longer_signed_in_is_signed_out_all_the_same(web: Web, clock: FixedClock) -> None:
    browser = Browser(web)
    home = signed_in(browser, "vt.noivu")
    clock.moment += timedelta(hours=13)
    response = submit(browser, home, "/sign-out")
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
        link = page.one("a", href="/api/v1/sign-in/openid")
        assert link.text == "Đăng nhập bằng VNeID"
        page = Page.of(Browser(web).ask("GET", "/sign-in?next=%2Fme"))
        assert "/api/v1/sign-in/openid?return_to=%2Fme" in page.links


def test_without_a_provider_none_is_offered(web: Web) -> None:
    assert Page.of(Browser(web).ask("GET", "/sign-in")).links == []


# --- the one-time link --------------------------------------------------------------------------


def test_the_link_leads_to_a_form_that_sets_the_password(web: Web) -> None:
    browser = Browser(web)
    form = Page.of(browser.ask("GET", link_of(web, "chua.giao")))
    assert form.one("input", name="name").told["value"] == "chua.giao"
    assert form.response.headers["referrer-policy"] == "strict-origin"
    assert "12" in form.one("div", id="f-password-hint").text
    typed = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    done = Page.of(submit(browser, form, "/invitation", **typed))
    assert "chua.giao" in done.text
    assert done.links == ["/sign-in"]
    assert not browser.cookies
    assert "Hồ Văn Mới" in signed_in(browser, "chua.giao", OTHER_PASSWORD).text


def test_the_language_can_be_chosen_where_the_link_leads(web: Web) -> None:
    browser = Browser(web)
    link = link_of(web, "chua.giao")
    form = Page.of(browser.ask("GET", link))
    chosen = submit(browser, form, "/preferences", language="en")
    assert chosen.headers["location"] == link
    assert Page.of(browser.ask("GET", link)).heading == "Set a password"


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
    sent = submit(browser, form, "/invitation", password=password, again=again)
    page = Page.of(sent, 422)
    assert set(page.error_of) == {field}
    (link,) = page.one("div", role="alert").all("a")
    assert link.told["href"] == f"#f-{field}"
    for name in ("password", "again"):
        assert page.one("input", name=name).told["value"] == ""
    typed = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    done = submit(browser, page, "/invitation", **typed)
    assert Page.of(done).heading == "Đã đặt mật khẩu"


def test_a_link_that_is_used_up_says_so_before_anybody_types(web: Web) -> None:
    browser = Browser(web)
    link = link_of(web, "chua.giao")
    form = Page.of(browser.ask("GET", link))
    typed = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}
    Page.of(submit(browser, form, "/invitation", **typed))
    for page in (
        Page.of(browser.ask("GET", link), 401),
        Page.of(submit(browser, form, "/invitation", **typed), 401),
        Page.of(browser.ask("GET", "/invitation"), 401),
        Page.of(browser.ask("GET", "/invitation?token=made-up"), 401),
    ):
        assert page.heading == "Liên kết không còn hiệu lực"
        assert "hãy xin người quản trị liên kết mới" in page.text
        assert not page.main.all("form")


# --- what no browser sends ----------------------------------------------------------------------


def test_a_name_of_signs_that_have_no_utf8_is_refused_like_any_other(web: Web) -> None:
    kind = "multipart/form-data; boundary=x; charset=utf-7"
    part = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n+2AA-\r\n--x--\r\n'
    headers = {**OURS, "content-type": kind}
    assert web.send("POST", "/sign-in", content=part, headers=headers).status_code == 401


def test_a_form_that_brings_files_instead_of_words_is_refused(web: Web) -> None:
    files = {"name": ("a.txt", b"vt.noivu"), "password": ("b.txt", b"mot buoi sang")}
    response = Browser(web).ask("POST", "/sign-in", files=files, headers=OURS)
    assert "mot buoi" not in Page.of(response, 422).text
