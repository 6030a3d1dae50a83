"""Whether the made-up histories are worth measuring with: valid, and the same on both ways in."""

from pathlib import Path
from random import Random
from typing import Any

import psycopg

from benchmarks.counting import random_cut
from benchmarks.filling import copy_rows, fill_store, write_history_file
from benchmarks.further import further_rows
from benchmarks.generator import Generator
from benchmarks.ground import Ground
from benchmarks.report import note
from tracker.clock import SystemClock
from tracker.database.connect import app_conninfo
from tracker.history.exporting import export_history
from tracker.history.importing import RefusedHistoryError, import_history
from tracker.projections.projector import catch_up
from tracker.projections.rebuild import ensure_read_model
from tracker.reading.cut import cut_at
from tracker.reading.verify import verify

_STORES = ("selftest", "selftest_copy", "selftest_again")


def run(ground: Ground, items: int = 500) -> None:
    """Says what it found; nothing is asserted."""
    imported, copied, again = map(ground.store, _STORES)
    path = ground.folder / "selftest.history.jsonl"
    write_history_file(Generator(items), path)
    accepted = _accepted(imported, path)
    fill_store(copied, Generator(items), ground.folder)
    note(f"self-test: {accepted}; by COPY the same log: {_log(imported) == _log(copied)}")
    ensure_read_model(imported)
    rows = further_rows(imported, items // 2, items, seed=5)
    copy_rows(imported, [rows])
    catch_up(imported)
    with path.open("wb") as out:
        export_history(imported, out)
    note(f"self-test: with {len(rows)} further events {_accepted(again, path)}")
    note(f"self-test: read model against fold: {_verified(imported, items)}")
    path.unlink()
    for name in _STORES:
        ground.drop(name)


def _accepted(url: str, path: Path) -> str:
    try:
        return f"{import_history(url, [path], SystemClock().now()).events:,} events accepted"
    except RefusedHistoryError as error:
        return f"REFUSED: {error.problems[:5]}"


def _log(url: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(app_conninfo(url)) as connection:
        return connection.execute(
            "select position, originator_id, originator_version, topic, state, effective_on,"
            " recorded_at from event order by position"
        ).fetchall()


def _verified(url: str, items: int) -> str:
    now = SystemClock().now()
    with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
        random = Random(11)
        cuts = [random_cut(connection, random) for _ in range(20)]
        cuts.append(cut_at(connection, now.date(), None, now))
        proofs = [verify(connection, cut, limit=2 * items, seed=1) for cut in cuts]
    differing = sum(len(proof.differences) for proof in proofs)
    return f"{sum(p.compared for p in proofs):,} comparisons, {differing} differences"
