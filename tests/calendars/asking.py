"""The real program with somebody who answers its questions."""

import subprocess

from tests.cli.tracker_program import PATIENCE, PROGRAM, Ended, environment


def answering(url: str, answer: str, *arguments: object) -> Ended:
    """Runs the program; types ``answer`` when asked."""
    ended = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        env=environment(url),
        input=answer,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ended(ended.returncode, ended.stdout, ended.stderr)
