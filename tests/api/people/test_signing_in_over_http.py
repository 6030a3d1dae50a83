"""Signing in over HTTP: one answer for everything that is wrong, and a cookie that is kept."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.api.asking import Web, refused, serving
from tests.api.people.browsers import PASSWORD, Browser, signed_in
from tests.api.people.conftest import NOW, hashing_cheaply
from tracker.clock import FixedClock
from tracker.people.registering import DisablePerson, disable

WRONG = "mot buoi chieu tren song Hau"
JSON = "application/json"


def told(response: httpx.Response) -> dict[str, Any]:
    """What an answer says, but for what is different in each."""
    return {name: value for name, value in response.json().items() if name != "request_id"}


def disable_account(web: Web, name: str) -> None:
    command = DisablePerson(
        actor="quan.tri", command_id=f"disable {name}", name=name, expected_version=None
    )
    disable(command, web.found.people, web.found.clock)


def test_who_signs_in_is_told_who_he_is_and_what_he_may(web: Web) -> None:
    response = Browser(web).sign_in("vt.noivu")
    assert response.status_code == 200
    body = response.json()
    assert (body["name"], body["full_name"]) == ("vt.noivu", "Nguyễn Thị Đào")
    (held,) = body["grants"]
    assert (held["role"], held["unit"]) == ("clerk", "H57.31")
    assert (held["since"], held["until"]) == ("2024-06-03", None)
    assert {"act": "log", "reach": "own"} in held["allows"]
    assert datetime.fromisoformat(body["expires_at"]) == NOW + timedelta(hours=12)
    assert body["expires_at"].endswith("+07:00")
    assert body["idle_seconds"] == 1800


def test_the_name_may_be_typed_in_any_letters(web: Web) -> None:
    assert Browser(web).sign_in(" VT.NoiVu ").json()["name"] == "vt.noivu"


def test_over_http_the_cookie_is_kept_from_scripts_and_from_other_sites(web: Web) -> None:
    line = Browser(web).sign_in("vt.noivu").headers["set-cookie"]
    parts = {part.strip() for part in line.split(";")}
    assert line.startswith("tracker_session=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} < parts
    assert not {part for part in parts if part.startswith(("Domain", "Max-Age", "expires"))}
    assert "Secure" not in parts


def test_over_https_the_cookie_belongs_to_the_host_and_to_https_alone(
    staff_url: str,
) -> None:
    public = {"public_address": "https://tracker.example"}
    with serving(staff_url, clock=FixedClock(NOW), signed_in=False, **public) as web:
        hashing_cheaply(web.found)
        browser = Browser(web)
        line = browser.sign_in("vt.noivu").headers["set-cookie"]
        parts = {part.strip() for part in line.split(";")}
        assert line.startswith("__Host-tracker=")
        assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} < parts
        assert not {part for part in parts if part.startswith("Domain")}
        assert browser.is_in
        # A cookie by the other name, which any page of the network could have set, is nobody's.
        browser.cookies = {"tracker_session": browser.cookies["__Host-tracker"]}
        assert not browser.is_in


def test_nobody_is_told_which_of_it_was_wrong(web: Web) -> None:
    disable_account(web, "hai.noi")
    wrong = Browser(web).sign_in("vt.noivu", WRONG)
    refused(wrong, 401, "sign_in_refused")
    assert wrong.headers["www-authenticate"] == "Bearer"
    assert "set-cookie" not in wrong.headers
    others = [
        Browser(web).sign_in("ai.do", WRONG),
        Browser(web).sign_in("ai.do"),
        Browser(web).sign_in("hai.noi"),
        Browser(web).sign_in("không phải tên\u0000"),
        Browser(web).sign_in(""),
    ]
    for other in others:
        assert (other.status_code, told(other)) == (wrong.status_code, told(wrong))
        assert set(other.headers) == set(wrong.headers)


@pytest.mark.parametrize("name", ["vt.noivu", "ai.do"])
def test_wrong_passwords_make_a_name_wait_known_or_not(
    web: Web, clock: FixedClock, name: str
) -> None:
    for number in range(6):
        # Each from another address, so only the name counts.
        refused(Browser(web, f"10.0.0.{number}").sign_in(name, WRONG), 401, "sign_in_refused")
    response = Browser(web, "10.0.1.1").sign_in(name)
    body = refused(response, 429, "sign_in_too_many")
    assert response.headers["retry-after"] == "60"
    assert name not in body["detail"]
    clock.moment += timedelta(seconds=61)
    again = Browser(web, "10.0.1.1").sign_in(name)
    assert again.status_code == (200 if name == "vt.noivu" else 401)


def test_wrong_names_make_an_address_wait_and_nobody_else(web: Web) -> None:
    guessing = Browser(web, "203.0.113.7")
    for number in range(51):
        refused(guessing.sign_in(f"ten.{number}", WRONG), 401, "sign_in_refused")
    refused(guessing.sign_in("vt.noivu"), 429, "sign_in_too_many")
    assert Browser(web, "203.0.113.8").sign_in("vt.noivu").status_code == 200


def test_who_signs_in_again_leaves_no_session_behind(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    earlier = dict(browser.cookies)
    assert browser.sign_in("vt.noivu").status_code == 200
    assert browser.cookies != earlier
    assert browser.is_in
    left = Browser(web, cookies=earlier)
    refused(left.get("/me"), 401, "not_signed_in")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://tracker.example.evil.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ],
)
def test_no_other_site_signs_anybody_in(web: Web, header: str, value: str) -> None:
    body = {"name": "vt.noivu", "password": PASSWORD}
    browser = Browser(web)
    refused(browser.post("/sign-in", body, **{header: value}), 403, "csrf_refused")
    assert not browser.cookies


def test_a_page_of_ours_may(web: Web) -> None:
    body = {"name": "vt.noivu", "password": PASSWORD}
    ours = {"origin": "http://tracker.example", "sec-fetch-site": "same-origin"}
    assert Browser(web).post("/sign-in", body, **ours).status_code == 200


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": "vt.noivu"}, "password"),
        ({"password": PASSWORD}, "name"),
        ({"name": "vt.noivu", "password": ""}, "password"),
        ({"name": "vt.noivu", "password": 20240603123456}, "password"),
        ({"name": "vt.noivu", "password": [PASSWORD]}, "password"),
        ({"name": "vt.noivu", "password": "x" * 1001}, "password"),
        ({"name": "vt.noivu", "password": PASSWORD, "code": 20240603123456}, "code"),
        ({"name": "vt.noivu", "password": PASSWORD, "otp": "1"}, "otp"),
        ({"name": "x" * 201, "password": PASSWORD}, "name"),
    ],
)
def test_what_is_malformed_is_named_and_never_repeated(
    web: Web, said: dict[str, Any], field: str
) -> None:
    response = Browser(web).post("/sign-in", said)
    assert response.status_code == 422
    assert response.json()["field"] == field
    assert PASSWORD not in response.text
    assert "20240603123456" not in response.text
    assert "xxxxxxxx" not in response.text.replace("x" * 59 + "…", "") or field == "name"


def test_a_password_that_is_no_text_in_any_encoding_is_refused_as_one(web: Web) -> None:
    raw = b'{"name": "vt.noivu", "password": "\\ud800mot buoi sang tren song Hau"}'
    response = Browser(web).ask(
        "POST", "/api/v1/sign-in", content=raw, headers={"content-type": JSON}
    )
    assert response.status_code == 422
    assert response.json()["field"] == "password"
    assert "buoi" not in response.text


def test_a_form_of_another_site_cannot_say_json(web: Web) -> None:
    """Browsers send text/plain across sites without asking first; it is not read as JSON."""
    raw = b'{"name": "vt.noivu", "password": "mot buoi sang tren song Hau"}'
    for sort in ("text/plain", "application/x-www-form-urlencoded"):
        response = Browser(web).ask(
            "POST", "/api/v1/sign-in", content=raw, headers={"content-type": sort}
        )
        assert response.status_code == 422
        assert "buoi" not in response.text
