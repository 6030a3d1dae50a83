"""One line for each request; nothing in it that was secret or asked for."""

import logging
import re

import pytest

from tests.api.asking import WHEN_ASKED, Web
from tests.api.guard.probing import CSRF, OPEN, PROBE
from tracker.api.guard.log import logger

SECRETS = ["good.s3cret", "tracker_session", "cookie-s3cret", CSRF, "query-s3cret", "body-s3cret"]


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == logger.name]


def test_a_line_says_who_asked_which_route_and_how_it_ended(
    probe: Web, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger.name):
        headers = {"authorization": "Bearer good.anna"}
        response = probe.send("GET", f"{PROBE}/forbidden/H57?unit=H1", headers=headers)
    (line,) = lines(caplog)
    told = dict(part.split("=", 1) for part in line.split(" "))
    assert re.fullmatch(r"\d+\.\d", told.pop("milliseconds"))
    assert told == {
        "at": WHEN_ASKED.isoformat(),
        "request": response.headers["x-request-id"],
        "address": "127.0.0.1",
        "account": "good.anna",
        "method": "GET",
        "route": f"{PROBE}/forbidden/{{unit}}",
        "status": "403",
    }


@pytest.mark.parametrize(
    ("path", "route"),
    [
        (OPEN, OPEN),
        ("/api/v1/items/finding/x/timeline", "/api/v1/items/{kind}/{ref}/timeline"),
        ("/api/v1/nowhere/else", "-"),
        (f"{PROBE}/broken", f"{PROBE}/broken"),
    ],
)
def test_the_route_is_named_by_its_template(
    probe: Web, caplog: pytest.LogCaptureFixture, path: str, route: str
) -> None:
    with caplog.at_level(logging.INFO, logger.name):
        response = probe.send("GET", path)
    (line,) = lines(caplog)
    assert f" route={route} status={response.status_code} " in line


def test_health_checks_do_not_fill_the_log(probe: Web, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger.name):
        probe.send("GET", "/healthz")
    assert lines(caplog) == []
    with caplog.at_level(logging.DEBUG, logger.name):
        probe.send("GET", "/healthz")
    assert len(lines(caplog)) == 1


def test_nothing_secret_is_in_any_log(probe: Web, caplog: pytest.LogCaptureFixture) -> None:
    cookie = {"cookie": "tracker_session=cookie-s3cret", "x-csrf-token": CSRF}
    token = {"authorization": "Bearer good.s3cret"[:-7] + "anna", "x-other": "good.s3cret"}
    with caplog.at_level(logging.DEBUG):
        for headers in (cookie, token, {}):
            for path in (PROBE, f"{PROBE}/broken", f"{PROBE}/links/query-s3cret"):
                for method in ("GET", "POST"):
                    asked = f"{path}?password=query-s3cret"
                    probe.send(method, asked, headers=headers, content=b"body-s3cret")
    ours = [one for one in caplog.records if not one.name.startswith("httpx")]
    written = "\n".join(map(logging.Formatter().format, ours))
    assert len(lines(caplog)) == 18
    assert [secret for secret in SECRETS if secret in written] == []


def test_a_log_that_nobody_reads_costs_nothing(
    probe: Web, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger.name):
        assert probe.send("GET", OPEN).status_code == 200
    assert lines(caplog) == []
