"""How many requests there were in the last while, by the installation's clock."""

from collections import deque
from typing import Final

from limits.storage import MemoryStorage

from tracker.clock import Clock

_TIDY_EVERY_SECONDS: Final = 60.0


class Windows(MemoryStorage):
    """Keeps the moving windows of `limits` in the memory of this process.

    The library's own storage reads the machine's clock, starts a thread for tidying up and
    never lets go of a key; here a key that has gone quiet is forgotten.
    """

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._times: dict[str, deque[float]] = {}
        self._tidied = 0.0

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Counts ``amount`` more if the window of ``expiry`` seconds has room for them."""
        now = self._clock.now().timestamp()
        self._tidy(now, expiry)
        times = self._window(key, now, expiry)
        if len(times) + amount > limit:
            return False
        times.extend([now] * amount)
        self._times[key] = times
        return True

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:  # noqa: ARG002
        """When the oldest of those counted was, and how many there are."""
        now = self._clock.now().timestamp()
        times = self._window(key, now, expiry)
        return (times[0] if times else now), len(times)

    def keys(self) -> frozenset[str]:
        """Those of whom something is remembered."""
        return frozenset(self._times)

    def _window(self, key: str, now: float, expiry: int) -> deque[float]:
        times = self._times.get(key, deque())
        if times and times[-1] > now:
            # The clock was set back: what was counted by the wrong time would shut out for long.
            times.clear()
        while times and times[0] <= now - expiry:
            times.popleft()
        return times

    def _tidy(self, now: float, expiry: int) -> None:
        if abs(now - self._tidied) < _TIDY_EVERY_SECONDS:
            return
        self._tidied = now
        self._times = {key: t for key in self._times if (t := self._window(key, now, expiry))}
