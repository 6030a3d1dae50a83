"""Administering people over HTTP: listed, registered, granted, revoked, disabled, by whom."""

from typing import Any

import httpx
import pytest

from tests.api.asking import Web, refused
from tests.api.people.browsers import Browser, signed_in
from tests.api.people.conftest import STAFF
from tests.support.scenario import FIRST, ROOT, SECOND

ALL = sorted(STAFF)


@pytest.fixture
def admin(web: Web) -> Browser:
    """Of the whole installation."""
    return signed_in(web, "quan.tri")


@pytest.fixture
def local(web: Web) -> Browser:
    """An administrator of one unit."""
    return signed_in(web, "qt.noivu")


def seen(browser: Browser, name: str) -> str:
    """The version of an account as the browser sees it."""
    response = browser.get(f"/people/{name}")
    assert response.status_code == 200, response.text
    return str(response.headers["etag"])


def order(browser: Browser, name: str, deed: str, body: Any = None) -> httpx.Response:
    """A command on an account as it is now, whoever sees it."""
    version = browser.web.found.people.account(name).version
    return browser.post(f"/people/{name}/{deed}", {} if body is None else body,
                        if_match=f'"{version}"')  # fmt: skip


def names(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [person["name"] for person in response.json()["people"]]


# --- looked at ----------------------------------------------------------------------------------


def test_people_are_listed_by_name_page_by_page(admin: Browser) -> None:
    found: list[str] = []
    query: dict[str, str] = {"limit": "3"}
    while True:
        page = admin.get("/people", **query)
        found += names(page)
        if page.json()["next"] is None:
            break
        assert len(names(page)) == 3
        query["cursor"] = page.json()["next"]
    assert found == ALL


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dao", ["vt.noivu"]),
        ("ĐÀO nguyễn", ["vt.noivu"]),
        ("Đa\u0300o", ["vt.noivu"]),
        ("do thi", ["hai.noi"]),
        ("thi noi", ["hai.noi", "kt.noivu", "vt.noivu"]),
        ("kt.noivu", ["kt.noivu"]),
        ("%", ALL),
        ("không có", []),
    ],
)
def test_people_are_found_without_accents(admin: Browser, words: str, found: list[str]) -> None:
    assert names(admin.get("/people", search=words)) == found


def test_people_are_found_by_where_they_hold_a_role(admin: Browser) -> None:
    assert names(admin.get("/people", unit=SECOND)) == ["hai.noi", "vt.hoaan"]
    assert names(admin.get("/people", unit=ROOT)) == []


def test_one_person_is_told_whole(admin: Browser) -> None:
    response = admin.get("/people/VT.NoiVu")
    body = response.json()
    assert response.headers["etag"] == f'"{body["version"]}"'
    assert (body["name"], body["full_name"], body["disabled"]) == (
        "vt.noivu",
        "Nguyễn Thị Đào",
        False,
    )
    assert body["grants"] == [
        {"role": "clerk", "unit": FIRST, "since": "2024-06-03", "until": None, "revoked_on": None}
    ]


@pytest.mark.parametrize("name", ["ai.do", "%C4%91", "a%00b", "x" * 300])
def test_who_is_not_there_is_not_found(admin: Browser, name: str) -> None:
    assert admin.get(f"/people/{name}").status_code in (404, 422)


# --- registered ---------------------------------------------------------------------------------


def test_a_new_person_gets_an_account_a_role_and_a_link(admin: Browser) -> None:
    said = {"name": "Moi.Den", "full_name": "Người Mới", "email": "moi@huonghuu.example"}
    made = admin.post("/people", said)
    assert made.status_code == 201
    assert made.json() == {"name": "moi.den", "version": 1}
    assert (made.headers["etag"], made.headers["location"]) == ('"1"', "/api/v1/people/moi.den")
    granted = admin.post(
        "/people/moi.den/grant",
        {"role": "leader", "unit": ROOT, "until": "2024-12-31"},
        if_match='"1"',
    )
    assert granted.json() == {"name": "moi.den", "version": 2}
    assert admin.post("/people/moi.den/invite", if_match='"2"').status_code == 200
    body = admin.get("/people/moi.den").json()
    assert (body["email"], body["has_password"]) == ("moi@huonghuu.example", False)
    assert body["grants"][0]["until"] == "2024-12-31"


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"name": "vt.noivu"}, 409, "account_name_taken"),
        ({"name": " VT.noivu"}, 409, "account_name_taken"),
        ({"name": "có dấu"}, 422, "expected_account_name"),
        ({"name": "a\u0000b"}, 422, "expected_account_name"),
        ({"full_name": ""}, 422, "bad_parameter"),
        ({"email": "not an address"}, 422, "expected_email"),
        ({"password": "mot mat khau dai"}, 422, "unknown_parameter"),
    ],
)
def test_a_person_that_cannot_be_registered_is_refused(
    admin: Browser, said: dict[str, str], status: int, code: str
) -> None:
    body = {"name": "moi.den", "full_name": "Người Mới", **said}
    response = admin.post("/people", body)
    refused(response, status, code)
    assert response.json()["field"] == next(iter(said))
    assert "mot mat khau dai" not in response.text


