"""The sweep: items whose deadline comes near or passed are flagged, and alerts raised.

The read model names the items to look at; their events decide. All of it can be done again and
in several places at once: a flag stands once for each deadline, an alert once in the ledger.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Event
from typing import Any, Final, NamedTuple
from uuid import UUID

import psycopg
from psycopg import Connection

from tracker.alerts.recipients.ways import ways_of
from tracker.alerts.rules.policy import Policy, policy_at
from tracker.alerts.sweep.raising import raise_alerts
from tracker.bootstrap import Installation
from tracker.commands.flagging import Looking, flag
from tracker.database.connect import app_conninfo
from tracker.database.sqlfile import queries
from tracker.days import local_day
from tracker.errors import TrackerError
from tracker.fold.marks import FLAGS
from tracker.fold.words import COMPLETED_KINDS
from tracker.projections.batch import POISON
from tracker.upkeep.runs import Result

logger: Final = logging.getLogger(__name__)

SQL: Final = queries("tracker.alerts.sweep", "sweeping.sql")

BATCH: Final = 500
"""Items that are looked at together; from so many on, events are appended by COPY."""


_LONGEST_PROBLEM: Final = 500


class Swept(NamedTuple):
    """How far the items were looked at."""

    on: date
    """The last day of which everything was flagged and raised."""
    position: int
    """The event up to which that was known."""


@dataclass
class _Count:
    """What came of a sweep so far, in items, flags and alerts."""

    items: int = 0
    flags: int = 0
    alerts: int = 0
    failed: int = 0
    """Items that could not be looked at."""
    broken_off: int = 0
    """Batches that failed as a whole."""
    unexplained: int = 0
    """Items that failed alone, of which the projection knows no fault."""
    problem: str | None = None
    """Why the first of them could not be looked at."""

    @property
    def is_missing(self) -> bool:
        """Whether it must be done again: what failed may go well another time.

        Single items do not keep all others waiting, unless there was nothing but such items.
        """
        return bool(self.broken_off or (self.unexplained and not self.items))

    def told(self) -> dict[str, int]:
        """The numbers by name."""
        names = ("items", "flags", "alerts", "failed")
        return {name: getattr(self, name) for name in names}

    def fail(self, items: int, what: str, error: Exception) -> None:
        """Items could not be looked at."""
        logger.error("%s cannot be looked at", what, exc_info=error)
        self.failed += items
        told = f"{what}: {type(error).__name__}: {error}"
        self.problem = self.problem or " ".join(told.split())[:_LONGEST_PROBLEM]


@dataclass(frozen=True, kw_only=True)
class _Sweep:
    """One sweep: what it looks with, and what came of it."""

    found: Installation
    policy: Policy
    looking: Looking
    count: _Count = field(default_factory=_Count)

    def look_at(self, streams: Sequence[UUID]) -> None:
        """Flags the items and raises what they give cause to tell.

        What one bad event causes concerns its item alone: it is found by halving.
        """
        try:
            self._look_at(streams)
        except POISON as error:
            if len(streams) > 1:
                middle = len(streams) // 2
                self.look_at(streams[:middle])
                self.look_at(streams[middle:])
                return
            self.count.fail(1, f"item {streams[0]}", error)
            self.count.unexplained += not self._is_parked(streams[0])
        except (TrackerError, psycopg.Error) as error:
            self.count.fail(len(streams), f"{len(streams)} items", error)
            self.count.broken_off += 1

    def _is_parked(self, stream: UUID) -> bool:
        """Whether an event of the item stands aside, where everybody is shown that it does."""
        with self.found.pool.connection() as connection:
            return connection.execute(SQL["parked"], (stream,)).fetchone() is not None

    def _look_at(self, streams: Sequence[UUID]) -> None:
        found, looking, count = self.found, self.looking, self.count
        flagged = flag(streams, found.tracker, looking)
        count.flags += flagged.flags
        with found.pool.connection() as connection, connection.transaction():
            raised = raise_alerts(
                connection,
                flagged.items,
                self.policy,
                looking.today,
                looking.now,
                ways_of(found.settings),
            )
        count.items += len(flagged.items)
        count.alerts += raised


def sweep(found: Installation, stop: Event) -> Result:
    """Flags what is due and raises the alerts, in batches; between them it can be stopped.

    Looked at are the items of which a level's day came since the last sweep, and those of
    which something was recorded since; the first sweep looks at everything near. Only when
    all were looked at is the next sweep's beginning moved on.

    Raises:
        UnavailableError: the read model does not get to the end of the log.
        UnfitEnvironmentError: the read model is not of this log.
        psycopg.OperationalError: the database is gone.
    """
    position = found.catch_up()
    now = found.clock.now()
    with psycopg.connect(app_conninfo(found.database_url), autocommit=True) as connection:
        policy = policy_at(connection, now)
        before = swept(connection)
        today = _today(connection, now)
        looking = Looking(
            today, now, policy.due_soon_days, policy.morning, None if before is None else before.on
        )
        one = _Sweep(found=found, policy=policy, looking=looking)
        _gather(connection, policy, before, Swept(today, position))
        for streams in _batches(connection):
            if stop.is_set():
                return Result(one.count.told(), "stopped")
            one.look_at(streams)
        if not one.count.is_missing:
            moved = {"swept_on": today, "position": position, "swept_at": now}
            connection.execute(SQL["move"], moved)
    return _result(one.count)


def swept(connection: Connection[Any]) -> Swept | None:
    """How far the items were looked at; None: never."""
    row = connection.execute(SQL["swept"]).fetchone()
    return None if row is None else Swept(*row)


def _today(connection: Connection[Any], now: datetime) -> date:
    """The day by our clock, but not after the one under which the database records.

    Nothing is dated after the local day on which it is recorded.
    """
    row = connection.execute(SQL["recorded_on"]).fetchone()
    ours = local_day(now)
    theirs: date = row[0] if row else ours
    if theirs < ours:
        logger.warning("our clock says %s, the database's %s: that day counts", ours, theirs)
    return min(ours, theirs)


def _gather(connection: Connection[Any], policy: Policy, before: Swept | None, upto: Swept) -> None:
    """Writes down for this session which items are to be looked at."""
    connection.execute(SQL["gather"])
    near = upto.on + timedelta(days=max(policy.due_soon_days, default=0))
    if before is None:
        connection.execute(SQL["all_near"], {"near": near})
        return
    since = before.on
    if connection.execute(SQL["has_other_policy"]).fetchone() == (True,):
        # Its levels of today are told today.
        since = min(since, upto.on - timedelta(days=1))
    # No index goes by these days: every interval would be looked through, for none.
    if about := _about(policy, since, upto.on):
        connection.execute(SQL["by_day"], {"about": about})
    asked = {
        "after": before.position,
        "until": upto.position,
        "kinds": list(COMPLETED_KINDS),
        "flags": list(FLAGS),
        "near": near,
    }
    connection.execute(SQL["by_event"], asked)
    connection.execute(SQL["by_drop"])


def _about(policy: Policy, swept_on: date, today: date) -> list[date]:
    """The days about which items have reached a level since the last sweep.

    After a clock was set back, those of today.
    """
    since = swept_on if swept_on <= today else today - timedelta(days=1)
    days = [today - timedelta(days=back) for back in range((today - since).days)]
    levels = [*(-days_before for days_before in policy.due_soon_days), *policy.overdue_levels]
    return sorted({day - timedelta(days=level) for day in days for level in levels})


def _batches(connection: Connection[Any]) -> Iterator[list[UUID]]:
    after = 0
    while True:
        asked = {"after": after, "limit": BATCH}
        rows = connection.execute(SQL["next_candidates"], asked).fetchall()
        if not rows:
            return
        yield [stream for _, stream in rows]
        after = rows[-1][0]


def _result(count: _Count) -> Result:
    if not count.failed:
        return Result(count.told())
    return Result(count.told(), "failed" if count.is_missing else "alarm", count.problem)
