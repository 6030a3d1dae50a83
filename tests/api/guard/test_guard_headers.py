"""What every answer carries, whoever gives it."""

from uuid import UUID, uuid4

import pytest

from tests.api.asking import Web, refused
from tests.api.guard.probing import NOBODY, PROBE, probed

ANSWERS = {
    "data": ("GET", f"{PROBE}/anyone", 200),
    "the description": ("GET", "/api/v1/openapi.json", 200),
    "the beginning": ("GET", "/", 303),
    "alive": ("GET", "/healthz", 200),
    "a page": ("GET", f"{PROBE}/page", 200),
    "no such address": ("GET", "/api/v1/nowhere", 404),
    "no such method": ("DELETE", "/api/v1/counts", 405),
    "malformed": ("GET", f"{PROBE}/number?number=x", 422),
    "nobody signed in": ("GET", PROBE, 401),
    "a mistake of ours": ("GET", f"{PROBE}/broken", 500),
    "too large": ("POST", PROBE, 413),
}
EXPECTED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_has_the_headers_and_an_id(probe: Web, kind: str) -> None:
    method, path, status = ANSWERS[kind]
    content = b"x" * 2_000_000 if status == 413 else None
    response = probe.send(method, path, content=content)
    assert response.status_code == status
    assert {name: response.headers[name] for name in EXPECTED} == EXPECTED
    assert UUID(response.headers["x-request-id"])
    assert "geolocation=()" in response.headers["permissions-policy"]
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'" if kind == "a page" else "default-src 'none'")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "server" not in response.headers


def test_scripts_of_a_page_come_from_files_of_ours_alone(probe: Web) -> None:
    policy = probe.send("GET", f"{PROBE}/page").headers["content-security-policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["object-src"] == "'none'"


def test_data_are_kept_in_no_cache_unless_their_route_says_so(probe: Web) -> None:
    for path in (PROBE, f"{PROBE}/anyone", "/api/v1/nowhere", f"{PROBE}/broken"):
        assert probe.send("GET", path).headers["cache-control"] == "no-store"
    assert probe.send("GET", f"{PROBE}/cached").headers["cache-control"] == "private, max-age=60"


def test_browsers_are_told_to_stay_with_https_where_that_is_our_address(database_url: str) -> None:
    address = "https://tracker.example"
    with probed(database_url, public_address=address) as web:
        response = web.send("GET", f"{PROBE}/anyone")
    assert response.headers["strict-transport-security"] == "max-age=31536000"


def test_they_are_not_told_so_where_an_office_has_no_certificate(probe: Web) -> None:
    assert "strict-transport-security" not in probe.send("GET", f"{PROBE}/anyone").headers


def test_a_proxy_s_id_is_taken_over(probe: Web) -> None:
    told = str(uuid4())
    response = probe.send("GET", PROBE, headers={"x-request-id": told})
    assert refused(response, 401, NOBODY)["request_id"] == told


@pytest.mark.parametrize("told", ["", "1", "x" * 200, "a\tb", "${jndi:x}", "é"])
def test_what_is_no_id_is_not_taken_over(probe: Web, told: str) -> None:
    response = probe.send("GET", PROBE, headers={"x-request-id": told.encode()})
    assert UUID(refused(response, 401, NOBODY)["request_id"])
    assert response.headers["x-request-id"] != told


def test_each_request_has_an_id_of_its_own(probe: Web) -> None:
    ids = {probe.send("GET", "/healthz").headers["x-request-id"] for _ in range(20)}
    assert len(ids) == 20


def test_whoever_is_not_signed_in_is_told_how_programs_do_it(probe: Web) -> None:
    # Never `Basic`: browsers would ask for a password in a window of their own.
    assert probe.send("GET", PROBE).headers["www-authenticate"] == "Bearer"


def test_no_other_site_may_read_an_answer(probe: Web) -> None:
    response = probe.send("GET", f"{PROBE}/anyone", headers={"origin": "https://evil.example"})
    assert not [name for name in response.headers if name.startswith("access-control-")]
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    assert probe.send("OPTIONS", PROBE, headers=asked).status_code == 405


def test_what_was_refused_before_it_had_come_is_not_waited_for(probe: Web) -> None:
    """The web server would take in the rest of it, however much there is, and throw it away."""
    large = {"content": b"x" * 2_000_000}
    assert probe.send("POST", PROBE, **large).headers["connection"] == "close"
    assert "connection" not in probe.send("POST", PROBE, content=b"x").headers
    assert "connection" not in probe.send("POST", PROBE).headers
    good = {"authorization": "Bearer good"}
    assert "connection" not in probe.send("POST", PROBE, content=b"x", headers=good).headers
