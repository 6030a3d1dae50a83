"""``tracker demo`` as somebody runs it who then stops it: what it says, and what it leaves."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.tracker_program import PATIENCE, PROGRAM, environment
from tests.support.waiting import until


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
        until(lambda: program.poll() is not None or answers(address), "the server", PATIENCE)
        asked = {"as_of": "2024-03-08", "known_at": "2024-03-08T17:30", "kind": "plan_task"}
        liar = {"x-forwarded-for": "203.0.113.9"}
        counted = httpx.get(f"{address}/api/v1/counts", params=asked, headers=liar).json()
        os.kill(program.pid, way)
        out, err = program.communicate(timeout=PATIENCE)
    finally:
        program.kill()

    assert counted["groups"] == [
        {"counts": {"done_on_time": 12, "open_in_time": 7, "open_overdue": 1}}
    ]
    assert program.returncode == 0, err
    # One line for the one question; health checks leave none.
    (line,) = err.splitlines()
    assert line.startswith("INFO tracker.api.guard.log: at=")
    assert " address=127.0.0.1 " in line
    assert " method=GET route=/api/v1/counts status=200 " in line
    assert "plan_task" not in line
    assert "12/20 = 60%" in out
    assert "15/20 = 75%" in out
    assert address in out
    assert f"TRACKER_HOME={home / 'data'}" in out
    assert not (home / "data" / "postgres" / "postmaster.pid").exists()
