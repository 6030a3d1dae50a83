"""What was recorded in one order is projected in that order, whatever batch it falls into."""

import pytest

from tests.support.rows import (
    assert_says_what_the_contract_says,
    history_of,
    parked,
    read_model,
)
from tests.support.scenario import FIRST, ROOT, Office, md
from tracker.commands.items import Transfer
from tracker.commands.units import MergeUnit, MoveUnit
from tracker.fold.words import Kind
from tracker.projections.projector import catch_up
from tracker.projections.rebuild import rebuild

CUTS = [(md(day), None) for day in ("1/1", "3/1", "15/3", "16/3", "1/5", "1/6")]
BATCHES = (1, 2, 3, 1000)


@pytest.fixture
def reformed(office: Office) -> Office:
    """Work and units that come to lie under a unit established after them."""
    office.assign(Kind.DIRECTIVE, "CD-01")
    office.establish("H57.40", "UBND xã mới", "commune", ROOT, on="1/5")
    office.change(MoveUnit, FIRST, "1/5", parent="H57.40")
    office.act(Transfer, Kind.DIRECTIVE, "CD-01", "1/5", to_unit="H57.40")
    office.change(MergeUnit, "H57.32", "1/6", into="H57.40")
    return office


@pytest.mark.usefixtures("reformed")
@pytest.mark.parametrize("batch", BATCHES)
def test_a_unit_moved_and_an_item_transferred_below_a_unit_established_later(
    database_url: str, batch: int
):
    lines = history_of(database_url)

    catch_up(database_url, batch=batch)

    assert parked(database_url) == []
    assert_says_what_the_contract_says(database_url, lines, CUTS)


@pytest.mark.usefixtures("reformed")
def test_a_rebuild_gives_the_same_rows_as_following(database_url: str):
    catch_up(database_url, batch=1)
    followed = read_model(database_url)

    rebuild(database_url)

    assert read_model(database_url) == followed
    assert followed["parked"] == []


@pytest.mark.usefixtures("reformed")
def test_a_second_rebuild_changes_nothing(database_url: str):
    rebuild(database_url)
    once = read_model(database_url)

    assert all(rebuild(database_url) == 8 for _ in range(2))

    assert read_model(database_url) == once
