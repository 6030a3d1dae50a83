"""Signing in at a real provider, from the first address to the page that was wanted."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.api.asking import refused, serving
from tests.conftest import Databases
from tests.openid.housing import House, house_of
from tests.openid.providing import HERE, Browser, OpenIDProvider, somebody
from tests.openid.visiting import CALLBACK_PATH, WAY, Visitor
from tracker.people.listing import sessions_of


@pytest.fixture(scope="module")
def url(databases: Databases) -> Iterator[str]:
    with databases.fresh() as url:
        yield url


@pytest.fixture(scope="module")
def open_house(provider: OpenIDProvider, url: str) -> Iterator[House]:
    with house_of(provider, url) as house:
        yield house


@pytest.fixture(scope="module")
def naming_house(provider: OpenIDProvider, url: str) -> Iterator[House]:
    """Where the provider's name for somebody links the account of that name."""
    with house_of(provider, url, oidc_link_by_name=True, oidc_label="Tài khoản tỉnh") as house:
        yield house


@pytest.fixture
def house(open_house: House, browser: Browser) -> House:
    """Where whoever sits at the browser has an account that is not linked."""
    open_house.register(browser.name)
    return open_house


@pytest.fixture
def other() -> Iterator[Browser]:
    """Of somebody else at the provider."""
    with Browser(somebody()) as browser:
        yield browser


# --- who gets in ---------------------------------------------------------------------------------


def test_a_linked_person_signs_in_and_is_led_to_the_page_that_was_wanted(
    house: House, browser: Browser
) -> None:
    house.link(browser.name, browser)
    visitor = house.visitor()
    answer = visitor.sign_in(browser, return_to="/items?q=báo%20cáo".replace("á", "a"))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/items?q=bao%20cao"
    assert visitor.name() == browser.name


def test_the_second_time_is_like_the_first(house: House, browser: Browser) -> None:
    house.link(browser.name, browser)
    for _ in range(2):
        visitor = house.visitor()
        assert visitor.sign_in(browser).headers["location"] == "/"
        assert visitor.name() == browser.name


def test_the_session_is_the_same_as_by_password(house: House, browser: Browser) -> None:
    house.link(browser.name, browser)
    visitor = house.visitor()
    kept = visitor.sign_in(browser).headers.get_list("set-cookie")
    (session,) = [cookie for cookie in kept if cookie.startswith("tracker_session=")]
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in session.split(";")}
    (attempt,) = [cookie for cookie in kept if cookie.startswith("tracker_session_openid=")]
    assert "Max-Age=0" in attempt


def test_the_record_says_how_the_person_proved_it(house: House, browser: Browser) -> None:
    house.link(browser.name, browser)
    house.visitor().sign_in(browser)
    now = house.clock.now()
    by = {session.signed_in_by for session in sessions_of(house.people.pool, browser.name, now)}
    assert by == {"password", "oidc amr=pwd,otp"}
    assert {"account.identity_linked", "account.signed_in"} <= set(house.happened(browser.name))


def test_signing_in_ends_the_session_that_the_browser_had(house: House, browser: Browser) -> None:
    visitor = house.link(browser.name, browser)
    (before,) = sessions_of(house.people.pool, browser.name, house.clock.now())
    visitor.sign_in(browser)
    (after,) = sessions_of(house.people.pool, browser.name, house.clock.now())
    assert before.session_id != after.session_id


# --- who does not --------------------------------------------------------------------------------


def test_a_stranger_is_given_no_account(house: House, browser: Browser) -> None:
    """Not even one whose name at the provider is an account's here."""
    visitor = house.visitor()
    refused(visitor.sign_in(browser), 403, "openid_unlinked")
    refused(visitor.me(), 401, "not_signed_in")
    assert "account.identity_linked" not in house.happened(browser.name)


def test_a_disabled_account_is_refused_until_it_is_enabled(house: House, browser: Browser) -> None:
    house.link(browser.name, browser)
    house.disable(browser.name)
    visitor = house.visitor()
    refused(visitor.sign_in(browser), 401, "sign_in_refused")
    refused(visitor.me(), 401, "not_signed_in")
    house.enable(browser.name)
    assert visitor.sign_in(browser).status_code == 303


