"""The morning sweep of a big store, the hourly ones after it, and the fail-over of schedulers.

Each figure stands beside what the database alone needs for the same rows: counting them, and
writing as many into tables with the same indexes.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import count
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic, perf_counter
from typing import Any, Final

import psycopg
from psycopg import Connection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Composable, Identifier
from pydantic import SecretStr

from benchmarks import morning
from benchmarks.ground import Ground, settle
from benchmarks.profiling import profiled
from benchmarks.report import Figure, Report, note, progress_note
from tracker.alerts.sweep import sweeping
from tracker.bootstrap import Installation, opened
from tracker.clock import FixedClock
from tracker.database.connect import owner_conninfo
from tracker.days import LOCAL_ZONE
from tracker.fold.words import Word
from tracker.settings import Settings
from tracker.upkeep.runs import LEADER_LOCK

MORNING: Final = datetime.combine(morning.TODAY, time(7), LOCAL_ZONE)
_NEWS: Final = 500
"""Items of which something is recorded between two hourly sweeps."""
_ROUNDS: Final = 10
_LONGEST: Final = 60.0
_BETWEEN_LOOKS: Final = 0.01
_BLOCK: Final = 1 << 20

_OVERDUE = """
select count(*) from readmodel.item_interval
where known_to = 2147483647 and status = 2 and due_on = %s
  and valid_from <= %s and valid_to > %s
"""
_LEADER = """
select a.application_name from pg_locks l join pg_stat_activity a using (pid)
where l.locktype = 'advisory' and l.objid = %s and l.granted
  and a.datname = current_database()
"""
_STANDS_BY = """
select from pg_stat_activity
where application_name = any(%s) and query like '%%pg_try_advisory_lock%%'
  and datname = current_database()
