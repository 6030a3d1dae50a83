"""API tokens: shown once, narrowed, ended; and what a token may not do."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.api.asking import Web, refused
from tests.api.people.browsers import PASSWORD, Browser, signed_in
from tests.support.scenario import FIRST, ROOT, SECOND
from tracker.api.app import PREFIX
from tracker.clock import FixedClock
from tracker.people.registering import DisablePerson, disable

LAST_DAY = "2024-06-30"
NOBODYS = UUID(int=0)


def issued(browser: Browser, **said: Any) -> dict[str, Any]:
    body = {"label": "Báo cáo hằng tháng", "expires_on": LAST_DAY, **said}
    response = browser.post("/me/tokens", body)
    assert response.status_code == 201, response.text
    return dict(response.json())


def with_token(
    web: Web, secret: str, path: str = "/me", method: str = "GET", **more: Any
) -> httpx.Response:
    headers = {"authorization": f"Bearer {secret}"}
    return web.send(method, PREFIX + path, headers=headers, **more)


def test_a_token_asks_in_the_account_s_name_and_is_told_once(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    response = browser.post("/me/tokens", {"label": "Báo cáo", "expires_on": LAST_DAY})
    token = response.json()
    assert response.status_code == 201
    assert response.headers["cache-control"] == "no-store"
    assert set(token) == {"id", "secret", "expires_on"}
    assert token["secret"].startswith("trk_")
    me = with_token(web, token["secret"]).json()
    assert (me["name"], me["csrf"], me["session"]) == ("vt.noivu", None, None)
    assert [(held["role"], held["unit"]) for held in me["grants"]] == [("clerk", FIRST)]
    listed = browser.get("/me/tokens")
    (one,) = listed.json()["tokens"]
    assert one["id"] == token["id"]
    assert (one["label"], one["expires_on"], one["issued_on"]) == (
        "Báo cáo",
        LAST_DAY,
        "2024-06-03",
    )
    assert one["used_at"] is not None
    assert token["secret"] not in listed.text


def test_a_token_is_narrowed_to_a_role(web: Web) -> None:
    browser = signed_in(web, "quan.tri")
    version = browser.get("/people/quan.tri").headers["etag"]
    granted = browser.post(
        "/people/quan.tri/grant", {"role": "auditor", "unit": None}, if_match=version
    )
    assert granted.status_code == 200
    token = issued(browser, roles=["auditor"])
    assert with_token(web, token["secret"], f"/rights?on={LAST_DAY}").status_code == 200
    refused(with_token(web, token["secret"], "/people"), 403, "act_not_granted")


def test_a_token_is_narrowed_to_a_unit(web: Web) -> None:
    browser = signed_in(web, "kiem.tra")
    token = issued(browser, unit=FIRST)
    (held,) = with_token(web, token["secret"]).json()["grants"]
    assert (held["role"], held["unit"]) == ("auditor", FIRST)
    asked = f"/rights?on={LAST_DAY}"
    assert with_token(web, token["secret"], f"{asked}&unit={FIRST}").status_code == 200
    for unit in (SECOND, ROOT):
        response = with_token(web, token["secret"], f"{asked}&unit={unit}")
        refused(response, 403, "unit_not_granted")
    refused(with_token(web, token["secret"], asked), 403, "whole_not_granted")


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"roles": ["confirmer"]}, 409, "token_scope_not_held"),
        ({"unit": SECOND}, 409, "token_scope_not_held"),
        ({"unit": "H99"}, 404, "unknown_unit"),
        ({"expires_on": "2024-06-02"}, 409, "token_ended_already"),
        ({"expires_on": "2026-06-03"}, 409, "token_lasts_too_long"),
        ({"expires_on": "30/6/2024"}, 422, "bad_parameter"),
        ({"expires_on": 1719705600}, 422, "bad_parameter"),
        ({"roles": []}, 422, "bad_parameter"),
        ({"roles": ["king"]}, 422, "bad_parameter"),
        ({"label": ""}, 422, "bad_parameter"),
        ({"label": "hai\ndòng"}, 422, "bad_parameter"),
        ({"role": "clerk"}, 422, "unknown_parameter"),
    ],
)
def test_a_token_that_cannot_be_is_refused(
    web: Web, said: dict[str, Any], status: int, code: str
) -> None:
    browser = signed_in(web, "vt.noivu")
    response = browser.post("/me/tokens", {"label": "x", "expires_on": LAST_DAY, **said})
    refused(response, status, code)
    assert browser.get("/me/tokens").json()["tokens"] == []


@pytest.mark.parametrize(("said", "field"), [({"label": ""}, "label"), ({"role": "x"}, "role")])
def test_what_is_wrong_with_a_body_is_called_a_field(
    web: Web, said: dict[str, Any], field: str
) -> None:
    body = {"label": "x", "expires_on": LAST_DAY, **said}
    told = signed_in(web, "vt.noivu").post("/me/tokens", body).json()
    assert told["detail"].startswith(f"trường {field}: ")


def test_a_token_ends_with_its_day_or_when_it_is_revoked(web: Web, clock: FixedClock) -> None:
    browser = signed_in(web, "vt.noivu")
    short, long = issued(browser, expires_on="2024-06-04"), issued(browser)
    assert browser.post(f"/me/tokens/{long['id']}/revoke").status_code == 204
    refused(with_token(web, long["secret"]), 401, "bad_token")
    refused(browser.post(f"/me/tokens/{long['id']}/revoke"), 404, "unknown_token")
    clock.moment += timedelta(days=1, hours=14, minutes=59)
    assert with_token(web, short["secret"]).status_code == 200
    clock.moment += timedelta(minutes=1)
    refused(with_token(web, short["secret"]), 401, "bad_token")


def test_nobody_revokes_the_token_of_somebody_else(web: Web) -> None:
    token = issued(signed_in(web, "vt.noivu"))
    other = signed_in(web, "vt.hoaan")
    refused(other.post(f"/me/tokens/{token['id']}/revoke"), 404, "unknown_token")
    refused(other.post(f"/me/tokens/{uuid4()}/revoke"), 404, "unknown_token")
    assert with_token(web, token["secret"]).status_code == 200


def test_a_disabled_account_s_tokens_die_at_once(web: Web) -> None:
    token = issued(signed_in(web, "vt.noivu"))
    command = DisablePerson(
        actor="quan.tri", command_id="d", name="vt.noivu", expected_version=None
    )
    disable(command, web.found.people, web.found.clock)
    refused(with_token(web, token["secret"]), 401, "bad_token")


@pytest.mark.parametrize("shown", ["trk_made-up", "", "x" * 5000, "trk_ \u00e9"])
def test_what_is_no_token_of_ours_is_refused(web: Web, shown: str) -> None:
    headers = {"authorization": f"Bearer {shown}".encode("latin-1")}
    response = web.send("GET", f"{PREFIX}/me", headers=headers)
    code = "bad_token" if shown else "not_signed_in"
    refused(response, 401, code)
    assert not shown or shown not in response.text


def test_a_bad_token_is_not_made_good_by_a_cookie(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    response = browser.ask("GET", f"{PREFIX}/me", headers={"authorization": "Bearer trk_x"})
    refused(response, 401, "bad_token")


def test_a_token_s_writes_repeat_nothing(web: Web) -> None:
    """No browser adds tokens by itself, so nobody can make it send one."""
    token = issued(signed_in(web, "quan.tri"))
    body = {"name": "moi.den", "full_name": "Người Mới Đến"}
    response = with_token(web, token["secret"], "/people", "POST", json=body)
    assert response.status_code == 201


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/me/tokens", {"label": "x", "expires_on": LAST_DAY}),
        ("/me/password", {"old": PASSWORD, "new": "con duong dat do"}),
        ("/me/second-factor/begin", None),
        ("/me/second-factor/confirm", {"code": "123456"}),
        ("/me/second-factor/remove", {"password": PASSWORD}),
        ("/sign-out", None),
        ("/sign-out-everywhere", None),
        (f"/me/sessions/{NOBODYS}/end", None),
        (f"/me/tokens/{NOBODYS}/revoke", None),
    ],
)
def test_a_token_does_not_touch_what_the_account_is_entered_by(
    web: Web, path: str, body: dict[str, str] | None
) -> None:
    """Else a narrow token that was stolen would make a wide one that lasts."""
    token = issued(signed_in(web, "vt.noivu"))
    refused(with_token(web, token["secret"], path, "POST", json=body), 403, "session_needed")