def test_who_does_not_agree_at_the_provider_is_not_signed_in(
    house: House, browser: Browser
) -> None:
    house.link(browser.name, browser)
    visitor = house.visitor()
    back = browser.sent_back(visitor.begin(), agrees=False)
    refused(visitor.come_back(back), 401, "openid_refused")


# --- linking by name -----------------------------------------------------------------------------


def test_where_it_is_allowed_the_name_links_the_account_once(
    naming_house: House, browser: Browser
) -> None:
    naming_house.register(browser.name)
    for _ in range(2):
        visitor = naming_house.visitor()
        assert visitor.sign_in(browser).status_code == 303
        assert visitor.name() == browser.name
    assert naming_house.happened(browser.name).count("account.identity_linked") == 1


def test_a_name_without_an_account_links_nothing(naming_house: House, browser: Browser) -> None:
    refused(naming_house.visitor().sign_in(browser), 403, "openid_unlinked")


def test_a_disabled_account_is_not_linked_by_its_name(
    naming_house: House, browser: Browser
) -> None:
    naming_house.register(browser.name)
    naming_house.disable(browser.name)
    refused(naming_house.visitor().sign_in(browser), 403, "openid_unlinked")
    assert "account.identity_linked" not in naming_house.happened(browser.name)


def test_a_name_that_another_person_has_linked_is_not_linked_again(
    naming_house: House, browser: Browser, other: Browser
) -> None:
    """Names at the provider are given to others in time; accounts are not."""
    naming_house.register(browser.name)
    naming_house.link(browser.name, other)
    refused(naming_house.visitor().sign_in(browser), 403, "openid_unlinked")
    visitor = naming_house.visitor()
    visitor.sign_in(other)
    assert visitor.name() == browser.name


# --- linking -------------------------------------------------------------------------------------


def test_a_link_leads_back_to_the_page_it_was_begun_on(house: House, browser: Browser) -> None:
    visitor = house.signed_in(browser.name)
    back = house.begin_link(visitor, browser, return_to="/me")
    assert visitor.come_back(back).headers["location"] == "/me"


def test_a_person_of_the_provider_is_one_account_s(
    house: House, browser: Browser, other: Browser
) -> None:
    house.register(other.name)
    house.link(browser.name, browser)
    visitor = house.signed_in(other.name)
    refused(visitor.come_back(house.begin_link(visitor, browser)), 409, "identity_taken")
    visitor = house.visitor()
    visitor.sign_in(browser)
    assert visitor.name() == browser.name


def test_only_whoever_began_a_link_can_end_it(house: House, browser: Browser) -> None:
    visitor = house.signed_in(browser.name)
    back = house.begin_link(visitor, browser)
    visitor.cookies.delete("tracker_session")
    refused(visitor.come_back(back), 401, "openid_state")
    refused(house.visitor().sign_in(browser), 403, "openid_unlinked")


def test_another_site_cannot_begin_a_link(house: House, browser: Browser) -> None:
    """Else it would link its own person to the visitor's account."""
    visitor = house.signed_in(browser.name)
    answer = visitor.ask("/api/v1/me/openid", method="POST", json={})
    refused(answer, 403, "csrf_refused")
    refused(house.visitor().ask("/api/v1/me/openid", method="POST", json={}), 401, "not_signed_in")


# --- attempts ------------------------------------------------------------------------------------


def test_an_answer_to_a_question_that_this_browser_did_not_ask_is_refused(
    house: House, browser: Browser
) -> None:
    """An attacker's own answer, slipped to somebody to be signed in as the attacker."""
    house.link(browser.name, browser)
    back = browser.sent_back(house.visitor().begin())
    victim = house.visitor()
    refused(victim.come_back(back), 401, "openid_state")
    victim.begin()
    refused(victim.come_back(back), 401, "openid_state")
    refused(victim.me(), 401, "not_signed_in")


