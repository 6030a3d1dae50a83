"""Bodies are counted as they come, whatever they say of themselves."""

from collections.abc import AsyncIterator
from typing import Any

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.api.asking import Web, refused
from tests.api.guard.probing import PROBE
from tracker.api.guard.sizes import (
    LARGEST_BODY,
    LARGEST_OF_STRANGERS,
    OF_STRANGERS,
    WITH_OWN_LIMIT,
    Sized,
)
from tracker.errors import TooLargeError

ANYONE = f"{PROBE}/anyone"


async def in_chunks(size: int) -> AsyncIterator[bytes]:
    """A body that comes in parts and, as HTTP has it then, does not say how long it is."""
    for begun in range(0, size, 50_000):
        yield b"x" * min(50_000, size - begun)


@pytest.mark.parametrize("size", [0, 1, 70_000, LARGEST_BODY])
def test_what_is_small_enough_arrives_whole(probe: Web, size: int) -> None:
    for content in (b"x" * size, in_chunks(size)):
        response = probe.send("POST", ANYONE, content=content)
        assert response.status_code == 200
        assert response.json()["bytes"] == size


@pytest.mark.parametrize("size", [LARGEST_BODY + 1, 3 * LARGEST_BODY])
def test_what_is_larger_is_refused_whether_it_says_so_or_not(probe: Web, size: int) -> None:
    for content in (b"x" * size, in_chunks(size)):
        response = probe.send("POST", ANYONE, content=content, headers={"accept-language": "en"})
        detail = refused(response, 413, "body_too_large")["detail"]
        assert str(LARGEST_BODY) in detail


@pytest.mark.parametrize("said", ["0", "10", "-1", "1e9", "x"])
def test_saying_that_it_is_small_does_not_help(probe: Web, said: str) -> None:
    """A web server stops such a body by itself; where one does not, we do."""
    headers = {"content-length": said, "transfer-encoding": "chunked"}
    response = probe.send("POST", ANYONE, content=in_chunks(2 * LARGEST_BODY), headers=headers)
    refused(response, 413, "body_too_large")


def test_a_body_is_counted_where_none_is_expected(probe: Web) -> None:
    refused(probe.send("GET", ANYONE, content=in_chunks(2 * LARGEST_BODY)), 413, "body_too_large")


@pytest.mark.parametrize("path", sorted(p for p in OF_STRANGERS if p.startswith("/api/")))
def test_where_nobody_is_signed_in_yet_little_is_read(probe: Web, path: str) -> None:
    """To tell every one of a hundred thousand unknown fields takes seconds."""
    for content in (b"x" * (LARGEST_OF_STRANGERS + 1), in_chunks(100_000)):
        refused(probe.send("POST", path, content=content), 413, "body_too_large")
    whole = probe.send("POST", path, content=b"x" * LARGEST_OF_STRANGERS)
    assert whole.status_code in {401, 422}


def test_little_is_read_where_a_command_is_open_to_everybody(probe: Web) -> None:
    """All that writes and asks for no sign-in, but signing out, which reads one field."""
    described = probe.ask("/api/v1/openapi.json").json()["paths"]
    open_to_all = {
        path
        for path, operations in described.items()
        if "post" in operations and not operations["post"].get("security")
    }
    assert open_to_all == {path for path in OF_STRANGERS if path.startswith("/api/")}


def test_what_takes_files_counts_by_itself() -> None:
    """One of them, and only where files are taken."""
    assert sorted(WITH_OWN_LIMIT) == ["/api/v1/evidence", "/record/"]


# --- what the web server says, message by message -----------------------------------------------


class Line:
    """A connection that brings the messages given, and then nothing more."""

    def __init__(self, *messages: Message) -> None:
        self.left = list(messages)

    async def receive(self) -> Message:
        return self.left.pop(0)


def part(size: int, *, more: bool) -> Message:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


GONE: Message = {"type": "http.disconnect"}


def served(line: Line, headers: dict[bytes, bytes], path: str = "/") -> list[Message]:
    """The messages that the application is given by a guard that takes ten bytes."""
    given: list[Message] = []

    async def application(_scope: Scope, receive: Receive, _send: Send) -> None:
        given.append(await receive())
        while given[-1].get("more_body"):
            given.append(await receive())

    async def send(_: Message) -> None:
        raise AssertionError

    scope: Scope = {"type": "http", "path": path, "headers": list(headers.items())}
    anyio.run(Sized(application, largest=10), scope, line.receive, send)
    return given


CHUNKED = {b"transfer-encoding": b"chunked"}


def test_no_more_is_read_than_is_needed_to_refuse() -> None:
    line = Line(part(6, more=True), part(6, more=True), part(6, more=False))
    with pytest.raises(TooLargeError):
        served(line, CHUNKED)
    assert line.left == [part(6, more=False)]


def test_nothing_is_read_of_what_says_that_it_is_too_large() -> None:
    line = Line(part(1, more=False))
    with pytest.raises(TooLargeError):
        served(line, {b"content-length": b"11"})
    assert len(line.left) == 1


def test_the_parts_come_in_their_order() -> None:
    messages = [part(6, more=True), part(0, more=True), part(4, more=False)]
    assert served(Line(*messages), CHUNKED) == messages


def test_whoever_goes_away_half_way_is_not_waited_for() -> None:
    assert served(Line(part(6, more=True), GONE), CHUNKED) == [part(6, more=True), GONE]


def test_a_request_without_a_body_is_not_waited_for() -> None:
    line = Line(GONE)
    assert served(line, {}) == [GONE]
    line = Line(GONE)
    assert served(line, {b"content-length": b"0"}) == [GONE]


def test_what_counts_by_itself_is_given_everything() -> None:
    messages: list[Any] = [part(60, more=True), part(60, more=False)]
    assert served(Line(*messages), CHUNKED, next(iter(WITH_OWN_LIMIT))) == messages
