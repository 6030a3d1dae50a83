"""The second factor with real codes, counted as a telephone counts them."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from tests.api.asking import Web, refused
from tests.api.people.browsers import OTHER_PASSWORD, PASSWORD, Browser, signed_in
from tracker.clock import FixedClock

HALF_A_MINUTE = timedelta(seconds=30)


@pytest.fixture
def telephone(web: Web, clock: FixedClock) -> pyotp.TOTP:
    """What shows codes, after somebody has set the second factor up."""
    browser = signed_in(web, "vt.noivu")
    told = browser.post("/me/second-factor/begin")
    assert told.headers["cache-control"] == "no-store"
    shown = pyotp.TOTP(told.json()["secret"])
    confirmed = browser.post("/me/second-factor/confirm", {"code": shown.at(clock.moment)})
    assert confirmed.status_code == 204
    assert browser.get("/me").json()["second_factor"] is True
    clock.moment += HALF_A_MINUTE
    return shown


def test_what_the_telephone_is_shown_says_whose_it_is(web: Web) -> None:
    told = signed_in(web, "vt.noivu").post("/me/second-factor/begin").json()
    parts = urlsplit(told["uri"])
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert "vt.noivu" in parts.path
    assert parse_qs(parts.query)["secret"] == [told["secret"]]


def test_a_code_is_asked_for_after_the_right_password_alone(
    web: Web, clock: FixedClock, telephone: pyotp.TOTP
) -> None:
    code = telephone.at(clock.moment)
    refused(Browser(web).sign_in("vt.noivu"), 401, "second_factor_needed")
    refused(Browser(web).sign_in("vt.noivu", code="000000"), 401, "second_factor_refused")
    wrong = Browser(web).sign_in("vt.noivu", OTHER_PASSWORD, code=code)
    refused(wrong, 401, "sign_in_refused")
    browser = Browser(web)
    assert browser.sign_in("vt.noivu", code=code).status_code == 200
    assert browser.is_in


def test_a_code_is_good_once(web: Web, clock: FixedClock, telephone: pyotp.TOTP) -> None:
    code = telephone.at(clock.moment)
    assert Browser(web).sign_in("vt.noivu", code=code).status_code == 200
    refused(Browser(web).sign_in("vt.noivu", code=code), 401, "second_factor_refused")
    clock.moment += HALF_A_MINUTE
    later = Browser(web).sign_in("vt.noivu", code=telephone.at(clock.moment))
    assert later.status_code == 200


def test_it_counts_only_once_a_code_was_shown(web: Web) -> None:
    browser = signed_in(web, "vt.noivu")
    early = browser.post("/me/second-factor/confirm", {"code": "123456"})
    refused(early, 409, "second_factor_not_begun")
    browser.post("/me/second-factor/begin")
    wrong = browser.post("/me/second-factor/confirm", {"code": "000000"})
    assert refused(wrong, 422, "second_factor_code_wrong")["field"] == "code"
    assert Browser(web).sign_in("vt.noivu").status_code == 200


def test_who_knows_the_password_takes_it_away(web: Web, telephone: pyotp.TOTP) -> None:
    assert telephone
    browser = signed_in_with(web, telephone)
    refused(browser.post("/me/second-factor/begin"), 409, "second_factor_set_already")
    wrong = browser.post("/me/second-factor/remove", {"password": OTHER_PASSWORD})
    assert refused(wrong, 422, "password_wrong")["field"] == "password"
    assert browser.post("/me/second-factor/remove", {"password": PASSWORD}).status_code == 204
    assert Browser(web).sign_in("vt.noivu").status_code == 200
    again = browser.post("/me/second-factor/remove", {"password": PASSWORD})
    refused(again, 409, "second_factor_not_set")


def test_an_administrator_takes_it_from_who_lost_the_telephone(
    web: Web, telephone: pyotp.TOTP
) -> None:
    assert telephone
    admin = signed_in(web, "quan.tri")
    version = admin.get("/people/vt.noivu").headers["etag"]
    path = "/people/vt.noivu/reset-second-factor"
    done = admin.post(path, {"reason": "Mất điện thoại"}, if_match=version)
    assert done.status_code == 200
    assert done.headers["etag"] == f'"{done.json()["version"]}"'
    assert Browser(web).sign_in("vt.noivu").status_code == 200
    again = admin.post(path, {}, if_match=done.headers["etag"])
    refused(again, 409, "second_factor_not_set")


def signed_in_with(web: Web, telephone: pyotp.TOTP) -> Browser:
    browser = Browser(web)
    code = telephone.at(web.found.clock.now())
    assert browser.sign_in("vt.noivu", code=code).status_code == 200
    return browser
