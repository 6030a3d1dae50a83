"""``tracker demo`` as somebody runs it who then stops it: what it says, and what it leaves."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.tracker_program import PATIENCE, PROGRAM, environment
from tests.support.waiting import until

AUDITOR = "kiemtra.tth"
PASSWORD = re.compile(r"[\w-]{16}")
"""As the demonstration makes it."""


@pytest.fixture
def home() -> Iterator[Path]:
    # The database's own user must be able to pass through.
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def said_until(program: subprocess.Popen[str], last: str) -> list[str]:
    """The lines that it prints, up to the one with ``last``."""
    assert program.stdout is not None
    lines = []
    for line in program.stdout:
        lines.append(line)
        if last in line:
            break
    return lines


def counts(address: str, password: str) -> Any:
    """What somebody who signs in is told; a lie about the own address is not believed.

    A page that proves its numbers names the address at which it is served.
    """
    asked = {"as_of": "2024-03-08", "known_at": "2024-03-08T17:30", "kind": "plan_task"}
    with httpx.Client(base_url=f"{address}/api/v1") as client:
        who = {"name": AUDITOR, "password": password}
        assert client.post("/sign-in", json=who).status_code == 200
        liar = {"x-forwarded-for": "203.0.113.9"}
        assert f"{address}/api/v1/counts" in client.get(f"{address}/audit").text
        return client.get("/counts", params=asked, headers=liar).json()


def password_in(said: str) -> str:
    """Of the demonstration's people, as it is printed for whoever tries it."""
    (line,) = [line for line in said.splitlines() if "mật khẩu chung" in line]
    return line.rpartition(" ")[2]


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_a_demo_that_is_stopped_leaves_no_database_running(home: Path, way: signal.Signals) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    program = subprocess.Popen(
        [PROGRAM, "demo", "--port", str(port)],
        env=environment(None, TRACKER_HOME=str(home / "data")),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        out = said_until(program, address)
        until(lambda: program.poll() is not None or answers(address), "the server", PATIENCE)
        password = next(word for line in out for word in line.split() if PASSWORD.fullmatch(word))
        counted = counts(address, password)
        os.kill(program.pid, way)
        _, err = program.communicate(timeout=PATIENCE)
    finally:
        program.kill()

    assert counted["groups"] == [
        {"counts": {"done_on_time": 12, "open_in_time": 7, "open_overdue": 1}}
    ]
    assert program.returncode == 0, err
    assert "12/20 = 60%" in "".join(out)
    assert "15/20 = 75%" in "".join(out)
    assert f"TRACKER_HOME={home / 'data'}" in "".join(out)
    # One line for each request; health checks leave none. On a machine that is busy, a job may
    # not have heard in time that it is to stop, and is named.
    lines = [line for line in err.splitlines() if not line.startswith("WARNING scheduler.running:")]
    assert len(lines) == 3, err
    signing_in, looking, asking = lines
    for line in (signing_in, looking, asking):
        assert line.startswith("INFO tracker.api.guard.log: at=")
        assert " address=127.0.0.1 " in line
    assert " account=- method=POST route=/api/v1/sign-in status=200 " in signing_in
    assert f" account={AUDITOR} method=GET route=/api/v1/counts status=200 " in asking
    assert password not in err
    assert not (home / "data" / "postgres" / "postmaster.pid").exists()
