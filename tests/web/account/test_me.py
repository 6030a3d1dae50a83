"""The pages of the own account: who I am, password, second factor, sessions, tokens."""

from datetime import timedelta
from itertools import pairwise

import httpx
import pyotp
import pytest

from tests.api.asking import Web
from tests.api.people.browsers import OTHER_PASSWORD, PASSWORD, Browser, signed_in
from tests.web.account.test_entering import OURS, submit
from tests.web.reading_pages import Page
from tracker.clock import FixedClock

PAGES = [
    "/me",
    "/me/password",
    "/me/second-factor",
    "/me/sessions",
    "/me/tokens",
    "/me/alerts",
]


def shown(browser: Browser, path: str) -> Page:
    return Page.of(browser.ask("GET", path))


def said(browser: Browser, response: httpx.Response) -> str:
    """What the page says to which the answer leads."""
    assert response.status_code == 303, response.text
    return Page.of(browser.ask("GET", response.headers["location"])).one("div", role="status").text


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("name", ["quan.tri", "hai.noi", "chua.giao"])
def test_the_pages_of_an_account_lead_to_each_other(web: Web, path: str, name: str) -> None:
    page = shown(signed_in(web, name), path)
    assert set(PAGES) <= set(page.links)
    assert page.one("a", aria_current="page", class_="nav-link active").told["href"] == path


def test_who_i_am_is_told_with_what_my_units_are_called(web: Web) -> None:
    page = shown(signed_in(web, "hai.noi"), "/me")
    for words in ("Đỗ Thị Hai", "hai.noi", "H57.31", "H57.32", "Người cập nhật", "03/6/2024"):
        assert words in page.text
    names = {row.all("td")[0].text for row in page.one("tbody").all("tr")}
    assert all(name.endswith(")") and not name.startswith("H57") for name in names), names
    assert "ghi nhận kết quả" in page.text
    assert "1 phiên đang mở" in page.text


# --- the password -------------------------------------------------------------------------------


def change(browser: Browser, old: str, new: str, again: str) -> httpx.Response:
    form = shown(browser, "/me/password")
    return submit(browser, form, "/me/password", old=old, new=new, again=again)


