"""The audit of the pins: a known vulnerability fails, advisories that are not there do not."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
LOCK = """\
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:08695f5cb7ed6e0531a20572697297273c47b8cae5a63ffc6d6ed5c201be6e44
    # via nobody
sound==1.2 \\
    --hash=sha256:08695f5cb7ed6e0531a20572697297273c47b8cae5a63ffc6d6ed5c201be6e44
    # via nobody
"""
BROKEN = """\
broken==0.9 \\
    --hash=sha256:08695f5cb7ed6e0531a20572697297273c47b8cae5a63ffc6d6ed5c201be6e44
"""
ADVISORY = {
    "id": "PYSEC-0000-1",
    "summary": "lets everybody in",
    "affected": [
        {
            "package": {"name": "broken", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"fixed": "1.0"}]}],
        }
    ],
}
NOT_HAD = "no advisories could be had"


class Advisories(BaseHTTPRequestHandler):
    """Knows of one vulnerability."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        known = asked["package"]["name"] == "broken"
        answer = json.dumps({"vulns": [ADVISORY]} if known else {}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def advisories() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Advisories)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    serving.join()
    server.server_close()


@contextmanager
def deaf() -> Iterator[str]:
    """Lets callers in, and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"


def audit(folder: Path, lock: str, address: str, **environment: str) -> tuple[int, str]:
    file = folder / "some.lock"
    file.write_text(lock)
    ended = subprocess.run(
        [sys.executable, PROJECT / "tools" / "audit.py", file, "-s", "osv", "--osv-url", address],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
        text=True,
    )
    assert ended.stderr == ""
    return ended.returncode, ended.stdout


def test_packages_without_a_known_vulnerability_pass(tmp_path: Path, advisories: str):
    code, said = audit(tmp_path, LOCK, advisories)

    assert (code, said) == (0, "audit: 1 packages, 0 of them with known vulnerabilities\n")


def test_a_known_vulnerability_fails_and_says_where_it_is_fixed(tmp_path: Path, advisories: str):
    code, said = audit(tmp_path, LOCK + BROKEN, advisories)

    assert code == 1
    assert said.splitlines() == [
        "broken 0.9: PYSEC-0000-1, fixed in 1.0",
        "audit: 2 packages, 1 of them with known vulnerabilities",
    ]


def test_advisories_that_cannot_be_reached_fail_nothing(tmp_path: Path):
    with deaf() as address:
        pass

    code, said = audit(tmp_path, LOCK + BROKEN, address)

    assert code == 0
    assert said.startswith("colorama==0.4.6 sound==1.2 broken==0.9\naudit: 3 packages are pinned; ")
    assert NOT_HAD in said


def test_advisories_that_are_not_given_in_time_fail_nothing(tmp_path: Path):
    with deaf() as address:
        code, said = audit(tmp_path, LOCK, address, AUDIT_SECONDS="2")

    assert code == 0
    assert NOT_HAD in said
