"""Forms: done once however often they are sent, kept with their files where they are refused."""

import hashlib
from typing import Any

import httpx
import pytest

from tests.api.asking import Web
from tests.api.people.browsers import Browser
from tests.web.house import EVERYTHING, OURS, assign, entered
from tests.web.reading_pages import Page
from tests.web.walls import NAME
from tracker.fold.words import Kind

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
SHA = hashlib.sha256(PDF).hexdigest()


def form_at(ref: str) -> str:
    return f"/record/item/report-completion/directive/{ref}"


def send(browser: Browser, path: str, data: dict[str, Any], *files: bytes) -> httpx.Response:
    """As browsers send a form that may bring files."""
    told = [(name, (None, said)) for name, said in data.items()]
    told += [("file", ("Báo cáo số 1.pdf", file, "application/pdf")) for file in files]
    return browser.ask("POST", path, files=told, headers=OURS)


def opened(house: Web, ref: str, **typed: str) -> tuple[Browser, dict[str, Any]]:
    """A new item's form, filled in by its clerk."""
    assign(house, ref)
    browser = entered(house, NAME)
    page = Page.of(browser.ask("GET", form_at(ref)))
    return browser, page.filled(form_at(ref), **{"effective_on": "2024-06-01", **typed})


def events(house: Web, ref: str) -> list[str]:
    return [type(one).__name__ for one in house.found.tracker.item(Kind.DIRECTIVE, ref).happenings]


def test_a_form_sent_twice_is_done_once(house: Web) -> None:
    browser, data = opened(house, "F-1")
    answers = [send(browser, form_at("F-1"), data) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303], answers[0].text
    assert len({one.headers["location"] for one in answers}) == 1
    assert len(events(house, "F-1")) == 2


def test_who_is_quicker_with_another_form_is_told_and_input_is_kept(house: Web) -> None:
    browser, data = opened(house, "F-2", note="Đã xong")
    _, other = browser, Page.of(browser.ask("GET", form_at("F-2"))).filled(form_at("F-2"))
    assert send(browser, form_at("F-2"), other | {"effective_on": "2024-06-01"}).status_code == 303
    house.found.catch_up()
    page = Page.of(send(browser, form_at("F-2"), data), 412)
    assert page.filled(form_at("F-2"))["note"] == "Đã xong"
    assert len(events(house, "F-2")) == 2


def test_a_file_of_a_refused_form_is_not_sent_again(house: Web) -> None:
    browser, data = opened(house, "F-3", effective_on="31/2/2024")
    page = Page.of(send(browser, form_at("F-3"), data, PDF), 422)
    assert set(page.error_of) == {"effective_on"}
    again = page.filled(form_at("F-3"), effective_on="1/6/2024")
    assert again["kept"] == f"{SHA} Báo cáo số 1.pdf"
    assert again["key"] != data["key"]
    answer = send(browser, form_at("F-3"), again)
    assert answer.status_code == 303, answer.text
    (_, done) = house.found.tracker.item(Kind.DIRECTIVE, "F-3").happenings
    assert [one["sha256"] for one in done.attachments] == [SHA]


@pytest.mark.parametrize("kept", ["x", "0" * 64, f"{'0' * 64} a.pdf", "../../x a.pdf"])
def test_a_file_that_nobody_brought_is_not_evidence(house: Web, kept: str) -> None:
    browser, data = opened(house, f"F-4{len(kept)}")
    path = form_at(f"F-4{len(kept)}")
    answer = send(browser, path, data | {"kept": kept})
    assert answer.status_code in {404, 409, 422}, answer.text
    assert len(events(house, f"F-4{len(kept)}")) == 1


def test_whoever_may_record_nothing_brings_no_file(house: Web) -> None:
    browser = entered(house, "chua.giao")
    data = {"csrf": browser.csrf, "key": "k", "version": "1", "effective_on": "2024-06-01"}
    body = PDF + b"% of nobody"
    answer = send(browser, form_at("MAT-1"), data, body)
    assert answer.status_code == 403, answer.text
    found = house.send(
        "GET",
        f"/items/directive/MAT-1/evidence/{hashlib.sha256(body).hexdigest()}",
        headers={"cookie": "; ".join(f"{n}={v}" for n, v in entered(house).cookies.items())},
    )
    assert found.status_code == 404


