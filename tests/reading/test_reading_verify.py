"""The proof notices when rows say something else than the events."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from tests.cli.tracker_program import tracker
from tests.history.past import NOW, as_bytes, past
from tracker.database.connect import app_conninfo
from tracker.days import parse_day
from tracker.history.importing import import_history
from tracker.projections.rebuild import rebuild
from tracker.reading.cut import cut_at
from tracker.reading.verify import Verified, verify

AS_OF = "2024-03-20"


@pytest.fixture
def past_url(database_url: str, tmp_path: Path) -> str:
    file = tmp_path / "past.jsonl"
    file.write_bytes(as_bytes(past()))
    import_history(database_url, [file], NOW)
    rebuild(database_url)
    return database_url


def verified(url: str, *, limit: int = 1000) -> Verified:
    with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
        cut = cut_at(connection, parse_day(AS_OF, "as_of"), None, NOW)
        return verify(connection, cut, limit=limit, seed=1)


def test_untouched_rows_agree(past_url: str):
    assert verified(past_url)[1:] == (3, [], 0)


def test_a_sample_is_no_larger_than_asked_for(past_url: str):
    assert verified(past_url, limit=2).compared == 2


OF_TASK = "category in (select category from category where kind = 'plan_task')"
"""There is one plan task."""
TAMPERED = {
    "class": f"update item_interval set status = status % 3 + 1 where {OF_TASK}",
    "deadline": f"update item_interval set due_on = due_on - 1 where {OF_TASK}",
    "unit": f"update item_interval set unit_id = (select unit_id from unit where code = 'H30')"
    f" where {OF_TASK}",
    "completion": f"update item_interval set completed_on = '2024-03-02' where {OF_TASK}"
    " and status = 8",
    "gone": f"delete from item_interval where {OF_TASK}",
    "shortened": f"update item_interval set valid_to = '2024-03-18' where {OF_TASK}"
    " and valid_from < '2024-03-18' and valid_to > '2024-03-18'",
}


@pytest.mark.parametrize("statement", TAMPERED.values(), ids=TAMPERED)
def test_a_row_that_was_changed_is_found(past_url: str, owner: Connection[Any], statement: str):
    assert owner.execute(statement.encode()).rowcount > 0

    (difference,) = verified(past_url).differences

    assert difference.ref == "NV-1"
    assert difference.by_events is not None
    assert difference.by_events.item_class == "done_on_time"
    assert difference.by_read_model != difference.by_events


def test_the_command_says_so_and_a_rebuild_mends_it(past_url: str, owner: Connection[Any]):
    owner.execute(TAMPERED["gone"].encode())

    ended = tracker(past_url, "verify", "--as-of", AS_OF, "--format", "json")

    assert ended.code == 1
    assert '"ref": "NV-1"' in ended.out
    assert len(ended.err.splitlines()) == 1
    assert "tracker rebuild" in ended.err
    assert tracker(past_url, "rebuild").code == 0
    assert tracker(past_url, "verify", "--as-of", AS_OF).code == 0
