"""The language and light or dark: chosen on any page, by a page of ours, led back to ours."""

import pytest

from tests.api.asking import Web
from tests.api.people.browsers import Browser
from tests.web.house import OURS
from tests.web.reading_pages import Page


def test_a_choice_is_kept_for_a_year_and_leads_back(house: Web) -> None:
    browser = Browser(house)
    form = Page.of(browser.ask("GET", "/sign-in?next=%2Fitems%3Fq%3D%C4%91"))
    data = form.filled("/preferences", language="en")
    response = browser.ask("POST", "/preferences", data=data, headers=OURS)
    assert (response.status_code, response.headers["location"]) == (
        303,
        "/sign-in?next=%2Fitems%3Fq%3D%C4%91",
    )
    (kept,) = response.headers.get_list("set-cookie")
    for told in ("tracker_language=en", "Max-Age=31536000", "HttpOnly", "SameSite=lax", "Path=/"):
        assert told in kept
    assert Page.of(browser.ask("GET", "/sign-in")).heading == "Sign in"


@pytest.mark.parametrize(
    ("theme", "shown"), [("dark", "dark"), ("light", "light"), ("auto", "light"), ("x", "light")]
)
def test_light_and_dark_are_there_before_anything_is_drawn(
    house: Web, theme: str, shown: str
) -> None:
    page = Page.of(house.send("GET", "/sign-in", headers={"cookie": f"tracker_theme={theme}"}))
    assert page.one("html").told["data-bs-theme"] == shown
    assert page.one("html").told["data-theme"] == (theme if theme != "x" else "auto")


@pytest.mark.parametrize("language", ["vi", "fr", "", "en;x", "../en"])
def test_a_language_that_there_is_none_of_is_not_spoken(house: Web, language: str) -> None:
    page = Page.of(
        house.send("GET", "/sign-in", headers={"cookie": f"tracker_language={language}"})
    )
    assert page.one("html").told["lang"] == ("en" if language.startswith("en;") else "vi")


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", "", "x"]
)
def test_nobody_is_led_away(house: Web, back: str) -> None:
    data = {"back": back, "theme": "dark"}
    response = house.send("POST", "/preferences", data=data, headers=OURS)
    assert (response.status_code, response.headers["location"]) == (303, "/")


@pytest.mark.parametrize("said", [{"origin": "https://evil.example"}, {"origin": "null"}])
def test_no_other_site_chooses(house: Web, said: dict[str, str]) -> None:
    response = house.send("POST", "/preferences", data={"language": "en"}, headers=said)
    Page.of(response, 403)
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("wrong", [{"language": "fr"}, {"theme": "pink"}])
def test_what_there_is_none_of_is_refused(house: Web, wrong: dict[str, str]) -> None:
    response = house.send("POST", "/preferences", data=wrong, headers=OURS)
    page = Page.of(response, 422)
    assert next(iter(wrong.values())) in page.text
    assert "set-cookie" not in response.headers
