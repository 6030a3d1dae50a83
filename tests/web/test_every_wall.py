"""No page is reached without a session, none shows anything without a right, none is forged."""

from urllib.parse import quote

import httpx
import psycopg
import pytest

from tests.api.asking import Web
from tests.api.people.browsers import Browser
from tests.web.house import NOTHING, OURS, PERSON, TITLE, entered
from tests.web.reading_pages import Page
from tests.web.walls import REF, Wall, walls_of

OPEN = {
    "GET /",
    "GET /alerts/unsubscribe/{secret}",
    "GET /assets/{digest}/{name:path}",
    "GET /calendar/{secret}.ics",
    "GET /invitation",
    "GET /sign-in",
    "POST /alerts/unsubscribe/{secret}",
    "POST /invitation",
    "POST /preferences",
    "POST /sign-in",
    "POST /sign-in/again",
    "POST /sign-out",
}
"""What is there for those who have not signed in yet."""
WITHOUT_TOKEN = OPEN - {"POST /sign-out"}
"""Where nobody need be signed in, a form has no session's token; /sign-out has where one is."""
OF_EVERYBODY = {
    "GET /deadline-words",
    "GET /guide",
    "GET /inbox",
    "GET /me",
    "GET /me/alerts",
    "GET /me/password",
    "GET /me/second-factor",
    "GET /me/sessions",
    "GET /me/tokens",
    "GET /views",
}
"""What an account is shown that holds no role at all: itself, and how words are read."""
TRACES = (
    "event",
    "account_event",
    "account_token",
    "idempotency",
    "evidence",
    "alert_unwanted",
    "calendar_feed",
)
"""The tables in which a write leaves a row, or takes one away."""


@pytest.fixture(scope="module")
def walls(house: Web) -> list[Wall]:
    return walls_of(house)


def recorded(web: Web) -> tuple[int, ...]:
    """How many events and other traces of a write there are; refusals are noted, of course."""
    with psycopg.connect(web.found.database_url) as connection:
        return tuple(
            connection.execute(f"select count(*) from tracker.{table}").fetchone()[0]  # type: ignore[index]
            for table in TRACES
        )


def tells(response: httpx.Response) -> list[str]:
    return [secret for secret in (TITLE, PERSON) if secret in response.text]


def test_the_walk_finds_what_it_looks_for(walls: list[Wall], house: Web) -> None:
    names = {str(wall) for wall in walls}
    assert names >= OPEN | OF_EVERYBODY
    assert len(names) > 60
    seen = entered(house).ask("GET", f"/items/directive/{REF}")
    assert TITLE in seen.text
    assert PERSON in entered(house).ask("GET", "/admin/people").text


def test_a_stranger_is_led_to_sign_in_wherever_he_goes(walls: list[Wall], house: Web) -> None:
    for wall in walls:
        if wall.method != "GET" or str(wall) in OPEN:
            continue
        response = Browser(house).ask("GET", wall.address)
        assert response.status_code == 303, (wall, response.text)
        wanted = f"/sign-in?next={quote(wall.address, safe='')}"
        assert response.headers["location"] == wanted, wall


def test_a_stranger_sends_nothing_anywhere(walls: list[Wall], house: Web) -> None:
    before = recorded(house)
    for wall in walls:
        if wall.method == "GET" or str(wall) in OPEN:
            continue
        for headers in ({}, OURS):
            response = Browser(house).ask("POST", wall.address, data={"a": "b"}, headers=headers)
            Page.of(response, 401)
            assert not tells(response), wall
    assert recorded(house) == before


def test_without_any_right_nothing_is_told(walls: list[Wall], house: Web) -> None:
    browser = entered(house, NOTHING)
    shown = set()
    for wall in walls:
        if wall.method != "GET" or str(wall) in OPEN:
            continue
        response = browser.ask("GET", wall.address)
        assert response.status_code in {200, 303, 403, 404, 422}, (wall, response.text)
        assert not tells(response), wall
        if response.status_code == 200:
            shown.add(str(wall))
    assert shown == OF_EVERYBODY


@pytest.mark.parametrize("token", ["missing", "wrong", "elsewhere"])
def test_no_form_is_taken_that_no_page_of_this_session_made(
    walls: list[Wall], house: Web, token: str
) -> None:
    """Nor one of this session's that another site sends."""
    browser = entered(house)
    said = {"missing": {}, "wrong": {"csrf": "x"}, "elsewhere": {"csrf": browser.csrf or ""}}[token]
    headers = {"origin": "https://evil.example"} if token == "elsewhere" else OURS  # noqa: S105
    before = recorded(house)
    for wall in walls:
        if wall.method == "GET" or str(wall) in WITHOUT_TOKEN:
            continue
        data = {**said, "label": "x", "expires_on": "2024-06-30"}
        response = browser.ask("POST", wall.address, data=data, headers=headers)
        assert response.status_code == 403, (wall, response.text)
    assert browser.is_in
    assert recorded(house) == before
