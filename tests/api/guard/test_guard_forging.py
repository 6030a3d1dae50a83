"""Writes that another site makes a signed-in browser send, and names that lead here."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.asking import WHEN_ASKED, Web, refused
from tests.api.guard.probing import CSRF, PROBE, probed
from tests.conftest import Databases
from tracker.clock import FixedClock

HERE = "http://tracker.example"
COOKIE = {"cookie": "tracker_session=x"}
SIGNED = {**COOKIE, "x-csrf-token": CSRF}


@pytest.fixture(scope="module")
def addressed(databases: Databases) -> Iterator[Web]:
    """The application that knows the address that people use."""
    clock = FixedClock(WHEN_ASKED)
    with databases.fresh() as url, probed(url, clock=clock, public_address=HERE) as web:
        yield web


def post(web: Web, headers: dict[str, str]) -> Any:
    return web.send("POST", PROBE, headers=headers)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({}, id="a program or an old browser"),
        pytest.param({"sec-fetch-site": "same-origin", "origin": HERE}, id="a page of ours"),
        pytest.param({"sec-fetch-site": "none"}, id="typed by a person"),
        pytest.param({"origin": "HTTP://Tracker.Example"}, id="in capitals"),
    ],
)
def test_a_write_of_ours_is_taken(probe: Web, addressed: Web, more: dict[str, str]) -> None:
    for web in (probe, addressed):
        assert post(web, {**SIGNED, **more}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(COOKIE, id="no token"),
        pytest.param({**COOKIE, "x-csrf-token": ""}, id="an empty token"),
        pytest.param({**COOKIE, "x-csrf-token": CSRF[:-1]}, id="a part of it"),
        pytest.param({**COOKIE, "x-csrf-token": f"{CSRF} "[::-1]}, id="another token"),
        pytest.param({**SIGNED, "sec-fetch-site": "cross-site"}, id="another site"),
        pytest.param({**SIGNED, "sec-fetch-site": "same-site"}, id="a neighbour"),
        pytest.param({**SIGNED, "origin": "https://evil.example"}, id="another origin"),
        pytest.param({**SIGNED, "origin": "null"}, id="hidden origin"),
        pytest.param({**SIGNED, "origin": f"{HERE}:8001"}, id="another port"),
        pytest.param({**SIGNED, "origin": f"{HERE}.evil.example"}, id="a longer name"),
        pytest.param(
            {**SIGNED, "origin": HERE, "sec-fetch-site": "cross-site"}, id="one of two is enough"
        ),
    ],
)
def test_what_another_site_sent_is_refused(
    probe: Web, addressed: Web, headers: dict[str, str]
) -> None:
    for web in (probe, addressed):
        refused(post(web, headers), 403, "csrf_refused")


def test_a_token_that_is_not_even_text_is_refused(probe: Web) -> None:
    headers = {b"cookie": b"tracker_session=x", b"x-csrf-token": "mã".encode()}
    refused(probe.send("POST", PROBE, headers=headers), 403, "csrf_refused")


def test_reading_needs_no_proof(probe: Web) -> None:
    headers = {**COOKIE, "sec-fetch-site": "cross-site"}
    assert probe.send("GET", PROBE, headers=headers).status_code == 200


def test_a_program_with_a_token_needs_none_either(probe: Web) -> None:
    headers = {"authorization": "Bearer good", "origin": "https://evil.example"}
    assert post(probe, headers).status_code == 200


# --- the name by which we were reached ----------------------------------------------------------


@pytest.mark.parametrize("host", ["evil.example", "tracker.example:8000", "127.0.0.1", ""])
def test_browsers_are_served_at_the_address_given_out_only(addressed: Web, host: str) -> None:
    for path in (PROBE, "/healthz/x", "/api/v1/nowhere", "/api/v1/openapi.json"):
        response = addressed.send("GET", path, headers={**COOKIE, "host": host})
        assert HERE in refused(response, 403, "foreign_host")["detail"]


def test_programs_are_served_at_any(addressed: Web) -> None:
    token = {"authorization": "Bearer good", "host": "10.0.0.7:8000"}
    assert addressed.send("GET", PROBE, headers=token).status_code == 200
    for path in ("/healthz", "/readyz"):
        assert addressed.send("GET", path, headers={"host": "10.0.0.7"}).status_code == 200


def test_basic_credentials_are_no_token(addressed: Web) -> None:
    """A password that a browser keeps would be sent to any name."""
    headers = {**COOKIE, "authorization": "Basic eDp4", "host": "evil.example"}
    refused(addressed.send("GET", PROBE, headers=headers), 403, "foreign_host")


def test_without_the_setting_an_office_uses_what_name_it_likes(probe: Web) -> None:
    for host in ("may-chu", "192.168.1.10:8000"):
        mine = {**SIGNED, "host": host, "origin": f"http://{host}"}
        assert post(probe, mine).status_code == 200
        other = {**SIGNED, "host": host, "origin": HERE}
        refused(post(probe, other), 403, "csrf_refused")
