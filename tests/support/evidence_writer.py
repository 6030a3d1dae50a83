"""Writes evidence and never comes to its end: ``evidence_writer HOME SHA256 [SETTING=VALUE]…``."""

import sys
from pathlib import Path
from typing import Any

import anyio

from tests.support.say import say
from tracker.evidence.store import open_store
from tracker.settings import Settings


class Endless:
    """A file of which some parts can be read; after them nothing comes any more."""

    parts = 3

    def read(self, size: int) -> bytes:
        if not self.parts:
            say("half")
            sys.stdin.readline()
        self.parts -= 1
        return bytes(size)

    def seek(self, _place: int, whence: int = 0) -> int:
        return 2**30 if whence else 0

    def tell(self) -> int:
        return 0


home, sha256, *more = sys.argv[1:]
told: dict[str, Any] = dict(setting.split("=", 1) for setting in more)
store = open_store(Settings(home=Path(home), **told))
anyio.run(store.put, sha256, Endless())
