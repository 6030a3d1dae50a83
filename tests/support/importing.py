"""Imports a file and stops for ever at a stage: ``importing URL FILE STAGE``.

Says each stage it reaches; at the one named it waits for a line on stdin.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.support.say import say
from tracker.history.importing import import_history


def main(database_url: str, path: Path, stage: str) -> None:
    reached: set[str] = set()

    def progress(name: str, _done: int, _whole: int) -> None:
        if name not in reached:
            reached.add(name)
            say(name)
            if name == stage:
                sys.stdin.readline()

    imported = import_history(
        database_url, [path], datetime(2100, 1, 1, tzinfo=UTC), progress=progress
    )
    say(imported.events)


main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