def test_another_password_ends_all_other_sessions(web: Web) -> None:
    browser, other = signed_in(web, "vt.noivu"), signed_in(web, "vt.noivu")
    answer = change(browser, PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD)
    assert "Đã đổi mật khẩu" in said(browser, answer)
    assert browser.is_in
    assert not other.is_in
    assert Browser(web).sign_in("vt.noivu", OTHER_PASSWORD).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        (OTHER_PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD, "old"),
        (PASSWORD, "ngan", "ngan", "new"),
        (PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD + "x", "again"),
        ("", OTHER_PASSWORD, OTHER_PASSWORD, "old"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_comes_back(
    web: Web, old: str, new: str, again: str, field: str
) -> None:
    browser = signed_in(web, "vt.noivu")
    page = Page.of(change(browser, old, new, again), 422)
    assert set(page.error_of) == {field}
    for typed in {old, new, again} - {""}:
        assert f'"{typed}"' not in page.response.text
    assert browser.is_in


def test_a_password_is_taken_with_its_blanks_as_at_sign_in(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    blanks = f"  {OTHER_PASSWORD} "
    assert change(browser, PASSWORD, blanks, blanks).status_code == 303
    assert Browser(web).sign_in("vt.noivu", OTHER_PASSWORD).status_code == 401
    assert Browser(web).sign_in("vt.noivu", blanks).status_code == 200


def test_guessing_the_old_password_is_as_slow_as_at_sign_in(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    for _ in range(6):
        change(browser, OTHER_PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD)
    page = Page.of(change(browser, PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD), 429)
    assert "60" in page.one("div", role="alert").text


# --- the second factor --------------------------------------------------------------------------

BEGIN, CONFIRM, REMOVE = (f"/me/second-factor/{deed}" for deed in ("begin", "confirm", "remove"))


def test_the_second_factor_is_begun_confirmed_and_taken_away(web: Web, clock: FixedClock) -> None:
    browser = signed_in(web, "vt.noivu")
    begun = Page.of(submit(browser, shown(browser, "/me/second-factor"), BEGIN))
    telephone = pyotp.TOTP(begun.one("code").text.replace(" ", ""))
    answer = submit(browser, begun, CONFIRM, code=telephone.at(clock.moment))
    assert "Đã bật xác thực hai bước" in said(browser, answer)
    clock.moment += timedelta(seconds=30)
    assert Browser(web).sign_in("vt.noivu").status_code == 401
    assert Browser(web).sign_in("vt.noivu", code=telephone.at(clock.moment)).status_code == 200
    page = shown(browser, "/me/second-factor")
    refused = Page.of(submit(browser, page, REMOVE, password=OTHER_PASSWORD), 422)
    assert set(refused.error_of) == {"password"}
    answer = submit(browser, refused, REMOVE, password=PASSWORD)
    assert "Đã tắt xác thực hai bước" in said(browser, answer)
    assert Browser(web).sign_in("vt.noivu").status_code == 200


def test_after_a_wrong_code_the_secret_is_not_told_again(web: Web, clock: FixedClock) -> None:
    browser = signed_in(web, "vt.noivu")
    begun = Page.of(submit(browser, shown(browser, "/me/second-factor"), BEGIN))
    secret = begun.one("code").text
    telephone = pyotp.TOTP(secret.replace(" ", ""))
    page = Page.of(submit(browser, begun, CONFIRM, code="000000"), 422)
    assert set(page.error_of) == {"code"}
    assert secret not in page.response.text
    assert not page.main.all("svg")
    answer = submit(browser, page, CONFIRM, code=telephone.at(clock.moment))
    assert answer.status_code == 303


def test_begun_anew_only_the_last_secret_counts(web: Web, clock: FixedClock) -> None:
    browser = signed_in(web, "vt.noivu")
    page = shown(browser, "/me/second-factor")
    first, second = (Page.of(submit(browser, page, BEGIN)) for _ in range(2))
    codes = [
        pyotp.TOTP(one.one("code").text.replace(" ", "")).at(clock.moment)
        for one in (first, second)
    ]
    assert submit(browser, first, CONFIRM, code=codes[0]).status_code == 422
    assert submit(browser, second, CONFIRM, code=codes[1]).status_code == 303
    assert submit(browser, page, BEGIN).status_code == 409


def test_the_drawing_says_what_the_telephone_needs(web: Web) -> None:
    """Read back by its pattern: the finders in three corners, and dark modules in plenty."""
    browser = signed_in(web, "vt.noivu")
    page = Page.of(submit(browser, shown(browser, "/me/second-factor"), BEGIN))
    svg = page.one("svg", role="img")
    size = int(svg.told["viewbox"].split()[2])
    path = svg.all("path")[0].told["d"]
    dark = {tuple(map(int, one.split("h")[0].split())) for one in path.split("M")[1:]}
    last = size - 5
    for corner in ((4, 4), (last, 4), (4, last)):
        assert corner in dark
    assert (last, last) in dark or len(dark) > size
    assert all(4 <= x <= last and 4 <= y <= last for x, y in dark)
    assert all(one != other for one, other in pairwise(sorted(dark)))


# --- sessions -----------------------------------------------------------------------------------


def test_a_session_elsewhere_is_seen_and_ended(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    other = signed_in(web, "vt.noivu", agent="Dien thoai <b>", address="10.9.8.7")
    page = shown(browser, "/me/sessions")
    assert "10.9.8.7" in page.text
    assert "<b>" in page.text
    (action,) = [
        form.told["action"] for form in page.main.all("form") if "/end" in form.told["action"]
    ]
    assert "Phiên đã kết thúc" in said(browser, submit(browser, page, action))
    assert not other.is_in
    assert browser.is_in


def test_nobody_ends_a_session_of_somebody_else(web: Web) -> None:
    browser, other = signed_in(web, "vt.noivu"), signed_in(web, "vt.hoaan")
    (session,) = other.get("/me/sessions").json()["sessions"]
    page = shown(browser, "/me/sessions")
    data = page.filled("/sign-out")
    response = browser.ask("POST", f"/me/sessions/{session['id']}/end", data=data, headers=OURS)
    Page.of(response, 404)
    assert other.is_in


def test_signing_out_everywhere_ends_this_session_too(web: Web) -> None:
    browser, other = signed_in(web, "vt.noivu"), signed_in(web, "vt.noivu")
    answer = submit(browser, shown(browser, "/me/sessions"), "/me/sign-out-everywhere")
    assert answer.headers["location"] == "/sign-in"
    assert browser.cookies == {}
    assert not other.is_in


# --- tokens -------------------------------------------------------------------------------------

TOKEN = {"label": "Báo cáo tháng", "expires_on": "30/6/2024"}


def test_a_token_is_told_once_listed_and_revoked(web: Web) -> None:
    browser = signed_in(web, "hai.noi")
    issued = Page.of(submit(browser, shown(browser, "/me/tokens"), "/me/tokens", **TOKEN))
    secret = issued.one("code").text
    bearer = {"authorization": f"Bearer {secret}"}
    assert web.send("GET", "/api/v1/me", headers=bearer).json()["name"] == "hai.noi"
    page = shown(browser, "/me/tokens")
    assert secret not in page.response.text
    assert "Báo cáo tháng" in page.one("tbody").text
    assert "30/6/2024" in page.one("tbody").text
    (revoke,) = [one.told["action"] for one in page.one("tbody").all("form")]
    assert "Đã thu hồi" in said(browser, submit(browser, page, revoke))
    assert web.send("GET", "/api/v1/me", headers=bearer).status_code == 401


def test_a_token_is_narrowed_to_a_unit(web: Web) -> None:
    browser = signed_in(web, "hai.noi")
    form = shown(browser, "/me/tokens")
    issued = Page.of(submit(browser, form, "/me/tokens", **TOKEN, unit="H57.32"))
    bearer = {"authorization": f"Bearer {issued.one('code').text}"}
    grants = web.send("GET", "/api/v1/me", headers=bearer).json()["grants"]
    assert [grant["unit"] for grant in grants] == ["H57.32"]


def test_the_form_sent_twice_makes_one_token(web: Web) -> None:
    browser = signed_in(web, "hai.noi")
    form = shown(browser, "/me/tokens")
    Page.of(submit(browser, form, "/me/tokens", **TOKEN))
    again = Page.of(submit(browser, form, "/me/tokens", **TOKEN), 409)
    assert not again.root.all("code")
    assert len(browser.get("/me/tokens").json()["tokens"]) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "x" * 200}, "label"),
        ({"expires_on": ""}, "expires_on"),
        ({"expires_on": "31/2/2024"}, "expires_on"),
        ({"expires_on": "01/01/2024"}, "expires_on"),
        ({"expires_on": "2030-01-01"}, "expires_on"),
        ({"unit": "H99"}, "unit"),
    ],
)
def test_what_is_wrong_with_a_token_is_told_and_what_was_typed_stays(
    web: Web, typed: dict[str, str], field: str
) -> None:
    browser = signed_in(web, "hai.noi")
    form = shown(browser, "/me/tokens")
    response = submit(browser, form, "/me/tokens", **{**TOKEN, **typed})
    assert response.status_code in {404, 409, 422}
    page = Page.of(response, response.status_code)
    assert set(page.error_of) == {field}
    kept = page.filled("/me/tokens")
    assert kept["label"] == {**TOKEN, **typed}["label"]
    assert not page.root.all("code")


def test_a_role_that_there_is_none_of_is_refused(web: Web) -> None:
    browser = signed_in(web, "hai.noi")
    data = shown(browser, "/me/tokens").filled("/me/tokens", **TOKEN) | {"roles": "emperor"}
    page = Page.of(browser.ask("POST", "/me/tokens", data=data, headers=OURS), 422)
    assert "emperor" in page.one("div", role="alert").text
    assert not page.root.all("code")


def test_nobody_revokes_a_token_of_somebody_else(web: Web) -> None:
    other = signed_in(web, "vt.hoaan")
    body = {"label": "x", "expires_on": "2024-06-30"}
    token = other.post("/me/tokens", body).json()
    browser = signed_in(web, "vt.noivu")
    data = shown(browser, "/me/tokens").filled("/sign-out")
    path = f"/me/tokens/{token['id']}/revoke"
    Page.of(browser.ask("POST", path, data=data, headers=OURS), 404)
    bearer = {"authorization": f"Bearer {token['secret']}"}
    assert web.send("GET", "/api/v1/me", headers=bearer).status_code == 200
