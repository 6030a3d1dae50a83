"""Runs the programs of tests/support as processes of their own, and speaks with them by pipes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

from tests.support.waiting import GUARD

PROJECT = Path(__file__).parents[2]


class Program:
    """One process of ours; it prints one JSON value a line."""

    def __init__(self, module: str, *arguments: object) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"tests.support.{module}", *map(str, arguments)],
            cwd=PROJECT,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._said: Queue[Any] = Queue()
        self._complaints: list[str] = []
        assert self.process.stdout
        assert self.process.stderr
        self._readers = [
            Thread(target=self._read, daemon=True),
            Thread(target=self._complaints.extend, args=(self.process.stderr,), daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._said.put(json.loads(line))

    def says(self, seconds: float = GUARD) -> Any:
        """The next thing it says."""
        try:
            return self._said.get(timeout=seconds)
        except Empty:
            raise AssertionError(f"said nothing:\n{''.join(self._complaints)}") from None

    def says_in_time(self, wanted: Any) -> None:
        """Waits until it says ``wanted``, whatever it says before."""
        while self.says() != wanted:
            pass

    def tell(self, text: str = "") -> None:
        """Sends it a line; what it means is the program's affair."""
        assert self.process.stdin
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """Ends it without a chance to say goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(GUARD)

    def finish(self) -> list[Any]:
        """Waits for a good end; everything it said that nobody has heard yet."""
        code = self.process.wait(4 * GUARD)
        for reader in self._readers:
            reader.join(GUARD)
        assert code == 0, "".join(self._complaints)
        return [self._said.get_nowait() for _ in range(self._said.qsize())]

    def close(self) -> None:
        if self.process.poll() is None:
            self.kill()
        for reader in self._readers:
            reader.join(GUARD)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()


@contextmanager
def programs() -> Iterator[Any]:
    """Starts programs; whatever still runs at the end is killed."""
    started: list[Program] = []

    def start(module: str, *arguments: object) -> Program:
        started.append(Program(module, *arguments))
        return started[-1]

    try:
        yield start
    finally:
        for program in started:
            program.close()