# --- changed, as seen ---------------------------------------------------------------------------


def test_a_role_is_granted_and_revoked(web: Web, admin: Browser) -> None:
    person = signed_in(web, "vt.noivu")
    granted = order(admin, "vt.noivu", "grant", {"role": "confirmer", "unit": ROOT})
    assert granted.status_code == 200
    assert len(person.get("/me").json()["grants"]) == 2
    twice = order(admin, "vt.noivu", "grant", {"role": "confirmer", "unit": ROOT})
    refused(twice, 409, "role_held_already")
    revoked = order(admin, "vt.noivu", "revoke", {"role": "confirmer", "unit": ROOT})
    assert revoked.status_code == 200
    assert len(person.get("/me").json()["grants"]) == 1
    refused(
        order(admin, "vt.noivu", "revoke", {"role": "confirmer", "unit": ROOT}),
        409,
        "role_not_held",
    )


def test_an_account_is_disabled_and_enabled(web: Web, admin: Browser) -> None:
    assert order(admin, "vt.noivu", "disable", {"reason": "Nghỉ việc"}).status_code == 200
    assert admin.get("/people/vt.noivu").json()["disabled"] is True
    refused(Browser(web).sign_in("vt.noivu"), 401, "sign_in_refused")
    refused(order(admin, "vt.noivu", "invite"), 409, "account_is_disabled")
    assert order(admin, "vt.noivu", "enable").status_code == 200
    assert Browser(web).sign_in("vt.noivu").status_code == 200


def test_a_person_is_renamed(admin: Browser) -> None:
    response = order(admin, "vt.noivu", "rename", {"full_name": "Nguyễn Thị Hồng Đào"})
    assert response.status_code == 200
    assert names(admin.get("/people", search="hong dao")) == ["vt.noivu"]


def test_somebody_s_sessions_are_ended(web: Web, admin: Browser) -> None:
    person = signed_in(web, "vt.noivu")
    response = order(admin, "vt.noivu", "sign-out-everywhere")
    assert response.json()["ended"] == 1
    assert not person.is_in


def test_the_last_administrator_stays(admin: Browser) -> None:
    whole = {"role": "administrator", "unit": None}
    refused(order(admin, "quan.tri", "disable"), 409, "last_administrator")
    refused(order(admin, "quan.tri", "revoke", whole), 409, "last_administrator")


BODIES = {
    "rename": {"full_name": "Khác"},
    "grant": {"role": "leader", "unit": FIRST},
    "revoke": {"role": "clerk", "unit": FIRST},
    "disable": {},
    "enable": {},
    "invite": None,
    "reset-second-factor": {},
    "sign-out-everywhere": None,
}


@pytest.mark.parametrize("deed", BODIES)
def test_a_form_opened_yesterday_changes_nothing(admin: Browser, deed: str) -> None:
    path = f"/people/vt.noivu/{deed}"
    version = seen(admin, "vt.noivu")
    older = f'"{int(version.strip(chr(34))) - 1}"'
    stale = admin.post(path, BODIES[deed], if_match=older)
    refused(stale, 412, "stale_version")
    assert stale.headers["etag"] == version
    missing = refused(admin.post(path, BODIES[deed]), 422, "if_match_missing")
    assert missing["field"] == "If-Match"
    refused(admin.post(path, BODIES[deed], if_match="3"), 422, "bad_if_match")
    assert seen(admin, "vt.noivu") == version


def test_signing_in_makes_no_form_old(web: Web, admin: Browser) -> None:
    version = seen(admin, "vt.noivu")
    signed_in(web, "vt.noivu")
    Browser(web).sign_in("vt.noivu", "khong dung mat khau")
    response = admin.post("/people/vt.noivu/disable", {}, if_match=version)
    assert response.status_code == 200


