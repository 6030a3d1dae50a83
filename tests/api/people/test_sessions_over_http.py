"""Sessions: when they end, who ends them, and which writes they let through."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.api.asking import Web, refused
from tests.api.people.browsers import OTHER_PASSWORD, PASSWORD, Browser, signed_in
from tests.api.people.conftest import NOW
from tracker.clock import FixedClock
from tracker.people.registering import DisablePerson, RevokeRole, disable, revoke
from tracker.rights.words import Role

MINUTE = timedelta(minutes=1)


# --- they end by themselves ---------------------------------------------------------------------


def test_a_session_that_nobody_uses_ends(web: Web, clock: FixedClock) -> None:
    browser = signed_in(web, "vt.noivu")
    clock.moment += 29 * MINUTE
    assert browser.is_in
    clock.moment += 29 * MINUTE
    assert browser.is_in
    clock.moment += 31 * MINUTE
    response = browser.get("/me")
    refused(response, 401, "session_expired")
    assert response.headers["www-authenticate"] == "Bearer"


def test_a_session_that_is_always_used_ends_too(web: Web, clock: FixedClock) -> None:
    browser = signed_in(web, "vt.noivu")
    while clock.moment < NOW + timedelta(hours=12) - 20 * MINUTE:
        clock.moment += 20 * MINUTE
        assert browser.is_in
    clock.moment += 21 * MINUTE
    refused(browser.get("/me"), 401, "session_expired")


def test_without_anything_to_show_nobody_is_there(web: Web) -> None:
    refused(Browser(web).get("/me"), 401, "not_signed_in")
    made_up = Browser(web, cookies={"tracker_session": "made-up"})
    refused(made_up.get("/me"), 401, "not_signed_in")


# --- they are ended -----------------------------------------------------------------------------


def test_signing_out_ends_this_session_and_forgets_the_cookie(web: Web) -> None:
    here, there = signed_in(web, "vt.noivu"), signed_in(web, "vt.noivu")
    kept = dict(here.cookies)
    response = here.post("/sign-out")
    assert (response.status_code, response.content) == (204, b"")
    assert here.cookies == {}
    refused(Browser(web, cookies=kept).get("/me"), 401, "not_signed_in")
    assert there.is_in


def test_signing_out_everywhere_ends_them_all(web: Web) -> None:
    here, there, other = (
        signed_in(web, "vt.noivu"),
        signed_in(web, "vt.noivu"),
        signed_in(web, "vt.hoaan"),
    )
    response = here.post("/sign-out-everywhere")
    assert (response.status_code, response.json()) == (200, {"ended": 2})
    assert not there.is_in
    assert not here.is_in
    assert other.is_in


def test_two_browsers_are_two_sessions_told_apart(web: Web, clock: FixedClock) -> None:
    there = signed_in(web, "vt.noivu", address="10.57.31.9", agent="Firefox")
    clock.moment += 5 * MINUTE
    here = signed_in(web, "vt.noivu")
    mine, other = here.get("/me/sessions").json()["sessions"]
    assert (mine["current"], mine["address"], mine["by"]) == (True, "10.57.31.5", "password")
    assert (other["current"], other["agent"]) == (False, "Firefox")
    assert other["address"] == "10.57.31.9"
    assert other["signed_in_at"] == NOW.isoformat()
    assert here.get("/me").json()["session"]["id"] == mine["id"]
    assert here.post(f"/me/sessions/{other['id']}/end").status_code == 204
    assert not there.is_in
    assert here.is_in


def test_nobody_ends_the_session_of_somebody_else(web: Web) -> None:
    mine, other = signed_in(web, "vt.noivu"), signed_in(web, "vt.hoaan")
    (session,) = other.get("/me/sessions").json()["sessions"]
    refused(mine.post(f"/me/sessions/{session['id']}/end"), 404, "unknown_session")
    refused(mine.post(f"/me/sessions/{uuid4()}/end"), 404, "unknown_session")
    refused(mine.post("/me/sessions/x/end"), 422, "bad_parameter")
    assert other.is_in


def test_another_password_ends_the_other_sessions(web: Web) -> None:
    here, there = signed_in(web, "vt.noivu"), signed_in(web, "vt.noivu")
    changed = here.post("/me/password", {"old": PASSWORD, "new": OTHER_PASSWORD})
    assert changed.status_code == 204
    assert here.is_in
    assert not there.is_in
    refused(there.sign_in("vt.noivu"), 401, "sign_in_refused")
    assert there.sign_in("vt.noivu", OTHER_PASSWORD).status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        (OTHER_PASSWORD, OTHER_PASSWORD, "password_wrong", "old"),
        (PASSWORD, "ngan", "password_too_short", "new"),
        (PASSWORD, "toi la vt.noivu day", "password_has_name", "new"),
    ],
)
def test_a_password_is_changed_by_who_knows_it_to_one_that_is_strong(
    web: Web, old: str, new: str, code: str, field: str
) -> None:
    browser = signed_in(web, "vt.noivu")
    response = browser.post("/me/password", {"old": old, "new": new})
    assert refused(response, 422, code)["field"] == field
    assert old not in response.text
    assert new not in response.text
    assert browser.sign_in("vt.noivu").status_code == 200


def test_an_account_that_is_disabled_loses_its_sessions_at_once(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    command = DisablePerson(
        actor="quan.tri", command_id="d", name="vt.noivu", expected_version=None
    )
    disable(command, web.found.people, web.found.clock)
    refused(browser.get("/me"), 401, "not_signed_in")


def test_a_role_that_is_revoked_is_lost_at_once(web: Web) -> None:
    browser = signed_in(web, "quan.tri")
    assert browser.get("/people").status_code == 200
    colleague = {"role": "administrator", "unit": None}
    version = browser.get("/people/chua.giao").headers["etag"]
    assert browser.post("/people/chua.giao/grant", colleague, if_match=version).status_code == 200
    command = RevokeRole(
        actor="chua.giao",
        command_id="r",
        name="quan.tri",
        expected_version=None,
        role=Role.ADMINISTRATOR,
        unit=None,
    )
    revoke(command, web.found.people, web.found.clock)
    refused(browser.get("/people"), 403, "act_not_granted")
    assert browser.get("/me").json()["grants"] == []


# --- what they let through ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-csrf-token": "made-up"},
        {"x-csrf-token": ""},
    ],
)
def test_a_write_that_does_not_repeat_the_token_is_refused(
    web: Web, headers: dict[str, str]
) -> None:
    browser = signed_in(web, "vt.noivu")
    browser.csrf = None
    refused(browser.post("/sign-out", **headers), 403, "csrf_refused")
    assert browser.is_in


def test_the_token_of_another_session_is_no_good(web: Web) -> None:
    browser, other = signed_in(web, "vt.noivu"), signed_in(web, "vt.noivu")
    assert browser.csrf != other.csrf
    browser.csrf = other.csrf
    refused(browser.post("/sign-out"), 403, "csrf_refused")


def test_the_right_token_from_another_site_is_no_good_either(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    response = browser.post("/sign-out", origin="https://evil.example")
    refused(response, 403, "csrf_refused")
    assert browser.post("/sign-out", origin="http://tracker.example").status_code == 204


def test_me_tells_a_page_that_was_loaded_anew_which_token_to_repeat(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    me = browser.get("/me").json()
    assert me["csrf"] == browser.csrf
    assert (me["name"], me["full_name"], me["second_factor"]) == (
        "vt.noivu",
        "Nguyễn Thị Đào",
        False,
    )
    assert me["session"]["idle_seconds"] == 1800
    assert me["session"]["expires_at"] == (NOW + timedelta(hours=12)).isoformat()
