"""One-time links over the API: made, used once, replaced, too late."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from tests.api.asking import Web, refused, serving
from tests.api.people.browsers import OTHER_PASSWORD, PASSWORD, Browser, signed_in
from tests.api.people.conftest import NOW, hashing_cheaply
from tracker.clock import FixedClock


def invited(web: Web, name: str) -> str:
    """The secret of a link that an administrator just made."""
    admin = signed_in(web, "quan.tri")
    version = admin.get(f"/people/{name}").headers["etag"]
    response = admin.post(f"/people/{name}/invite", if_match=version)
    assert response.status_code == 200, response.text
    assert response.headers["cache-control"] == "no-store"
    (secret,) = parse_qs(urlsplit(response.json()["link"]).query)["token"]
    return secret


def accepting(secret: str, password: str = OTHER_PASSWORD) -> dict[str, str]:
    return {"token": secret, "password": password}


def test_a_link_sets_the_password_once(web: Web) -> None:
    before = signed_in(web, "vt.noivu")
    secret = invited(web, "vt.noivu")
    first = Browser(web).post("/invitation", accepting(secret))
    assert first.status_code == 200
    assert first.json() == {"name": "vt.noivu", "sign_in": "http://127.0.0.1:8000/sign-in"}
    assert "set-cookie" not in first.headers
    refused(Browser(web).post("/invitation", accepting(secret)), 401, "link_refused")
    refused(Browser(web).sign_in("vt.noivu", PASSWORD), 401, "sign_in_refused")
    assert Browser(web).sign_in("vt.noivu", OTHER_PASSWORD).status_code == 200
    assert not before.is_in


def test_the_link_leads_to_the_address_that_people_use(staff_url: str) -> None:
    public = {"public_address": "https://tracker.example"}
    with serving(staff_url, clock=FixedClock(NOW), signed_in=False, **public) as web:
        hashing_cheaply(web.found)
        admin = signed_in(web, "quan.tri")
        version = admin.get("/people/chua.giao").headers["etag"]
        told = admin.post("/people/chua.giao/invite", if_match=version).json()
        assert told["link"].startswith("https://tracker.example/invitation?token=")
        assert told["expires_at"] == (NOW + timedelta(hours=72)).isoformat()


def test_a_weak_password_does_not_use_the_link_up(web: Web) -> None:
    secret = invited(web, "vt.noivu")
    weak = Browser(web).post("/invitation", accepting(secret, "12345678"))
    assert refused(weak, 422, "password_too_short")["field"] == "password"
    assert Browser(web).post("/invitation", accepting(secret)).status_code == 200


def test_a_later_link_takes_the_place_of_an_earlier(web: Web) -> None:
    earlier, later = invited(web, "vt.noivu"), invited(web, "vt.noivu")
    refused(Browser(web).post("/invitation", accepting(earlier)), 401, "link_refused")
    assert Browser(web).post("/invitation", accepting(later)).status_code == 200


def test_a_link_is_good_for_three_days(web: Web, clock: FixedClock) -> None:
    secret = invited(web, "vt.noivu")
    clock.moment += timedelta(hours=72)
    refused(Browser(web).post("/invitation", accepting(secret)), 401, "link_refused")


def test_links_are_not_guessed(web: Web) -> None:
    browser = Browser(web)
    for number in range(51):
        refused(browser.post("/invitation", accepting(f"x{number}")), 401, "link_refused")
    refused(browser.post("/invitation", accepting("x")), 429, "sign_in_too_many")