def test_a_request_that_is_repeated_is_done_once(admin: Browser) -> None:
    key = {"idempotency_key": "5e4a0f0c"}
    said = {"name": "moi.den", "full_name": "Người Mới"}
    first, second = admin.post("/people", said, **key), admin.post("/people", said, **key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    other = admin.post("/people", {**said, "name": "khac.nua"}, **key)
    refused(other, 422, "idempotency_key_reused")
    grant = {"role": "leader", "unit": ROOT}
    asked = {"if_match": '"1"', "idempotency_key": "k-2"}
    assert admin.post("/people/moi.den/grant", grant, **asked).json()["version"] == 2
    assert admin.post("/people/moi.den/rename", {"full_name": "Khác"}, if_match='"2"').is_success
    assert admin.post("/people/moi.den/grant", grant, **asked).json()["version"] == 2
    assert len(admin.get("/people/moi.den").json()["grants"]) == 1


def test_a_refused_request_leaves_its_key_free(admin: Browser) -> None:
    said = {"name": "vt.noivu", "full_name": "Người Mới"}
    refused(admin.post("/people", said, idempotency_key="k"), 409, "account_name_taken")
    response = admin.post("/people", {**said, "name": "moi.den"}, idempotency_key="k")
    assert response.status_code == 201


# --- by whom ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["vt.noivu", "kiem.tra", "chua.giao"])
def test_who_is_no_administrator_sees_and_changes_nobody(web: Web, name: str) -> None:
    browser = signed_in(web, name)
    refused(browser.get("/people"), 403, "act_not_granted")
    refused(browser.get("/people/vt.noivu"), 403, "act_not_granted")
    refused(browser.get("/people/ai.do"), 403, "act_not_granted")
    refused(
        browser.post("/people", {"name": "moi.den", "full_name": "Mới"}), 403, "act_not_granted"
    )
    for deed, body in BODIES.items():
        refused(order(browser, "vt.noivu", deed, body), 403, "act_not_granted")


def test_an_administrator_of_a_unit_sees_whom_he_administers(local: Browser) -> None:
    mine = ["kt.noivu", "qt.noivu", "vt.noivu"]
    assert names(local.get("/people")) == mine
    for name in set(ALL) - set(mine):
        refused(local.get(f"/people/{name}"), 403, "person_not_reached")


@pytest.mark.parametrize("deed", BODIES)
def test_who_holds_a_role_elsewhere_is_not_touched(local: Browser, deed: str) -> None:
    for name in ("hai.noi", "vt.hoaan", "quan.tri", "kiem.tra"):
        refused(order(local, name, deed, BODIES[deed]), 403, "person_not_reached")


@pytest.mark.parametrize("deed", BODIES)
def test_who_holds_no_role_yet_is_touched_by_who_registered_him(local: Browser, deed: str) -> None:
    """Whoever had the account before would share in what others give it later."""
    refused(order(local, "chua.giao", deed, BODIES[deed]), 403, "person_not_reached")
    refused(local.get("/people/chua.giao"), 403, "person_not_reached")
    refused(local.get("/people/chua.giao/history"), 403, "person_not_reached")
    assert local.post("/people", {"name": "moi.den", "full_name": "Mới"}).status_code == 201
    assert local.get("/people/moi.den").status_code == 200
    assert "moi.den" in names(local.get("/people"))


def test_who_holds_no_role_any_more_is_judged_by_those_that_he_held(
    admin: Browser, local: Browser
) -> None:
    for name, unit in (("vt.noivu", FIRST), ("vt.hoaan", SECOND)):
        order(admin, name, "revoke", {"role": "clerk", "unit": unit})
    assert order(local, "vt.noivu", "invite").status_code == 200
    refused(order(local, "vt.hoaan", "invite"), 403, "person_not_reached")
    assert names(local.get("/people")) == ["kt.noivu", "qt.noivu", "vt.noivu"]


def test_an_administrator_of_a_unit_gives_roles_within_it(local: Browser) -> None:
    said = {"name": "moi.den", "full_name": "Người Mới"}
    assert local.post("/people", said).status_code == 201
    assert order(local, "moi.den", "grant", {"role": "clerk", "unit": FIRST}).status_code == 200
    assert order(local, "moi.den", "invite").status_code == 200
    for unit in (ROOT, SECOND, "H99"):
        response = order(local, "moi.den", "grant", {"role": "clerk", "unit": unit})
        refused(response, 403, "unit_not_granted")
    whole = order(local, "moi.den", "grant", {"role": "clerk", "unit": None})
    refused(whole, 403, "whole_not_granted")


# --- what happened ------------------------------------------------------------------------------


def test_what_happened_to_an_account_is_told_and_no_secret(web: Web, admin: Browser) -> None:
    Browser(web, "203.0.113.7").sign_in("vt.noivu", "khong phai mat khau nay")
    signed_in(web, "vt.noivu")
    order(admin, "vt.noivu", "grant", {"role": "leader", "unit": ROOT, "reason": "Bổ nhiệm"})
    response = admin.get("/people/vt.noivu/history")
    body = response.json()
    assert [event["type"] for event in body["events"]] == [
        "account.registered",
        "account.role_granted",
        "account.invited",
        "account.password_changed",
        "account.sign_in_failed",
        "account.signed_in",
        "account.role_granted",
    ]
    *_, failed, entered, granted = body["events"]
    assert failed["facts"]["address"] == "203.0.113.7"
    assert entered["facts"]["by"] == "password"
    assert (granted["actor"], granted["reason"]) == ("quan.tri", "Bổ nhiệm")
    assert granted["facts"]["unit"] == ROOT
    assert "khong phai" not in response.text
    assert "argon2" not in response.text


def test_who_audits_reads_what_happened_within_his_reach(web: Web) -> None:
    assert signed_in(web, "kiem.tra").get("/people/vt.hoaan/history").status_code == 200
    soat = signed_in(web, "kt.noivu")
    assert soat.get("/people/vt.noivu/history").status_code == 200
    refused(soat.get("/people/vt.hoaan/history"), 403, "person_not_reached")
    refused(signed_in(web, "vt.noivu").get("/people/vt.noivu/history"), 403, "act_not_granted")
