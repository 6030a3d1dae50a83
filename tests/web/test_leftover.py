"""A session that ends while a form is open loses nothing, and nothing is done by itself."""

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.api.asking import Web
from tests.api.people.browsers import OTHER_PASSWORD, PASSWORD, Browser, signed_in
from tests.api.people.conftest import clock, shared, staffed, web
from tests.web.reading_pages import Page
from tracker.api.guard.sizes import LARGEST_BODY
from tracker.clock import FixedClock

__all__ = ["clock", "shared", "staffed", "web"]

OURS = {"origin": "http://tracker.example", "sec-fetch-site": "same-origin"}
TOKENS = "/me/tokens"
"""A form like any other that records something: what is said of it goes for all."""
TYPED = {"label": 'Báo "cáo" <b>\ntháng', "expires_on": "2024-06-30", "unit": "H57.31"}
AGAIN = "/sign-in/again"


def filled(browser: Browser) -> dict[str, Any]:
    """A form that somebody filled in, and which lies on the screen."""
    return Page.of(browser.ask("GET", TOKENS)).filled(TOKENS, **TYPED)


def send(browser: Browser, path: str, data: dict[str, Any], **more: Any) -> httpx.Response:
    return browser.ask("POST", path, data=data, headers=OURS | more.pop("headers", {}), **more)


def issued(browser: Browser) -> int:
    return len(browser.get("/me/tokens").json()["tokens"])


def ended(web: Web, clock: FixedClock, name: str = "vt.noivu") -> tuple[Browser, dict[str, Any]]:
    """A browser whose session ended while somebody typed."""
    browser = signed_in(web, name)
    data = filled(browser)
    clock.moment += timedelta(hours=13)
    return browser, data


def test_who_signs_in_beside_it_sends_it_with_one_click(web: Web, clock: FixedClock) -> None:
    browser, data = ended(web, clock)
    page = Page.of(send(browser, TOKENS, data), 401)
    assert page.heading == "Nội dung đã nhập vẫn còn"
    assert page.one("input", name="name").told["value"] == "vt.noivu"
    fields = page.filled(AGAIN, password=PASSWORD)
    ready = Page.of(send(browser, AGAIN, fields))
    assert "Nguyễn Thị Đào" in ready.text
    assert issued(browser) == 0
    again = ready.filled(TOKENS)
    assert again["csrf"] != data["csrf"]
    assert {n: v for n, v in again.items() if n != "csrf"} == {
        n: v for n, v in data.items() if n != "csrf"
    }
    assert not ready.root.all("b")
    judged = Page.of(send(browser, TOKENS, again), 422)
    assert set(judged.error_of) == {"label"}, "a purpose has one line"


def test_a_wrong_password_loses_nothing_either(web: Web, clock: FixedClock) -> None:
    browser, data = ended(web, clock)
    page = Page.of(send(browser, TOKENS, data), 401)
    page = Page.of(send(browser, AGAIN, page.filled(AGAIN, password=OTHER_PASSWORD)), 401)
    assert page.title.startswith("Có lỗi cần sửa")
    assert page.one("div", role="alert").text
    assert OTHER_PASSWORD not in page.response.text
    ready = Page.of(send(browser, AGAIN, page.filled(AGAIN, password=PASSWORD)))
    assert ready.filled(TOKENS)["label"] == TYPED["label"]


def test_what_is_sent_again_is_done_once(web: Web, clock: FixedClock) -> None:
    browser = signed_in(web, "vt.noivu")
    data = filled(browser) | {"label": "Báo cáo"}
    clock.moment += timedelta(hours=13)
    page = Page.of(send(browser, TOKENS, data), 401)
    ready = Page.of(send(browser, AGAIN, page.filled(AGAIN, password=PASSWORD)))
    statuses = [send(browser, TOKENS, ready.filled(TOKENS)).status_code for _ in range(2)]
    assert statuses == [200, 409]
    browser.csrf = ready.filled(TOKENS)["csrf"]
    assert issued(browser) == 1


def test_who_signed_in_in_another_window_goes_on_without_typing_it_anew(
    web: Web, clock: FixedClock
) -> None:
    browser, data = ended(web, clock)
    page = Page.of(send(browser, TOKENS, data), 401)
    still_out = page.filled(AGAIN, already="yes")
    refused = Page.of(send(browser, AGAIN, still_out), 401)
    assert "chưa đăng nhập" in refused.one("div", role="alert").text
    browser.sign_in("vt.noivu")
    ready = Page.of(send(browser, AGAIN, refused.filled(AGAIN, already="yes")))
    assert ready.filled(TOKENS)["label"] == TYPED["label"]


