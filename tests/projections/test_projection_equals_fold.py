"""Any accepted history, projected in any batches, rebuilt or folded: the same rows, always."""

import tempfile
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import Databases
from tests.oracle import strategies
from tests.support.properties import costly_examples
from tests.support.rows import assert_says_what_the_contract_says, head, read_model
from tests.support.scenario import Line, write_history
from tracker.history.importing import import_history
from tracker.projections.batch import Lookup
from tracker.projections.projector import following, refuse_other_log, step
from tracker.projections.rebuild import rebuild

LATER = datetime(2100, 1, 1, tzinfo=UTC)


def take_in(url: str, lines: list[Line]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = write_history(Path(folder) / "past.jsonl", lines)
        assert import_history(url, [file], LATER).events == len(lines)


def project(url: str, batches: list[int], *, anew: bool) -> None:
    """Projects the log in batches of these sizes, over and over; ``anew``: a projector each."""
    after, goal, sizes = 0, head(url), cycle(batches)
    while after < goal:
        with following(url) as connection:
            assert refuse_other_log(connection) == after
            lookup = Lookup(connection)
            after = step(connection, lookup, after, next(sizes))
            while after < goal and not anew:
                after = step(connection, lookup, after, next(sizes))


@costly_examples(0.5)
@given(
    lines=strategies.histories(),
    batches=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    anew=st.booleans(),
    data=st.data(),
)
def test_rows_are_the_same_by_batches_by_rebuild_and_by_the_contract(
    databases: Databases, lines: list[Line], batches: list[int], anew: bool, data: st.DataObject
):
    cuts = [data.draw(strategies.cut_points(lines)) for _ in range(6)]
    with databases.fresh() as url:
        take_in(url, lines)

        project(url, batches, anew=anew)
        step_by_step = read_model(url)
        assert_says_what_the_contract_says(url, lines, cuts)

        rebuild(url)
        assert read_model(url) == step_by_step
        assert step_by_step["parked"] == []
