"""Calls to other programs: signed as their library checks it, and only where they may go."""

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
import standardwebhooks
from standardwebhooks.webhooks import Webhook

from tests.sending.certifying import certified
from tests.support.waiting import GUARD
from tracker.clock import SystemClock
from tracker.sending.webhook import Caller, signature
from tracker.sending.words import NotSentError, Why

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 - of the standard's own example
NAME = UUID("7b3f1f6e-6a3c-4c58-9a0e-3d2f6b1a9c11")
DOCUMENT = {"type": "alerts.digest", "data": {"title": "Rà soát “chữ ký số”"}}


class Other(BaseHTTPRequestHandler):
    """Another program: writes down what it is told and answers as it is set."""

    protocol_version = "HTTP/1.1"
    calls: list[tuple[str, dict[str, str], bytes]]
    answer: tuple[int, dict[str, str], bytes]
    released: Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.calls.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        status, headers, said = self.answer
        if not status:
            self.released.wait(GUARD)
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@contextmanager
def other(
    status: int = 200,
    body: bytes = b"",
    certificate: tuple[Path, Path] | None = None,
    **headers: str,
) -> Iterator[tuple[str, type[Other]]]:
    """The address of a program that answers so, and what it was told."""
    told = {"Content-Length": str(len(body)), **headers}

    class One(Other):
        calls = []  # noqa: RUF012
        answer = (status, told, body)
        released = Event()

    server = ThreadingHTTPServer(("127.0.0.1", 0), One)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        scheme = "http" if certificate is None else "https"
        yield f"{scheme}://127.0.0.1:{server.server_port}", One
    finally:
        One.released.set()
        server.shutdown()
        server.server_close()
        thread.join(GUARD)


def call(
    url: str,
    *,
    private: bool = True,
    seconds: float = GUARD,
    trust: ssl.SSLContext | None = None,
) -> None:
    caller = Caller(private=private, seconds=seconds, trust=trust)
    caller.call(url, SECRET, NAME, SystemClock().now(), DOCUMENT)


def refused(url: str, **given: Any) -> NotSentError:
    with pytest.raises(NotSentError) as caught:
        call(url, **given)
    return caught.value


# --- signed --------------------------------------------------------------------------------------


def test_the_standard_s_own_library_believes_what_we_sign() -> None:
    with other() as (url, heard):
        call(f"{url}/nhan?don-vi=H57")

    ((path, headers, body),) = heard.calls
    assert path == "/nhan?don-vi=H57"
    assert headers["webhook-id"] == str(NAME)
    assert headers["content-type"] == "application/json"
    assert Webhook(SECRET).verify(body.decode(), headers) == DOCUMENT


def test_a_changed_body_is_not_believed() -> None:
    with other() as (url, heard):
        call(url)
    ((_, headers, body),) = heard.calls
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        Webhook(SECRET).verify(body.decode().replace("digest", "digest2"), headers)


def test_it_signs_as_the_standard_s_library_does() -> None:
    moment, body = datetime(2024, 3, 18, 7, tzinfo=UTC), json.dumps(DOCUMENT)
    expected = Webhook(SECRET).sign(str(NAME), moment, body)
    assert signature(SECRET, str(NAME), moment, body.encode()) == expected


def test_a_secret_that_is_none_signs_nothing() -> None:
    with pytest.raises(ValueError, match="whsec_"):
        signature("whsec_?", str(NAME), datetime(2024, 3, 18, tzinfo=UTC), b"")


# --- answered ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_answer_of_the_two_hundreds_is_a_yes(status: int) -> None:
    with other(status) as (url, heard):
        call(url)
    assert len(heard.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(status: int) -> None:
    with other() as (elsewhere, led), other(status, Location=elsewhere) as (url, _):
        error = refused(url)
    assert (error.why, error.said, error.for_good) == (Why.REFUSED, f"HTTP {status}", False)
    assert led.calls == []


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_other_answers_are_tried_again(status: int) -> None:
    with other(status) as (url, _):
        error = refused(url)
    assert (error.said, error.for_good) == (f"HTTP {status}", False)


def test_who_is_gone_is_not_called_again() -> None:
    with other(410) as (url, _):
        error = refused(url)
    assert (error.why, error.for_good) == (Why.ENDED, True)


def test_what_is_answered_is_not_read() -> None:
    """The answer promises a terabyte and never comes to an end."""
    with other(200, b"x" * 1000, **{"Content-Length": str(10**12)}) as (url, _):
        call(url)


def test_who_never_answers_counts_as_silent() -> None:
    with other(0) as (url, _):
        assert refused(url, seconds=0.2).why is Why.SILENT


def test_where_nobody_listens_it_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    error = refused(f"http://127.0.0.1:{port}/")
    assert (error.why, error.for_good) == (Why.UNREACHABLE, False)


def test_a_name_that_there_is_not_is_tried_again() -> None:
    assert refused("https://khong-co.invalid/", private=False).why is Why.UNREACHABLE


# --- allowed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "127.1"])
def test_machines_of_the_house_are_not_called_unless_the_office_says_so(host: str) -> None:
    with other() as (url, heard):
        error = refused(url.replace("http://127.0.0.1", f"https://{host}"), private=False)
    assert error.why is Why.FORBIDDEN_ADDRESS
    assert heard.calls == []


def test_nothing_is_said_without_https_unless_the_office_says_so() -> None:
    assert refused("http://cong.example/", private=False).why is Why.FORBIDDEN_ADDRESS


def test_a_name_of_which_one_address_is_private_is_not_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor is it looked up a second time, when it might mean something else."""
    looked: list[str] = []
    with other() as (url, heard):
        port = int(url.rpartition(":")[2])

        def look(host: str, *_: Any, **__: Any) -> list[Any]:
            looked.append(host)
            first = "1.1.1.1" if len(looked) == 1 else "127.0.0.1"
            return [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
                for address in (first, "127.0.0.1")
            ]

        monkeypatch.setattr(socket, "getaddrinfo", look)
        error = refused(f"https://cong.example:{port}/", private=False)

    assert error.why is Why.FORBIDDEN_ADDRESS
    assert looked == ["cong.example"]
    assert heard.calls == []


def test_who_is_called_is_told_the_name_and_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    with other() as (url, heard):
        port = int(url.rpartition(":")[2])

        def look(host: str, *_: Any, **__: Any) -> list[Any]:
            looked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

        monkeypatch.setattr(socket, "getaddrinfo", look)
        call(f"http://cong.example:{port}/")

    assert looked == ["cong.example"]
    assert heard.calls[0][1]["host"] == f"cong.example:{port}"


@pytest.mark.parametrize(("name", "believed"), [("cong.example", True), ("else.example", False)])
def test_the_certificate_is_asked_for_the_name_although_an_address_is_called(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, believed: bool
) -> None:
    certificate = certified(tmp_path, "cong.example")
    trust = ssl.create_default_context(cafile=certificate[0])
    with other(certificate=certificate) as (url, heard):
        port = int(url.rpartition(":")[2])
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        if believed:
            call(f"https://{name}:{port}/", trust=trust)
        else:
            error = refused(f"https://{name}:{port}/", trust=trust)
            assert (error.why, error.for_good) == (Why.UNREACHABLE, False)
    assert len(heard.calls) == believed


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with other() as (proxy, asked), other() as (url, heard):
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        call(url)
    assert (len(asked.calls), len(heard.calls)) == (0, 1)
