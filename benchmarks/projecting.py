"""The projector behind a log that moves on: events per second from append to row."""

from collections import Counter
from time import perf_counter
from typing import Final

import psycopg

from benchmarks.filling import copy_rows
from benchmarks.further import further_rows
from benchmarks.ground import settle
from benchmarks.profiling import profiled
from benchmarks.report import Figure, Report, note, progress_note
from tracker.database.connect import app_conninfo
from tracker.projections.batch import decode, read_log
from tracker.projections.projector import BATCH, catch_up

_EVENTS: Final = 40_000


def measure(url: str, items: int, report: Report, *, profile: bool) -> None:
    """Appends further events and lets the projector catch up."""
    wanted = min(_EVENTS, max(1, items // 5))
    rows = further_rows(url, wanted, items, seed=7)
    before = _head(url)
    copy_rows(url, [rows])
    settle(url)
    mix = Counter(row.split(b"\t")[3].decode().partition(".")[2] for row in rows)
    progress_note(f"catching up with {len(rows):,} further events")
    with profiled("catch_up", wanted=profile):
        began = perf_counter()
        catch_up(url)
        seconds = perf_counter() - began
    report.add(
        Figure(
            "projector, incremental",
            len(rows) / seconds,
            "events/s",
            _reading_rate(url, before),
            "reading and decoding the same",
            at_least=10_000,
        )
    )
    note("   " + ", ".join(f"{word} {number:,}" for word, number in mix.most_common()))


def _head(url: str) -> int:
    with psycopg.connect(app_conninfo(url)) as connection:
        row = connection.execute("select coalesce(max(position), 0) from event").fetchone()
    return row[0] if row else 0


def _reading_rate(url: str, after: int) -> float:
    with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
        began = perf_counter()
        events = 0
        while rows := read_log(connection, after, BATCH):
            events += len([decode(row) for row in rows])
            after = rows[-1].position
    return events / (perf_counter() - began)
