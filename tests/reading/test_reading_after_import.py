"""What is read right after an import, when the read model was built anew in one go."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg

from tests.support.rows import parked
from tests.support.scenario import assigned_line, happened_line, unit_line, write_history
from tracker.database.connect import app_conninfo
from tracker.fold.words import Kind
from tracker.history.importing import import_history
from tracker.projections.rebuild import rebuild
from tracker.reading.counts import counts
from tracker.reading.cut import Filters, cut_at

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def test_a_unit_may_be_moved_below_one_established_after_it(database_url: str, tmp_path: Path):
    moved = {
        **unit_line("H57.1", None, "10/1"),
        "type": "unit.moved",
        "parent": "H57.2",
    }
    del moved["name"], moved["level"]
    lines = [
        unit_line("H57.1", None, "1/1"),
        unit_line("H57.2", None, "2/1"),
        moved,
        assigned_line(Kind.PLAN_TASK, "NV-1", "11/1", unit="H57.1"),
        happened_line(Kind.PLAN_TASK, "NV-1", "started", "12/1"),
    ]
    import_history(database_url, [write_history(tmp_path / "past.jsonl", lines)], LATER)

    rebuild(database_url)

    assert parked(database_url) == []
    with psycopg.connect(app_conninfo(database_url), autocommit=True) as connection:
        cut = cut_at(connection, LATER.date(), None, LATER)
        assert counts(connection, cut, Filters("H57.2")).total == 1
