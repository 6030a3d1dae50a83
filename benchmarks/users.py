"""Users of the API: real connections on loopback, one after another or many at once."""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from threading import Barrier, Thread
from time import perf_counter
from typing import Any, Final

_MS: Final = 1_000


@dataclass
class User:
    """One connection, kept open; measures every request in milliseconds."""

    port: int
    token: str | None = None
    taken: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sent: int = 0
    received: int = 0

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        self._connection.connect()
        # Head and body of a write go out as two packets; they must not wait for each other.
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Asks and gives the answer; what is no success is noted as an error."""
        data = None if body is None else json.dumps(body).encode()
        head = dict(headers or {})
        if self.token is not None:
            head["Authorization"] = f"Bearer {self.token}"
        if data is not None:
            head["Content-Type"] = "application/json"
        began = perf_counter()
        self._connection.request(method, path, data, head)
        response = self._connection.getresponse()
        answer = response.read()
        self.taken.append((perf_counter() - began) * _MS)
        self.received += len(answer)
        if response.status not in (200, 201):
            self.errors.append(f"{method} {path}: {response.status} {answer[:200]!r}")
            return {}
        return dict(json.loads(answer))

    def close(self) -> None:
        """Hangs up."""
        self._connection.close()


def at_once(users: list[User], work: Callable[[User, int], None]) -> float:
    """All users work at the same time; gives the seconds from the first to the last."""
    gate = Barrier(len(users) + 1)

    def one(user: User, number: int) -> None:
        gate.wait()
        work(user, number)

    threads = [Thread(target=one, args=(user, n)) for n, user in enumerate(users)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    return perf_counter() - began