def test_an_answer_is_good_once(house: House, browser: Browser) -> None:
    house.link(browser.name, browser)
    visitor = house.visitor()
    back = browser.sent_back(visitor.begin())
    cookies = dict(visitor.cookies)
    assert visitor.come_back(back).status_code == 303
    replay = house.visitor()
    replay.cookies.update(cookies)
    refused(replay.come_back(back), 401, "openid_state")


def test_an_attempt_is_over_after_ten_minutes(house: House, browser: Browser) -> None:
    house.link(browser.name, browser)
    visitor = house.visitor()
    back = browser.sent_back(visitor.begin())
    house.clock.ahead = timedelta(minutes=10)
    try:
        refused(visitor.come_back(back), 401, "openid_state")
    finally:
        house.clock.ahead = timedelta(0)


def test_a_callback_that_says_nothing_is_refused(open_house: House) -> None:
    refused(open_house.visitor().ask(CALLBACK_PATH), 401, "openid_state")


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/ /evil.example",
        "evil.example",
        "javascript:alert(1)",
        "",
        "/\r\nLocation: https://evil.example",
        "/ở-đâu",
        "/" + "a" * 500,
    ],
)
def test_nobody_is_led_to_another_site(open_house: House, elsewhere: str) -> None:
    answer = open_house.visitor().ask(WAY, params={"return_to": elsewhere})
    assert refused(answer, 422, "bad_parameter")["field"] == "return_to"


# --- the provider --------------------------------------------------------------------------------


def test_a_provider_with_new_keys_is_understood(
    house: House, provider: OpenIDProvider, browser: Browser
) -> None:
    house.link(browser.name, browser)
    provider.renew_key()
    visitor = house.visitor()
    assert visitor.sign_in(browser).status_code == 303
    assert visitor.name() == browser.name


def test_while_the_provider_is_down_it_is_said_and_the_password_works(
    house: House, url: str, provider: OpenIDProvider, browser: Browser
) -> None:
    asking = house.visitor()
    back = browser.sent_back(asking.begin())
    with provider.down(), house_of(provider, url) as later:
        body = refused(later.visitor().ask(WAY), 503, "openid_unreachable")
        assert "mật khẩu" in body["detail"]
        refused(asking.come_back(back), 503, "openid_unreachable")
        assert house.signed_in(browser.name).name() == browser.name


def test_a_provider_that_is_another_than_configured_is_refused(
    url: str, provider: OpenIDProvider
) -> None:
    with house_of(provider, url, oidc_issuer=f"{provider.issuer}/") as house:
        body = refused(house.visitor().ask(WAY), 503, "openid_misfit")
        assert "issuer" in body["detail"]


# --- what people and programs see ----------------------------------------------------------------


def test_the_ways_to_sign_in_are_told(naming_house: House) -> None:
    assert naming_house.visitor().ask("/api/v1/sign-in").json() == {
        "password": True,
        "openid": {"label": "Tài khoản tỉnh", "address": WAY},
    }


def test_without_a_provider_there_is_no_such_way(url: str) -> None:
    with serving(url, public_address=HERE) as web:
        visitor = Visitor(web.app)
        told = visitor.ask("/api/v1/sign-in").json()
        assert told == {"password": True, "openid": None}
        refused(visitor.ask(WAY), 404, "openid_off")
        refused(visitor.ask(CALLBACK_PATH), 404, "openid_off")


def test_a_browser_is_shown_a_page_where_a_program_is_told_a_problem(open_house: House) -> None:
    shown = {"accept": "text/html,*/*;q=0.8"}
    answer = open_house.visitor().ask(CALLBACK_PATH, headers=shown)
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/html")
    assert "/sign-in" in answer.text
    assert "10 phút" in answer.text


def test_over_https_the_attempt_is_kept_from_everything_else(
    url: str, provider: OpenIDProvider
) -> None:
    with house_of(provider, url, public_address="https://tracker.example") as house:
        kept = house.visitor().ask(WAY).headers["set-cookie"]
    parts = {part.strip() for part in kept.split(";")}
    assert kept.startswith("__Host-tracker_openid=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=600"} <= parts
