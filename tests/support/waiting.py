"""Waiting for what must come, with a limit that only guards against what never does."""

from collections.abc import Callable
from queue import Queue
from threading import Event, Thread
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")
GUARD = 60.0
"""Seconds; far more than anything here takes."""
_BETWEEN_LOOKS = 0.02


def until(condition: Callable[[], T], what: str, seconds: float = GUARD) -> T:
    """The first true answer of ``condition``; fails naming ``what`` if none comes."""
    never = Event()
    end = monotonic() + seconds
    while not (answer := condition()):
        assert monotonic() < end, f"waited in vain for: {what}"
        never.wait(_BETWEEN_LOOKS)
    return answer


class Aside:
    """Something that is going on in another thread, whose end can be awaited."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._ended: Queue[tuple[bool, Any]] = Queue()
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[], Any]) -> None:
        try:
            self._ended.put((True, work()))
        except BaseException as error:  # noqa: BLE001 - handed to whoever awaits it
            self._ended.put((False, error))

    @property
    def going_on(self) -> bool:
        return self._ended.empty()

    def result(self, seconds: float = GUARD) -> Any:
        """What it came to; its error is raised here."""
        well, outcome = self._ended.get(timeout=seconds)
        self._thread.join(seconds)
        if not well:
            raise outcome
        return outcome
