"""What left a unit and came back to it, all after the day of an end that was typed late."""

from tests.cli.tracker_program import tracker
from tests.reform.test_reform_at_once import led_after
from tests.support.rows import history_of
from tests.support.scenario import FIRST, ROOT, SECOND, Office
from tracker.commands.items import Transfer
from tracker.commands.units import MoveUnit
from tracker.fold.words import Kind

MERGE = ("merge", FIRST, "--into", SECOND, "--on", "2024-05-01", "--actor", "quan.tri", "--yes")


def test_an_item_that_came_back_goes_over_each_time(office: Office, database_url: str):
    office.assign(Kind.DIRECTIVE, "CD-1", due="20/6")
    for on, to_unit in (("10/5", ROOT), ("12/5", FIRST), ("14/5", ROOT), ("16/5", FIRST)):
        office.act(Transfer, Kind.DIRECTIVE, "CD-1", on, to_unit=to_unit)

    assert tracker(database_url, "unit", *MERGE).code == 0
    assert led_after(history_of(database_url), FIRST) == set()
    assert tracker(database_url, "unit", "stranded", "--format", "json").answer["units"] == []


def test_a_unit_that_came_back_does_not_hang_below_what_is_gone(office: Office, database_url: str):
    office.establish("H57.31.01", "Tổ CCHC", "person", FIRST)
    office.change(MoveUnit, "H57.31.01", "10/5", parent=ROOT)
    office.change(MoveUnit, "H57.31.01", "20/5", parent=FIRST)

    assert tracker(database_url, "unit", *MERGE, "--children-to", SECOND).code == 0

    there = tracker(
        database_url, "unit", "tree", "--as-of", "2024-06-01", "--format", "json"
    ).answer
    parents = {unit["code"]: unit["parent"] for unit in there["units"]}
    assert parents == {ROOT: None, SECOND: ROOT, "H57.31.01": SECOND}