def test_a_form_of_an_earlier_session_is_offered_anew(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    data = filled(browser) | {"label": "Báo cáo"}
    browser.sign_in("vt.noivu")
    page = Page.of(send(browser, TOKENS, data), 403)
    assert issued(browser) == 0
    assert send(browser, TOKENS, page.filled(TOKENS)).status_code == 200
    assert issued(browser) == 1


def test_what_one_account_typed_is_not_sent_by_another(web: Web, clock: FixedClock) -> None:
    browser, data = ended(web, clock)
    left = Page.of(send(browser, TOKENS, data), 401).filled(AGAIN)
    browser.sign_in("vt.hoaan")
    for response in (
        send(browser, TOKENS, data),
        send(browser, AGAIN, {**left, "already": "yes"}),
    ):
        page = Page.of(response, 403)
        assert "vt.noivu" in page.text
        assert not page.main.all("form")
        assert "Báo" not in response.text


def test_only_a_page_of_ours_gets_its_form_back(web: Web, clock: FixedClock) -> None:
    """Another site's page could have its own words sent by a click; programs have no pages."""
    browser, data = ended(web, clock)
    packed = Page.of(send(browser, TOKENS, data), 401).filled(AGAIN)
    for said in ({}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        response = browser.ask("POST", TOKENS, data=data, headers=said)
        assert not Page.of(response, 401).main.all("form")
        again = browser.ask("POST", AGAIN, data={**packed, "password": PASSWORD}, headers=said)
        assert not Page.of(again, 403).main.all("form")
    browser.sign_in("vt.noivu")
    for said in ({}, {"origin": "https://evil.example"}, {"origin": "null"}):
        response = browser.ask("POST", TOKENS, data=data, headers=said)
        assert not Page.of(response, 403).main.all("form")


@pytest.mark.parametrize(
    "left",
    [
        "",
        "{",
        "[]",
        json.dumps({"path": "//evil.example/", "fields": []}),
        json.dumps({"path": "https://evil.example/", "fields": []}),
        json.dumps({"path": "/api/v1/sign-out", "fields": []}),
        json.dumps({"path": "/me", "fields": [["a", 1]]}),
        json.dumps({"path": "/me", "fields": [], "more": 1}),
    ],
)
def test_what_no_page_of_ours_packed_is_refused(web: Web, left: str) -> None:
    browser = signed_in(web, "vt.noivu")
    page = Page.of(send(browser, AGAIN, {"left": left, "already": "yes"}), 422)
    assert not page.main.all("form")


# --- files --------------------------------------------------------------------------------------

RECORD = "/record/item/report-completion/directive/HH-1"
FIELDS = {"effective_on": "2024-06-01", "kept": "0" * 64 + " cũ.pdf", "by": "vt.noivu"}


def with_file(browser: Browser, size: int = 10, **more: str) -> httpx.Response:
    files = {"file": ("Báo cáo.pdf", b"%" * size, "application/pdf")}
    return send(browser, RECORD, {**FIELDS, **more}, files=files)


def test_a_file_must_be_chosen_again_and_the_page_says_so(web: Web, clock: FixedClock) -> None:
    browser, _ = ended(web, clock)
    page = Page.of(with_file(browser), 401)
    assert "Báo cáo.pdf" in page.text
    ready = Page.of(send(browser, AGAIN, page.filled(AGAIN, password=PASSWORD)))
    form = ready.form(RECORD)
    assert form.told["enctype"] == "multipart/form-data"
    assert "Báo cáo.pdf" in form.text
    assert ready.one("input", type="file").told["name"] == "file"
    assert ready.filled(RECORD)["kept"] == FIELDS["kept"]


def test_of_who_is_not_signed_in_no_file_is_kept_and_little_is_read(
    web: Web, clock: FixedClock
) -> None:
    browser, _ = ended(web, clock)
    left = json.loads(Page.of(with_file(browser, 5_000_000), 401).filled(AGAIN)["left"])
    assert left["files"] == ["Báo cáo.pdf"]
    assert dict(left["fields"]) == {n: v for n, v in FIELDS.items() if n != "by"}
    much = {f"note{no}": "x" * 100_000 for no in range(12)}
    Page.of(with_file(browser, **much), 413)
    Page.of(send(browser, RECORD, {"note": "x" * (LARGEST_BODY + 1)}), 413)


def test_what_is_left_over_fits_into_the_form_that_brings_it_back(
    web: Web, clock: FixedClock
) -> None:
    browser, _ = ended(web, clock)
    response = with_file(browser, note="ệ" * 320_000, more="x")
    page = Page.of(response, 401)
    assert page.form(AGAIN).told["enctype"] == "multipart/form-data"
    parts = [(name, (None, said)) for name, said in page.filled(AGAIN, password=PASSWORD).items()]
    ready = browser.ask("POST", AGAIN, files=parts, headers=OURS)
    assert Page.of(ready).filled(RECORD)["note"] == "ệ" * 320_000
    Page.of(with_file(browser, note="ệ" * 340_000), 413)