@pytest.mark.parametrize("key", ["k" * 101, "khóa"])
def test_a_key_that_no_form_of_ours_has_is_refused(house: Web, key: str) -> None:
    ref = f"F-6{len(key)}"
    browser, data = opened(house, ref)
    answer = send(browser, form_at(ref), data | {"effective_on": "2024-06-01", "key": key})
    assert answer.status_code == 422, answer.text
    assert len(events(house, ref)) == 1


@pytest.mark.parametrize("version", ["", "x", "9" * 23, "9" * 5_000])
def test_a_version_that_no_page_showed_is_stale(house: Web, version: str) -> None:
    ref = f"F-7{len(version)}"
    browser, data = opened(house, ref)
    Page.of(send(browser, form_at(ref), data | {"version": version}), 412)
    assert len(events(house, ref)) == 1


def test_a_form_in_another_shape_is_refused(house: Web) -> None:
    browser, data = opened(house, "F-5")
    for kind, content in (
        ("application/json", b"{}"),
        ("text/plain", b"a=b"),
        ("multipart/form-data", b"--x--"),
        ("multipart/form-data; boundary=x", b"--x\r\nno header"),
        ("multipart/form-data; boundary=x; charset=punycode", b"--x--"),
        ("multipart/form-data; boundary=x; charset*=utf-8''undefined", b"--x--"),
        ("", b"a=b"),
    ):
        headers = OURS | {"content-type": kind}
        answer = browser.ask("POST", form_at("F-5"), content=content, headers=headers)
        assert answer.status_code in {403, 422}, (kind, answer.text)
    many = "&".join(f"a{no}=b" for no in range(6_000)) + f"&csrf={data['csrf']}"
    headers = OURS | {"content-type": "application/x-www-form-urlencoded"}
    answer = browser.ask("POST", form_at("F-5"), content=many, headers=headers)
    assert answer.status_code < 500
    assert len(events(house, "F-5")) == 1


def test_more_than_a_form_may_bring_is_refused(house: Web) -> None:
    browser, data = opened(house, "F-6")
    most = house.found.settings.evidence_max_mb
    data["note"] = "x" * (2 * most * 10**6 // 50)
    told = "&".join(f"{name}={said}" for name, said in data.items())
    headers = OURS | {"content-type": "application/x-www-form-urlencoded"}
    answer = browser.ask("POST", form_at("F-6"), content=told, headers=headers)
    assert answer.status_code in {413, 422}
    assert len(events(house, "F-6")) == 1


def test_what_was_recorded_is_said_once_by_the_next_page(house: Web) -> None:
    browser, data = opened(house, "F-7")
    answer = send(browser, form_at("F-7"), data)
    assert answer.status_code == 303
    house.found.catch_up()
    first = Page.of(browser.ask("GET", answer.headers["location"]))
    assert "F-7" in first.one("div", role="status").text
    second = Page.of(browser.ask("GET", answer.headers["location"]))
    assert not [one for one in second.root.all("div") if one.told.get("role") == "status"]


def test_a_cookie_of_another_site_s_making_breaks_no_page(house: Web) -> None:
    browser = entered(house, EVERYTHING)
    for cookies in (
        {"tracker_said": "W10=", "tracker_recorded": "99999999999999999999"},
        {"tracker_said": "\\", "tracker_recorded": "-1", "tracker_theme": "<b>"},
        {"tracker_language": "xx", "tracker_said": "WyJyZXBvcnQtY29tcGxldGlvbiIse31d"},
    ):
        told = "; ".join(f"{n}={v}" for n, v in {**browser.cookies, **cookies}.items())
        page = Page.of(house.send("GET", "/me", headers={"cookie": told}))
        assert not [one for one in page.root.all("div") if one.told.get("role") == "status"]
