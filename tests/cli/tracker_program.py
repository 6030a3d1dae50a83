"""Runs ``tracker``: in this process where only its answers matter, as a real one at the edges."""

import io
import json
import os
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from tracker.cli.app import run
from tracker.cli.context import settings

PROGRAM = Path(sys.executable).parent / "tracker"
PATIENCE = 120.0
"""Seconds; only guards against what never ends."""


class Ended(NamedTuple):
    """What a run came to."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """The JSON that it printed."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def only_complaint(self) -> str:
        """The one line on standard error, nothing being on standard output."""
        assert self.out == ""
        assert self.err.endswith("\n")
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


def environment(url: str | None, **more: str) -> dict[str, str]:
    """Ours without the settings of whoever runs the tests."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    if url is not None:
        ours["TRACKER_DATABASE_URL"] = url
    # A narrow terminal of the tester's must not break the lines that we look for.
    return {**ours, "COLUMNS": "200", "NO_COLOR": "1", **more}


def tracker(url: str, *arguments: object, lang: str = "vi", typed: str = "") -> Ended:
    """Runs the command line in this process, with settings read anew, and answers it."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    words = ["tracker", *map(str, arguments)]
    with (
        patch.dict(os.environ, environment(url, TRACKER_LANG=lang), clear=True),
        patch.object(sys, "argv", words),
        patch.object(sys, "stdin", io.StringIO(typed)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        settings.cache_clear()
        usual = signal.getsignal(signal.SIGTERM)
        try:
            code = run()
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            signal.signal(signal.SIGTERM, usual)  # ends the tests, not the test
            settings.cache_clear()
    return Ended(code, _written(out), _written(err))


def _written(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.detach()
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def process(url: str | None, *arguments: object, **more: str) -> Ended:
    """Runs the real program and waits for its end."""
    ended = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        env=environment(url, **more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ended(ended.returncode, ended.stdout, ended.stderr)
