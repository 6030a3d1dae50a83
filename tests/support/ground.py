"""Where the servers of tests have their data: in memory, and gone with whoever runs the tests.

A database a test means thousands of files made and removed, which a file system on disk answers
ever more slowly. Where memory is scarce, or programs must not be run there, the data go to disk.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there is made by mkdtemp
ROOM = 2 << 30
"""Bytes that must be free; the servers of a run take some hundred MB each."""
REAPER = Path(__file__).with_name("reaper.py")


def parent() -> str | None:
    """Where to make a home; None is the machine's folder for temporary files."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    found = os.statvfs(MEMORY)
    runs_programs = not found.f_flag & os.ST_NOEXEC
    return str(MEMORY) if runs_programs and found.f_bavail * found.f_frsize >= ROOM else None


@contextmanager
def passing_home() -> Iterator[Path]:
    """A home that the server's own user can get into; it ends with the block, or with us.

    A process waits for that end, so that a test run that is killed leaves neither a server that
    nobody would stop nor its data.
    """
    home = Path(tempfile.mkdtemp(prefix="tracker-test-", dir=parent()))
    home.chmod(0o755)  # not tmp_path: pytest keeps it private
    reaper = subprocess.Popen(
        [sys.executable, "-I", "-S", REAPER, home],
        stdin=subprocess.PIPE,
        # Interrupted are the tests; it has then still to wait for their end.
        start_new_session=True,
    )
    with reaper:
        yield home
    assert reaper.returncode == 0
