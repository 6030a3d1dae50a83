"""What a provider must not be able to do to us by answering badly."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from tracker.errors import UnavailableError
from tracker.openid.fetching import Fetching

HEAD = b"HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"


@contextmanager
def answering(answer: bytes | None) -> Iterator[str]:
    """A server that answers one request so, or (None) keeps silent; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                if answer is not None:
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):
                    pass

        server = Thread(target=serve, daemon=True)
        server.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.join(60)


def body(status: bytes, content: bytes) -> bytes:
    return HEAD % (status, len(content)) + content


def test_a_document_is_what_stands_there() -> None:
    with answering(body(b"200 OK", b'{"a": 1}')) as url:
        assert asyncio.run(Fetching().document(url)) == {"a": 1}


BAD = {
    "silence": None,
    "no HTTP": b"hello",
    "cut short": HEAD % (b"200 OK", 100) + b"{}",
    "no JSON": body(b"200 OK", b"<p>hello"),
    "no UTF-8": body(b"200 OK", b'{"a": "\xff\xff"}'),
    "no object": body(b"200 OK", b"[1]"),
    "another place": b"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 2\r\n\r\n{}",
    "not there": body(b"404 Not Found", b"{}"),
    "broken": body(b"500 Internal Server Error", b"{}"),
    "too much": body(b"200 OK", b'{"a": "%s"}' % (b"a" * 256 * 1024)),
    "too deep": body(b"200 OK", b"[" * 100_000),
}


@pytest.mark.parametrize("answer", BAD.values(), ids=BAD)
def test_any_other_answer_is_none(answer: bytes | None) -> None:
    fetching = Fetching(seconds=0.2 if answer is None else 20)
    with answering(answer) as url, pytest.raises(UnavailableError) as caught:
        asyncio.run(fetching.document(url))
    assert caught.value.code == "openid_unreachable"


def test_a_form_is_not_sent_on_to_another_place() -> None:
    """It holds the code and our secret."""
    answer = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: /there\r\nContent-Length: 2\r\n\r\n{}"
    with answering(answer) as url:
        assert asyncio.run(Fetching().answer(url, "code=a", {})) == (307, {})


def test_nobody_there_is_as_good_as_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(UnavailableError):
        asyncio.run(Fetching().document(f"http://127.0.0.1:{port}"))
