"""Where log and read model stand; what readiness and measurements are made of."""

from datetime import UTC, datetime
from typing import NamedTuple


class Standing(NamedTuple):
    """A row of the query `lag`."""

    position: int = 0
    """How far the read model goes."""
    head: int = 0
    """How far the log goes."""
    parked: int = 0
    """Events that could not be read or applied."""
    waiting_since: datetime | None = None
    """When the first event was recorded that the read model lacks."""

    @property
    def lag_events(self) -> int:
        """Positions that the read model lacks."""
        return max(self.head - self.position, 0)

    def lag_seconds(self, now: datetime) -> float:
        """For how long the read model has lacked something."""
        if self.waiting_since is None:
            return 0.0
        return max((now.astimezone(UTC) - self.waiting_since).total_seconds(), 0.0)
