"""A proxy before the server's socket that can cut a connection at the worst moment.

It understands just enough of PostgreSQL's protocol to know where messages begin: after
``sever(message, after=True)`` the next message that fits is carried out by the server and
its answer swallowed; with ``after=False`` it never arrives. Either way the client's
connection is closed. Later connections pass freely.
"""

import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Lock, Thread

from psycopg.conninfo import conninfo_to_dict, make_conninfo

BIND, QUERY, READY = b"B", b"Q", b"Z"
_SOCKET = ".s.PGSQL.5432"
_CHUNK = 1 << 16

Fits = Callable[[bytes, bytes], bool]


def is_statement(kind: bytes, _body: bytes) -> bool:
    """A prepared statement being executed, as our appends are."""
    return kind == BIND


def is_commit(kind: bytes, body: bytes) -> bool:
    """The end of a transaction."""
    return kind == QUERY and body.rstrip(b"\0").upper() == b"COMMIT"


@dataclass
class _Order:
    fits: Fits
    after: bool


class SeveringProxy:
    """Stands between clients and the server; see the module."""

    def __init__(self, database_url: str) -> None:
        parts = conninfo_to_dict(database_url)
        self._server_path = f"{parts['host']}/{_SOCKET}"
        self._folder = tempfile.mkdtemp(prefix="tracker-proxy-")
        self.url = make_conninfo(database_url, host=self._folder, port=5432)
        self.severed = Event()
        self._order: _Order | None = None
        self._lock = Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(os.path.join(self._folder, _SOCKET))  # noqa: PTH118 - a socket's path
        self._listener.listen(64)
        self._threads = [Thread(target=self._serve, daemon=True)]
        self._sockets = [self._listener]
        self._threads[0].start()

    def sever(self, fits: Fits, *, after: bool) -> None:
        """Cuts the connection of the next message that fits."""
        self.severed.clear()
        self._order = _Order(fits, after)

    def close(self) -> None:
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(10)
        shutil.rmtree(self._folder)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            self._sockets += [client, server]
            server.connect(self._server_path)
            link = _Link(self, client, server)
            for work in (link.to_server, link.to_client):
                thread = Thread(target=work, daemon=True)
                self._threads.append(thread)
                thread.start()

    def take_order(self, kind: bytes, body: bytes) -> _Order | None:
        """The order to sever, if there is one and this message is meant; given once."""
        with self._lock:
            order = self._order
            if order is None or not order.fits(kind, body):
                return None
            self._order = None
            return order


class _Link:
    """One client's connection and its counterpart to the server."""

    def __init__(self, proxy: SeveringProxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._swallowing = Event()

    def to_server(self) -> None:
        with suppress(OSError):
            for kind, body in _messages(self._client, startup=True):
                order = self._proxy.take_order(kind, body)
                if order is not None and not order.after:
                    break
                if order is not None:
                    self._swallowing.set()
                self._server.sendall(_framed(kind, body))
        if not self._swallowing.is_set():
            self._cut()

    def to_client(self) -> None:
        with suppress(OSError):
            for kind, body in _messages(self._server, startup=False):
                if not self._swallowing.is_set():
                    self._client.sendall(_framed(kind, body))
                elif kind == READY:
                    break
        self._cut()

    def _cut(self) -> None:
        for one in (self._client, self._server):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._proxy.severed.set()


def _framed(kind: bytes, body: bytes) -> bytes:
    return kind + (len(body) + 4).to_bytes(4, "big") + body


def _messages(end: socket.socket, *, startup: bool) -> Iterator[tuple[bytes, bytes]]:
    """The messages that come from one end; the first of a client has no kind."""
    buffer = b""
    while chunk := end.recv(_CHUNK):
        buffer += chunk
        while True:
            kind = 0 if startup else 1
            if len(buffer) < kind + 4:
                break
            size = int.from_bytes(buffer[kind : kind + 4], "big")
            if len(buffer) < kind + size:
                break
            yield buffer[:kind], buffer[kind + 4 : kind + size]
            buffer, startup = buffer[kind + size :], False


@contextmanager
def severing(database_url: str) -> Iterator[SeveringProxy]:
    proxy = SeveringProxy(database_url)
    try:
        yield proxy
    finally:
        proxy.close()
