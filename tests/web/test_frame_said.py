"""What one page has the next one say or wait for; nonsense that a browser tells is nothing."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response

from tracker.web.frame.said import (
    POSITION_COOKIE,
    SAID_COOKIE,
    position_recorded,
    said_before,
    say_next,
    wait_next,
)


def asked(**cookies: str) -> Request:
    told = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return Request({"type": "http", "headers": [(b"cookie", told.encode("latin-1", "replace"))]})


def packed(said: Any) -> str:
    return urlsafe_b64encode(json.dumps(said).encode()).decode()


def kept(response: Response) -> dict[str, str]:
    lines = [v.decode() for n, v in response.raw_headers if n == b"set-cookie"]
    return dict(line.partition(";")[0].split("=", 1) for line in lines)


def test_the_next_page_says_what_was_recorded() -> None:
    answer = Response()
    say_next(answer, "password_changed")
    said = said_before(asked(**kept(answer)))
    assert said is not None
    assert (said.name, said.details) == ("password_changed", {})


def test_the_next_page_waits_for_what_was_recorded() -> None:
    answer = Response()
    wait_next(answer, 42)
    assert position_recorded(asked(**kept(answer))) == 42


NONSENSE: list[Any] = [
    [],
    {},
    1,
    "x",
    None,
    ["no_such_message", {}],
    ["password_changed"],
    ["report-completion", {}],
    ["password_changed", []],
    ["password_changed", None],
    ["password_changed", {}, 1],
    ["../page.home", {}],
    [["password_changed"], {}],
]


@pytest.mark.parametrize("said", NONSENSE, ids=str)
def test_nothing_is_said_that_is_no_message(said: Any) -> None:
    assert said_before(asked(**{SAID_COOKIE: packed(said)})) is None


@pytest.mark.parametrize(
    "value", ["", "x", "====", "%%%", "bnVsbA==", "eyJ", "W10=", "\u00ff", "/" * 4_000, "__8="]
)
def test_any_cookie_is_taken_as_it_comes(value: str) -> None:
    assert said_before(asked(**{SAID_COOKIE: value})) is None


@pytest.mark.parametrize("value", ["", "-1", "1.5", "x", "9" * 30, "\u0661", "²"])
def test_no_page_waits_for_what_is_no_position(value: str) -> None:
    assert position_recorded(asked(**{POSITION_COOKIE: value})) is None


def test_nonsense_that_has_no_bottom_says_nothing() -> None:
    deep = urlsafe_b64encode(b"[" * 5_000).decode()
    assert said_before(asked(**{SAID_COOKIE: deep})) is None