"""


def measure(place: Ground, items: int, report: Report, *, profile: bool) -> None:
    """Fills a store of its own, then sweeps it as the scheduler does."""
    url = place.store("morning")
    progress_note(f"filling a store with {items:,} items for the morning sweep")
    overdue = min(morning.OVERDUE, items // 10)
    events = morning.fill(url, items, overdue, place.folder)
    progress_note(f"{events:,} events; building its read model")
    with TemporaryDirectory(dir=place.folder) as home:
        settings = Settings(
            database_url=SecretStr(url),
            home=Path(home),
            smtp_host="127.0.0.1",
            smtp_security="none",
            mail_from="theodoi@example.vn",
        )
        with opened(settings, clock=FixedClock(MORNING)) as found:
            found.catch_up()
            settle(url)
            with psycopg.connect(owner_conninfo(url), autocommit=True) as owner:
                owner.execute("analyze")
                _swept_until_yesterday(owner)
                _sweep_in_the_morning(found, owner, report, profile=profile)
                _sweep_hourly(found, owner, report)
    _fail_over(url, report)
    place.drop("morning")


def _swept_until_yesterday(owner: Connection[Any]) -> None:
    owner.execute(
        "insert into alert_sweep (swept_on, position, swept_at)"
        " select %s, max(position), %s from event",
        (morning.TODAY - timedelta(days=1), MORNING - timedelta(days=1)),
    )


def _sweep_in_the_morning(
    found: Installation, owner: Connection[Any], report: Report, *, profile: bool
) -> None:
    yesterday = morning.TODAY - timedelta(days=1)
    began = perf_counter()
    newly = _number(owner, _OVERDUE, (yesterday, morning.TODAY, morning.TODAY))
    counted = perf_counter() - began
    before = _number(owner, "select max(position) from event")
    with (
        _timed(sweeping, "_gather", "flag", "raise_alerts") as parts,
        profiled("sweep", wanted=profile),
    ):
        result, seconds = _swept(found)
    flags = _number(owner, "select count(*) from event where position > %s", (before,))
    alerts = _number(owner, "select count(*) from alert")
    new = SQL("where position > {}").format(before)
    inserted = _copied(owner, "event", new) + _copied(owner, "alert", SQL(""))
    note(
        f"   {newly:,} items overdue since midnight; {result}; flags {flags:,}, alerts {alerts:,}"
        f"; peak memory {getrusage(RUSAGE_SELF).ru_maxrss >> 10:,} MB"
    )
    shown = ", ".join(f"{name.strip('_')} {took:.2f} s" for name, took in parts.items())
    note(f"   of the morning sweep: {shown}")
    name = f"morning sweep, {newly:,} newly overdue"
    report.add(Figure(name, seconds, "s", counted, "counting the same items in SQL"))
    report.add(Figure(name, seconds, "s", inserted, "COPY of the same rows"))
    report.add(
        Figure("flags and alerts of the morning sweep", (flags + alerts) / seconds, "rows/s")
    )


def _sweep_hourly(found: Installation, owner: Connection[Any], report: Report) -> None:
    result, quiet = _swept(found)
    report.add(Figure("hourly sweep, nothing recorded since", quiet, "s"))
    note(f"   {result}")
    news = _record_news(found, owner)
    found.catch_up()
    result, seconds = _swept(found)
    note(f"   {result}")
    report.add(Figure(f"hourly sweep, {news:,} items with news", seconds, "s", quiet, "without"))


def _swept(found: Installation) -> tuple[Any, float]:
    began = perf_counter()
    result = sweeping.sweep(found, Event())
    return result, perf_counter() - began


def _record_news(found: Installation, owner: Connection[Any]) -> int:
    """Another note of progress on open items; gives their number."""
    rows = owner.execute(
        "select e.originator_id from readmodel.item_interval i"
        " join event e on e.position = i.item_id"
        " where i.known_to = 2147483647 and i.valid_to = '9999-12-31' and i.status = 2"
        " order by hashint4(i.item_id) limit %s",
        (_NEWS,),
    ).fetchall()
    items = found.tracker.items([stream for (stream,) in rows])
    for item in items:
        item.record(
            Word.PROGRESS_NOTED,
            recorded_at=MORNING,
            actor="bench",
            effective_on=morning.TODAY,
            command_id=str(item.id),
        )
    found.tracker.record(*items)
    return len(items)


def _number(connection: Connection[Any], query: str, given: tuple[Any, ...] = ()) -> int:
    row = connection.execute(query.encode(), given).fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _copied(owner: Connection[Any], table: str, which: Composable) -> float:
    """Seconds of a plain COPY of rows into a table with the same indexes."""
    with TemporaryDirectory() as folder, owner.transaction(force_rollback=True):
        path = Path(folder) / "rows"
        with owner.cursor() as cursor, path.open("wb") as file:
            made = SQL("create table plain_copy (like {} including all)")
            cursor.execute(made.format(Identifier(table)))
            for column in _identities(owner, table):
                plain = SQL("alter table plain_copy alter {} drop identity")
                cursor.execute(plain.format(Identifier(column)))
            asked = SQL("copy (select * from {} {}) to stdout (format binary)")
            with cursor.copy(asked.format(Identifier(table), which)) as out:
                for block in out:
                    file.write(block)
        with owner.cursor() as cursor, path.open("rb") as file:
            began = perf_counter()
            with cursor.copy("copy plain_copy from stdin (format binary)") as into:
                while block := file.read(_BLOCK):
                    into.write(block)
            return perf_counter() - began


def _identities(owner: Connection[Any], table: str) -> list[str]:
    rows = owner.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attidentity <> ''",
        (table,),
    )
    return [name for (name,) in rows]


@contextmanager
def _timed(module: Any, *names: str) -> Iterator[dict[str, float]]:
    """Measures functions that a module calls."""
    taken: dict[str, float] = {}
    originals = {name: getattr(module, name) for name in names}
    for name, function in originals.items():
        setattr(module, name, _timing(name, function, taken))
    try:
        yield taken
    finally:
        for name, function in originals.items():
            setattr(module, name, function)


def _timing(name: str, function: Callable[..., Any], taken: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        began = perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            taken[name] = taken.get(name, 0) + perf_counter() - began

    return timed


# --- fail-over -----------------------------------------------------------------------------------


def _fail_over(url: str, report: Report) -> None:
    """Kills whoever leads, ten times, and waits until another one does."""
    progress_note("killing schedulers")
    running: dict[str, subprocess.Popen[bytes]] = {}
    numbers = count()
    taken = []
    with psycopg.connect(owner_conninfo(url), autocommit=True) as owner:
        try:
            for _ in range(_ROUNDS):
                while len(running) < 2:
                    name = f"scheduler-{next(numbers)}"
                    running[name] = _started(url, name)
                _until(lambda: _asks_to_lead(owner, set(running) - {_leader(owner)}))
                leader = _leader(owner)
                killed = running.pop(leader)
                began = perf_counter()
                killed.kill()
                _until(lambda led=leader: _leader(owner) not in (led, ""))  # type: ignore[misc]
                taken.append(perf_counter() - began)
                killed.wait()
        finally:
            for process in running.values():
                process.kill()
                process.wait()
    for title, seconds in (("median", median(taken)), ("worst", max(taken))):
        name = f"fail-over after kill -9, {title} of {_ROUNDS}"
        report.add(Figure(name, seconds, "s", at_most=10))


def _started(url: str, name: str) -> "subprocess.Popen[bytes]":
    """A scheduler alone, known to the server by its name."""
    env = {**os.environ, "TRACKER_DATABASE_URL": make_conninfo(url, application_name=name)}
    return subprocess.Popen(
        [sys.executable, "-m", "scheduler"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _leader(owner: Connection[Any]) -> str:
    row = owner.execute(_LEADER, (LEADER_LOCK,)).fetchone()
    return str(row[0]) if row else ""


def _asks_to_lead(owner: Connection[Any], names: set[str]) -> bool:
    """Whether somebody leads, and the other one is there as well."""
    row = owner.execute(_STANDS_BY, (list(names),)).fetchone()
    return bool(_leader(owner)) and row is not None and len(names) == 1


def _until(condition: Callable[[], bool]) -> None:
    never = Event()
    end = monotonic() + _LONGEST
    while not condition():
        if monotonic() > end:
            raise TimeoutError
        never.wait(_BETWEEN_LOOKS)
