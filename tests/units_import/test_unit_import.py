"""Tables taken into a real store: all that is new in them or nothing, and a tree read back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import uuid5

import pytest

from tests.support.scenario import FIRST, ROOT, SECOND, Office
from tests.units_import.tables import Cells, as_csv, as_xlsx, command, log_of, steps_of, take
from tracker.application import Tracker
from tracker.clock import FixedClock
from tracker.commands.checking import InvalidCommandError
from tracker.commands.unit_import import RefusedUnitsError, import_units, preview_units
from tracker.commands.units import RenameUnit
from tracker.entry.sheets import BadSheetError

REFORM: list[Cells] = [
    ("HG", "Tỉnh Hậu Giang", "tỉnh", None, "2004-01-01", "30/6/2025", "CT"),
    ("CT", "Thành phố Cần Thơ", "tỉnh", None, "2004-01-01", None, None),
    ("PH", "Huyện Phụng Hiệp", "huyện", "HG", "2004-01-01", "ngày 30 tháng 6 năm 2025", None),
    ("PH.HA", "Xã Hòa An", "xã", "PH", "2004-01-01", "30/6/2025", None),
    ("PH.HA", "Xã Hòa An", "xã", "CT", "01/7/2025", None, None),
    ("PH.HM", "Xã Hòa Mỹ", "xã", "PH", "2004-01-01", "30/6/2025", "PH.HA"),
    ("PH.NV", "Phòng Nội vụ", "phòng ban", "PH", "2004-01-01", "30/6/2025", "PH.HA; CT"),
]


# --- what is recorded ---------------------------------------------------------------------------


def test_a_reform_comes_in_from_one_table(
    tracker_app: Tracker, clock: FixedClock, database_url: str
):
    taken = take(as_csv(REFORM), tracker_app, clock)

    log = [(line["type"], line["code"], line["effective_on"]) for line in log_of(database_url)]
    assert (len(taken.steps), taken.units) == (11, 6)
    assert log[:6] == [
        ("unit.established", code, "2004-01-01")
        for code in ("CT", "HG", "PH", "PH.HA", "PH.HM", "PH.NV")
    ]
    assert sorted(log[6:]) == [
        ("unit.dissolved", "PH", "2025-07-01"),
        ("unit.merged", "HG", "2025-07-01"),
        ("unit.merged", "PH.HM", "2025-07-01"),
        ("unit.moved", "PH.HA", "2025-07-01"),
        ("unit.split", "PH.NV", "2025-07-01"),
    ]
    tree = tracker_app.unit_tree()
    assert tree.below("HG", date(2025, 6, 30)) == {"HG", "PH", "PH.HA", "PH.HM", "PH.NV"}
    assert tree.below("CT", date(2025, 7, 1)) == {"CT", "PH.HA"}
    assert tree.heir("PH.HM", date(2025, 7, 1)) == "PH.HA"


def test_each_event_says_who_by_which_document_and_from_which_file(
    tracker_app: Tracker, clock: FixedClock, database_url: str
):
    source = {"number": "1668/NQ-UBTVQH15", "date": "2025-06-16", "issuer": "Quốc hội"}
    take(as_csv(REFORM), tracker_app, clock, source=source, file_name="cây\n.csv")

    for line in log_of(database_url):
        assert line["actor"] == "vt.huonghuu"
        assert line["source"] == source
        assert line["note"].startswith("cây?.csv (sha256 ")


def test_a_workbook_comes_to_the_same_as_its_csv(
    tracker_app: Tracker, clock: FixedClock, database_url: str
):
    take(as_xlsx(REFORM, above=[("Đề án",)]), tracker_app, clock)

    assert take(as_csv(REFORM), tracker_app, clock).steps == []
    assert len(log_of(database_url)) == 11


def test_units_that_are_known_already_may_stand_in_the_table(
    office: Office, clock: FixedClock, database_url: str
):
    before = len(log_of(database_url))
    rows = [
        (ROOT, "UBND huyện Phụng Hiệp", "district", None, "2024-01-01"),
        (FIRST, "Phòng Nội vụ", "office", ROOT, "2024-01-01", "2025-06-30", SECOND),
        (SECOND, "UBND xã Hòa An", "commune", ROOT, "2024-01-01"),
        ("H57.33", "UBND xã Hòa Mỹ", "commune", ROOT, "2024-01-01"),
    ]

    taken = take(as_csv(rows), office.tracker, clock)

    assert [(step.code, step.fact.word) for step in taken.steps] == [
        ("H57.33", "established"),
        (FIRST, "merged"),
    ]
    assert len(log_of(database_url)) == before + 2
    assert office.tracker.unit(FIRST).version == 2


# --- nothing or all -----------------------------------------------------------------------------


def test_one_bad_row_and_nothing_is_recorded(
    tracker_app: Tracker, clock: FixedClock, database_url: str
):
    content = as_csv([*REFORM, ("X", "X", "xã", "không có", "2004-01-01")])

    with pytest.raises(RefusedUnitsError) as caught:
        take(content, tracker_app, clock)

    assert [(row, problem.field) for row, problem in caught.value.problems] == [(9, "parent")]
    assert log_of(database_url) == []


def test_a_preview_says_what_would_be_recorded_and_changes_nothing(
    tracker_app: Tracker, clock: FixedClock, database_url: str
):
    seen = preview_units(command(as_csv(REFORM)), tracker_app, clock)
    assert log_of(database_url) == []

    taken = take(as_csv(REFORM), tracker_app, clock)
    assert (seen.steps, seen.units) == (taken.steps, taken.units)
    assert preview_units(command(as_csv(REFORM)), tracker_app, clock).steps == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"actor": ""}, "actor"),
        ({"source": {"number": "x" * 201}}, "source.number"),
        ({"source": {"date": "hôm qua"}}, "source.date"),
    ],
)
def test_who_and_by_which_document_are_checked_too(
    tracker_app: Tracker, clock: FixedClock, given: dict[str, Any], field: str
):
    for handle in (preview_units, import_units):
        with pytest.raises(InvalidCommandError) as caught:
            handle(command(as_csv(REFORM), **given), tracker_app, clock)

        assert [problem.field for problem in caught.value.problems] == [field]
    assert len(take(as_csv(REFORM), tracker_app, clock).steps) == 11


def test_a_file_that_is_no_table_is_refused(tracker_app: Tracker, clock: FixedClock):
    with pytest.raises(BadSheetError):
        take(b"{}", tracker_app, clock)


# --- again --------------------------------------------------------------------------------------


def test_the_same_table_twice_changes_nothing(
    tracker_app: Tracker, clock: FixedClock, database_url: str
):
    take(as_csv(REFORM), tracker_app, clock)
    before = log_of(database_url)

    again = take(as_csv(REFORM), tracker_app, clock)

    assert (again.steps, again.position, again.units) == ([], None, 6)
    assert log_of(database_url) == before


def test_a_table_that_goes_on_records_what_is_missing(
    tracker_app: Tracker, clock: FixedClock, database_url: str
):
    until_the_reform = [
        row if row[4] == "01/7/2025" else (*row[:5], None, None)
        for row in REFORM
        if row[4] != "01/7/2025"
    ]
    first = take(as_csv(until_the_reform), tracker_app, clock)

    second = take(as_csv(REFORM), tracker_app, clock)

    assert (len(first.steps), len(second.steps)) == (6, 5)
    assert len(log_of(database_url)) == 11


def test_a_table_that_contradicts_what_was_recorded_since_is_refused(
    tracker_app: Tracker, clock: FixedClock, database_url: str
):
    take(as_csv(REFORM), tracker_app, clock)
    Office(tracker_app, clock).change(RenameUnit, "CT", "1/3", name="TP. Cần Thơ")
    before = log_of(database_url)

    with pytest.raises(RefusedUnitsError) as caught:
        take(as_csv(REFORM), tracker_app, clock)

    ((row, problem),) = caught.value.problems
    assert (row, problem.field, problem.code) == (3, "name", "contradicts_record")
    assert (problem.details["event_on"], problem.details["recorded"]) == (
        date(2024, 3, 1),
        "TP. Cần Thơ",
    )
    assert log_of(database_url) == before


def test_each_event_has_a_request_of_its_own_made_of_that_of_the_whole(
    tracker_app: Tracker, clock: FixedClock
):
    steps = take(as_csv(REFORM), tracker_app, clock).steps

    units = [tracker_app.unit(code) for code in {step.code for step in steps}]
    made = {event.command_id for unit in units for event in unit.happenings}
    assert made == {str(uuid5(command(b"").command_id, f"{s.row}.{s.fact.word}")) for s in steps}
    assert len(made) == 11


def test_two_at_once_record_it_once(tracker_app: Tracker, clock: FixedClock, database_url: str):
    """The second waits for the first and finds nothing new."""
    with ThreadPoolExecutor(2) as pool:
        taken = list(pool.map(lambda _: take(as_csv(REFORM), tracker_app, clock), range(2)))

    assert sorted(len(each.steps) for each in taken) == [0, 11]
    assert len(log_of(database_url)) == 11


# --- many ---------------------------------------------------------------------------------------


def test_fifteen_thousand_units_come_in_at_once(tracker_app: Tracker, clock: FixedClock):
    provinces = [(f"T{p:02}", f"Tỉnh {p}", "tỉnh", None, "2020-01-01") for p in range(63)]
    communes = [
        (f"T{n % 63:02}.{n:05}", f"Xã {n}", "xã", f"T{n % 63:02}", "2020-01-01", "2025-06-30")
        for n in range(7437)
    ]
    reformed = [
        (code, f"{name} mới", level, parent, "2025-07-01")
        for code, name, level, parent, *_ in communes
    ]
    rows = [
        *reversed(communes),
        *provinces,
        *reformed,
        ("T.A", "A", "cơ quan", "T00", "2020-01-01"),
    ]
    rows += [(f"C{n}", f"Phòng {n}", "đơn vị", "T.A", "2021-01-01") for n in range(62)]
    assert len(rows) == 15_000

    taken = take(as_csv(rows), tracker_app, clock)

    assert len(taken.steps) == 15_000
    tree = tracker_app.unit_tree()
    for code, name, _, parent, *_ in (communes[0], communes[5], communes[-1]):
        before, after = (tree.at(str(code), date(2025, *day)) for day in ((6, 30), (7, 1)))
        assert (before and before[2:]) == (name, "commune", parent)
        assert (after and after[2:]) == (f"{name} mới", "commune", parent)
    assert take(as_csv(rows), tracker_app, clock).steps == []
    assert len(tree.below("T00", date(2025, 7, 1))) == 1 + len(range(0, 7437, 63)) + 63


def test_a_chain_as_deep_as_the_table_is_long_is_placed():
    rows = [(n, n, "đơn vị", n - 1 or None, "2020-01-01") for n in range(1, 15_001)]

    assert [step.code for step in steps_of(as_csv(reversed(rows)))] == [
        str(n) for n in range(1, 15_001)
    ]
