"""Nothing of a whole sign-in that is secret is in a log or in the record of refusals."""

import logging
import re
from datetime import timedelta

import pytest

from tests.api.asking import WHEN_ASKED, Web, serving
from tests.support.askers import employ
from tracker.access.refusals import Period, refusals
from tracker.clock import FixedClock
from tracker.days import local_day
from tracker.people.links import invite
from tracker.rights.words import Role

NAME, PASSWORD, WRONG = "le.thi.kin", "mot con duong lang khuat", "mot con duong dong vui"
API = "/api/v1"


def secret_things(web: Web) -> list[str]:
    """Goes through everything that has to do with secrets; gives them."""
    link = invite(web.found.people, NAME, "tests", web.found.clock).secret
    web.send("GET", f"/invitation?token={link}")
    web.send("POST", f"{API}/invitation", json={"token": f"{link}x", "password": PASSWORD})
    web.send("POST", f"{API}/invitation", json={"token": link, "password": PASSWORD})
    web.send("POST", f"{API}/invitation", json={"token": link, "password": PASSWORD})
    for said in ({"password": WRONG}, {"password": [WRONG]}, {"passwort": WRONG}):
        web.send("POST", f"{API}/sign-in", json={"name": NAME, **said})
    # People type passwords where names belong.
    web.send("POST", f"{API}/sign-in", json={"name": WRONG, "password": "x"})
    web.send("POST", f"{API}/sign-in", content=f'{{"password": "{WRONG}"')
    signed = web.send("POST", f"{API}/sign-in", json={"name": NAME, "password": PASSWORD})
    assert signed.status_code == 200, signed.text
    (cookie,) = re.findall(r"tracker_session=([^;]+)", signed.headers["set-cookie"])
    csrf = signed.json()["csrf"]
    kept = {"cookie": f"tracker_session={cookie}", "x-csrf-token": csrf}
    last_day = local_day(web.found.clock.now()) + timedelta(days=9)
    asked = {"label": "x", "expires_on": last_day.isoformat()}
    issued = web.send("POST", f"{API}/me/tokens", json=asked, headers=kept)
    assert issued.status_code == 201, issued.text
    token = issued.json()["secret"]
    for shown in (token, f"{token}x"):
        web.send("GET", f"{API}/me", headers={"authorization": f"Bearer {shown}"})
    forged = {"cookie": kept["cookie"], "x-csrf-token": f"{csrf}x"}
    web.send("POST", f"{API}/sign-out", headers=forged)
    assert web.send("POST", f"{API}/sign-out", headers=kept).status_code == 204
    web.send("GET", f"{API}/me", headers=kept)
    return [link, PASSWORD, WRONG, cookie, csrf, token]


def test_what_is_secret_is_kept_out_of_every_record(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(database_url, clock=FixedClock(WHEN_ASKED), signed_in=False) as web:
        employ(web.found, NAME, (Role.CLERK, None))
        with caplog.at_level(logging.DEBUG):
            secrets = secret_things(web)
        with web.found.pool.connection() as connection:
            recorded = refusals(connection, Period())
    # The client's own log is not ours.
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    written = "\n".join([*map(logging.Formatter().format, ours), *map(repr, recorded)])
    refused = {one.code for one in recorded}
    assert refused >= {"link_refused", "sign_in_refused", "bad_token", "csrf_refused"}
    assert f"account={NAME}" in written
    assert [secret for secret in secrets if secret in written] == []
