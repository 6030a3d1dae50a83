"""The import of a history file: events per second, and memory that does not grow."""

import json
import subprocess
import sys
from tempfile import TemporaryFile
from time import perf_counter
from typing import NamedTuple

import psycopg

from benchmarks.country import Country
from benchmarks.filling import write_history_file
from benchmarks.generator import Generator
from benchmarks.ground import Ground, settle
from benchmarks.report import Figure, Report, note, progress_note
from tracker.database.connect import owner_conninfo

_BLOCK = 1 << 20


class Run(NamedTuple):
    """One import in a process of its own."""

    events: int
    seconds: float
    stages: dict[str, float]
    peak: int
    """Bytes of memory at most."""


def measure(ground: Ground, items: int, report: Report, *, profile: bool) -> str:
    """Imports a quarter, then the whole; gives the address of the whole store."""
    # The tree of units is kept in memory, the events are not: so the units are the same.
    country = Country(items)
    small = _import(ground, "quarter", Generator(items // 4, country=country), profile=False)
    ground.drop("quarter")
    whole = _import(ground, "store", Generator(items), profile=profile)
    url = ground.address("store")
    settle(url)
    copied = _copy_rate(url, whole.events)
    report.add(
        Figure(
            "import-history",
            whole.events / whole.seconds,
            "events/s",
            copied,
            "COPY into an equal table",
            at_least=15_000,
        )
    )
    stages = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in whole.stages.items())
    note(f"   {whole.events:,} events in {whole.seconds:.1f} s: {stages}")
    mb = 1 << 20
    report.add(
        Figure(
            "import-history, peak memory",
            whole.peak / mb,
            "MB",
            small.peak / mb,
            "with a quarter of the items",
            at_most=1.25,
            of_ratio=True,
        )
    )
    return url


def _import(ground: Ground, store: str, generator: Generator, *, profile: bool) -> Run:
    url = ground.store(store)
    path = ground.folder / f"{store}.history.jsonl"
    progress_note(f"writing a history of {generator.items:,} items")
    began = perf_counter()
    events = write_history_file(generator, path)
    progress_note(f"{events:,} events made in {perf_counter() - began:.0f} s; importing them")
    program = [sys.executable, "-m", "benchmarks.import_child", url, str(path)]
    if profile:
        program.append("--profile")
    done = subprocess.run(program, check=True, stdout=subprocess.PIPE)  # noqa: S603 - our own
    path.unlink()
    *shown, answer = done.stdout.decode().splitlines()
    note("\n".join(shown)) if shown else None
    return Run(**json.loads(answer))


def _copy_rate(url: str, events: int) -> float:
    """Rows per second of a plain COPY of the same rows into a table with the same indexes."""
    with (
        TemporaryFile() as file,
        psycopg.connect(owner_conninfo(url)) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("create table plain_copy (like tracker.event including all)")
        cursor.execute("alter table plain_copy alter position drop identity")
        with cursor.copy(
            "copy (select * from tracker.event order by position) to stdout (format binary)"
        ) as out:
            for block in out:
                file.write(block)
        file.seek(0)
        began = perf_counter()
        with cursor.copy("copy plain_copy from stdin (format binary)") as into:
            while block := file.read(_BLOCK):
                into.write(block)
        connection.rollback()
    return events / (perf_counter() - began)
