"""A real server and real sockets: endless uploads, slow readers, a server killed half way."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.conftest import Databases
from tests.evidence import made_files as made
from tests.evidence.files_office import sha256
from tests.support.programs import Program, programs
from tests.support.scenario import FIRST, Office, moment
from tests.support.waiting import GUARD, until
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.database.connect import POOL_SIZE, open_pool
from tracker.fold.words import Kind
from tracker.projections.projector import catch_up

MB = 10**6
LIMIT = 20 * MB
"""Of tests/support/evidence_server.py."""
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'


class Served:
    """A server process of ours and its folder."""

    def __init__(self, program: Program, url: str, home: Path) -> None:
        self.program = program
        self.url = url
        self.home = home
        self.port = program.says()
        self.address = f"http://127.0.0.1:{self.port}/api/v1"

    @contextmanager
    def uploading(self, headers: str) -> Iterator[socket.socket]:
        """A connection over which a form has begun to come."""
        with socket.create_connection(("127.0.0.1", self.port), GUARD) as connection:
            kind = "Content-Type: multipart/form-data; boundary=x"
            begin = (
                f"POST /api/v1/evidence HTTP/1.1\r\nHost: localhost\r\n{kind}\r\n{headers}\r\n\r\n"
            )
            connection.sendall(begin.encode())
            yield connection

    def spooled(self) -> int:
        """Bytes of files without a name that the process holds open in its folder."""
        sizes = 0
        for link in Path(f"/proc/{self.program.process.pid}/fd").iterdir():
            # What was opened and closed meanwhile is not there any more.
            with suppress(FileNotFoundError):
                if str(link.readlink()).startswith(str(self.home)):
                    sizes += link.stat().st_size
        return sizes

    def files(self) -> list[Path]:
        return [one for one in (self.home / "evidence").rglob("*") if one.is_file()]


@contextmanager
def serving(databases: Databases, home: Path) -> Iterator[Served]:
    with databases.fresh() as url, programs() as start:
        yield Served(start("evidence_server", url, home), url, home)


@pytest.fixture(scope="module")
def served(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(databases, tmp_path_factory.mktemp("home")) as served:
        yield served


@pytest.fixture
def mortal(databases: Databases, tmp_path: Path) -> Iterator[Served]:
    """A server of the test's own."""
    with serving(databases, tmp_path) as served:
        yield served


def test_an_upload_without_end_is_cut_off_and_leaves_nothing(served: Served):
    sent = 0
    with served.uploading("Transfer-Encoding: chunked") as connection:
        connection.sendall(chunked(HEAD + b"%PDF-"))
        with suppress(ConnectionError):
            while sent < 50 * LIMIT:
                connection.sendall(chunked(bytes(2**20)))
                sent += 2**20
                assert served.spooled() <= LIMIT

    assert sent < 5 * LIMIT
    until(lambda: served.spooled() == 0, "nothing is held")
    assert served.files() == []


def chunked(block: bytes) -> bytes:
    return f"{len(block):x}\r\n".encode() + block + b"\r\n"


def test_a_little_too_much_gets_an_answer(served: Served):
    content = made.PDF + bytes(LIMIT)

    response = httpx.post(f"{served.address}/evidence", files={"file": ("a.pdf", content)})

    assert response.status_code == 413
    assert response.json()["type"].endswith("evidence_too_large")
    assert served.files() == []


def test_what_says_that_it_is_far_too_much_is_answered_before_it_comes(served: Served):
    with served.uploading("Content-Length: 10000000000\r\nExpect: 100-continue") as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_server_killed_while_a_file_comes_leaves_nothing_of_it(mortal: Served):
    with mortal.uploading(f"Content-Length: {10 * MB}") as connection:
        connection.sendall(HEAD + made.PDF + bytes(5 * MB))
        until(lambda: mortal.spooled() >= 4 * MB, "half of it lies on the disk")
        mortal.program.kill()

    assert mortal.files() == []


def test_slow_readers_keep_nobody_waiting(served: Served):
    """More of them than there are threads and connections."""
    content = b"%PDF-" + bytes(8 * MB)
    response = httpx.post(f"{served.address}/evidence", files={"file": ("a.pdf", content)})
    assert response.status_code == 201
    item = attach(served.url, response.json()["sha256"])
    path = f"/api/v1/items/{item}/evidence/{sha256(content)}"
    with ExitStack() as exits:
        slow = [exits.enter_context(slow_reader(served.port, path)) for _ in range(POOL_SIZE + 3)]
        for reader in slow:
            assert reader.recv(12) == b"HTTP/1.1 200"

        asked = httpx.get(f"{served.address}/items/{item}", timeout=GUARD)

        assert asked.status_code == 200
        one = slow[0]
        rest = b"".join(iter(lambda: one.recv(2**16), b""))
        assert rest.endswith(content)


@contextmanager
def slow_reader(port: int, path: str) -> Iterator[socket.socket]:
    """Asks for a file and reads nothing of it; little of it fits on the way."""
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(GUARD)
        connection.connect(("127.0.0.1", port))
        connection.sendall(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        )
        yield connection


def attach(url: str, hashed: str) -> str:
    """An item whose assignment names the file."""
    with open_pool(url, size=2) as pool:
        office = Office(Tracker(pool), FixedClock(moment("3/6")))
        office.settle_in()
        named = [{"name": "a.pdf", "sha256": hashed}]
        office.assign(Kind.DIRECTIVE, "HH-1", unit=FIRST, attachments=named)
    catch_up(url)
    return "directive/HH-1"
