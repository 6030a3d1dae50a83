"""``reaper HOME``: when standard input ends, ends the server in that home and removes the home."""

import os
import select
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

PATIENCE = 60.0
"""Seconds; only guards against a server that never ends."""


def main(home: Path) -> None:
    sys.stdin.read()
    data = home / "postgres"
    # No such file: it was stopped, or never started. No such process, or not ours: it was
    # killed, and its number may by now be another's.
    with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
        pid = int((data / "postmaster.pid").read_text().split()[0])
        process = os.pidfd_open(pid)
        if Path(f"/proc/{pid}/cwd").samefile(data):
            os.kill(pid, signal.SIGQUIT)
            select.select([process], [], [], PATIENCE)
    shutil.rmtree(home)


main(Path(sys.argv[1]))
