"""No password, code, cookie, link or token stands in a log, in a record or in another answer."""

import logging

import psycopg
import pyotp
import pytest

from tests.api.asking import Web
from tests.api.people.browsers import OTHER_PASSWORD, PASSWORD, Browser, signed_in
from tests.web.reading_pages import Page
from tracker.people.links import invite

WRONG = "mot mat khau go nham cho"


def test_no_secret_is_told_to_anybody_else(web: Web, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    admin, browser = signed_in(web, "quan.tri"), signed_in(web, "vt.noivu")
    Browser(web).sign_in("vt.noivu", WRONG)
    Browser(web).sign_in(WRONG, PASSWORD)
    token = browser.post("/me/tokens", {"label": "x", "expires_on": "2024-06-30"}).json()["secret"]
    factor = browser.post("/me/second-factor/begin").json()["secret"]
    code = pyotp.TOTP(factor).at(web.found.clock.now())
    browser.post("/me/second-factor/confirm", {"code": code})
    browser.post("/me/password", {"old": PASSWORD, "new": OTHER_PASSWORD})
    link = invite(web.found.people, "chua.giao", "quan.tri", web.found.clock).secret
    Page.of(Browser(web).ask("GET", f"/invitation?token={link}"))
    Browser(web).ask("POST", "/invitation", data={"token": link, "password": "a", "again": "b"})
    (cookie,) = browser.cookies.values()
    assert browser.csrf is not None
    secrets = [WRONG, PASSWORD, OTHER_PASSWORD, token, factor, link, cookie, browser.csrf]
    # What the browser's part of this test notes of itself is its own affair.
    records = [record for record in caplog.records if not record.name.startswith("http")]
    told = [
        "".join(f"{record.getMessage()} {vars(record)}" for record in records),
        everything_kept(web),
        admin.get("/people").text,
        admin.get("/people/vt.noivu").text,
        admin.get("/people/vt.noivu/history").text,
        signed_in(web, "kiem.tra").get("/rights", on="2024-06-03").text,
        browser.get("/me/tokens").text,
        browser.get("/me/sessions").text,
    ]
    assert records
    for secret in secrets:
        for place, text in enumerate(told):
            if secret == factor and place == 1:
                # It must be readable, for both sides count codes from it.
                continue
            assert secret not in text, f"{secret} in {text}"


def everything_kept(web: Web) -> str:
    """Every row of every table that has to do with accounts, keys and refusals, as text."""
    with psycopg.connect(web.found.database_url) as connection:
        tables = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'tracker'"
            " and table_name ~ '^(account|sign_in|idempotency|refused)'"
        ).fetchall()
        assert len(tables) > 10
        rows = [
            connection.execute(f'select t::text from tracker."{name}" t').fetchall()
            for (name,) in tables
        ]
        events = connection.execute(
            "select convert_from(state, 'utf8') from tracker.account_event"
        ).fetchall()
    return str(rows) + str(events)
