"""The ledger of the standing jobs: every run with what it came to, and when each is due again."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import starmap
from typing import Any, Final, Literal, NamedTuple
from zlib import crc32

from psycopg import Connection
from psycopg.types.json import Jsonb

from tracker.database.sqlfile import queries

SQL: Final = queries("tracker.upkeep", "runs.sql")

LEADER_LOCK: Final = 7_401_010
"""The advisory lock of the scheduler that works; the others stand by."""
RUN_LOCK: Final = 7_401_011
"""Beside a number of the job: the lock that a run holds for as long as it lasts."""
JOBS: Final = (
    "sweep",
    "deliver",
    "remind_periods",
    "self_check",
    "tidy",
    "forget_refusals",
    "forget_keys",
    "forget_sessions",
    "forget_runs",
)
"""The standing jobs by name; ``job.<name>`` says what each does and when."""

MEASURES: Final = (
    "items",
    "flags",
    "alerts",
    "sent",
    "empty",
    "dropped",
    "compared",
    "differences",
    "missing",
    "parked",
    "forgotten",
    "failed",
    "dead",
)
"""What jobs count; ``job_told.<name>`` says it in words."""
TROUBLE: Final = frozenset({"failed", "alarm", "broken_off"})
"""States of a job that somebody should look at."""

Outcome = Literal["done", "stopped", "failed", "alarm"]


class Result(NamedTuple):
    """What a run came to."""

    told: Mapping[str, int]
    """Numbers by name, of ``MEASURES``; all of them zero: there was nothing to do."""
    outcome: Outcome = "done"
    """``stopped``: told to, before its work was done; ``alarm``: it found something wrong."""
    problem: str | None = None
    """What was wrong, in one line."""

    @property
    def is_idle(self) -> bool:
        """Whether there was nothing to do."""
        return self.outcome == "done" and not any(self.told.values())


class Alerting(NamedTuple):
    """How far alerts are: what waits, and up to which day all marks were gone through."""

    pending: int = 0
    """Alerts that were raised and neither sent nor dropped."""
    waiting: int = 0
    """Digests on their way."""
    dead: int = 0
    """Digests that were given up."""
    swept_on: date | None = None
    swept_at: datetime | None = None


class JobState(NamedTuple):
    """A standing job, its last run, and when it is due again."""

    name: str
    next_run_at: datetime | None = None
    begun_at: datetime | None = None
    """None: it has never run."""
    ended_at: datetime | None = None
    """None although begun: it is running, or its scheduler died with it."""
    outcome: Outcome | None = None
    told: Mapping[str, int] | None = None
    problem: str | None = None
    done_at: datetime | None = None
    """When a run last came to a good end."""
    is_running: bool = False

    @property
    def state(self) -> Outcome | Literal["never", "running", "broken_off"]:
        """How it stands; ``broken_off``: its last run never came to an end."""
        if self.is_running:
            return "running"
        if self.begun_at is None:
            return "never"
        return self.outcome or "broken_off"

    @property
    def needs_attention(self) -> bool:
        """Whether somebody should look at it."""
        return self.state in TROUBLE


def jobs(connection: Connection[Any]) -> list[JobState]:
    """All standing jobs in the order of ``JOBS``."""
    running = connection.execute(SQL["running"], (RUN_LOCK,)).fetchall()
    return job_states(connection.execute(SQL["jobs"], (list(JOBS),)).fetchall(), running)


def job_states(
    rows: Iterable[tuple[Any, ...]], running: Iterable[tuple[Any, ...]]
) -> list[JobState]:
    """The same of the rows of the queries ``jobs`` and ``running``."""
    numbers = {number for (number,) in running}
    return [
        job._replace(is_running=lock_number(job.name) in numbers, told=_in_order(job.told))
        for job in starmap(JobState, rows)
    ]


def _in_order(told: Mapping[str, int] | None) -> Mapping[str, int] | None:
    """The numbers as ``MEASURES`` has them: the database forgets their order."""
    return None if told is None else {name: told[name] for name in MEASURES if name in told}


def is_led(connection: Connection[Any]) -> bool:
    """Whether some scheduler works through the timetable."""
    return connection.execute(SQL["led"], (LEADER_LOCK,)).fetchone() == (True,)


def alerting(connection: Connection[Any]) -> Alerting:
    """How far alerts are."""
    row = connection.execute(SQL["alerting"]).fetchone()
    return Alerting(*row) if row else Alerting()


def lock_number(name: str) -> int:
    """The number of a job beside ``RUN_LOCK``."""
    return crc32(name.encode()) & 0x7FFFFFFF


def take(connection: Connection[Any], name: str) -> bool:
    """Takes the job's lock, unless a run of it is going on; it goes when the connection does."""
    row = connection.execute(SQL["take"], (RUN_LOCK, lock_number(name))).fetchone()
    return row == (True,)


def begin(connection: Connection[Any], name: str, now: datetime) -> int:
    """Records that a run begins; gives its number."""
    row = connection.execute(SQL["begin"], (name, now)).fetchone()
    return row[0] if row else 0


def end(connection: Connection[Any], run_no: int, result: Result, now: datetime) -> None:
    """Records what a run came to.

    One that found nothing to do takes the place of those before it that found nothing either:
    a job of every minute would fill the table with them.
    """
    told = {
        "run_no": run_no,
        "now": now,
        "outcome": result.outcome,
        "told": Jsonb(dict(result.told)),
        "problem": result.problem,
        "idle": result.is_idle,
    }
    connection.execute(SQL["end"], told)
    if result.is_idle:
        connection.execute(SQL["forget_idle"], {"run_no": run_no})


def plan(connection: Connection[Any], name: str, next_run_at: datetime | None) -> None:
    """Records when a job is due again."""
    connection.execute(SQL["plan"], {"name": name, "next_run_at": next_run_at})


def retire(connection: Connection[Any], names: Sequence[str]) -> None:
    """Removes the jobs that are none of these."""
    connection.execute(SQL["retire"], (list(names),))


def forget(connection: Connection[Any], before: datetime) -> int:
    """Deletes the runs begun before; the last one of each job is kept. Gives their number."""
    return connection.execute(SQL["forget"], (before,)).rowcount


def last_through(connection: Connection[Any]) -> dict[str, datetime]:
    """When each job's last run began that came to an end by itself, well or not."""
    return dict(connection.execute(SQL["last_through"]).fetchall())
