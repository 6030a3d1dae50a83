"""The end of the districts: every report keeps the tree of its own day, and nothing is lost."""

from collections import Counter
from datetime import date

import pytest

from tests.cli.tracker_program import tracker
from tests.reform.hau_giang import (
    AFTER,
    BEFORE,
    CITY,
    CLERK,
    DISTRICT,
    HOA_AN,
    ITEMS,
    KINH_CUNG,
    NEW_TREE,
    OLD_TREE,
    PROVINCE,
    Reformed,
    Standing,
    classes,
    directive,
)
from tracker.application import Tracker
from tracker.clock import SystemClock
from tracker.commands.items import assign
from tracker.database.connect import open_pool
from tracker.errors import RuleViolationError

ENDED = sorted({*OLD_TREE} - {*NEW_TREE})
CLASSES = {
    "open_in_time": 10,
    "open_overdue": 2,
    "open_no_deadline": 2,
    "await_in_time": 2,
    "await_late": 1,
    "suspended": 1,
    "done_on_time": 7,
    "done_late": 3,
    "done_no_deadline": 5,
    "out": 1,
}


def test_the_last_day_of_the_districts_shows_the_old_tree_and_the_next_the_new(reformed: Reformed):
    assert reformed.tree(BEFORE, reformed.k2) == OLD_TREE
    assert reformed.tree(AFTER, reformed.k2) == NEW_TREE


def test_whoever_did_not_know_of_the_reform_sees_the_old_tree_on_both_days(reformed: Reformed):
    assert reformed.tree(BEFORE, reformed.k1) == OLD_TREE
    assert reformed.tree(AFTER, reformed.k1) == OLD_TREE


def test_the_tree_before_an_earlier_merger_has_the_department_that_ended_by_it(reformed: Reformed):
    there = reformed.tree("2025-02-28", reformed.k2)

    assert there["H30.35.06"] == ("Phòng Văn hóa và Thông tin", DISTRICT)
    assert {code: named for code, named in there.items() if code != "H30.35.06"} == OLD_TREE


def test_a_printed_tree_has_the_names_of_its_day(reformed: Reformed):
    printed = {
        day: tracker(reformed.url, "unit", "tree", "--as-of", day).out for day in (BEFORE, AFTER)
    }

    for day, there, gone in ((BEFORE, OLD_TREE, NEW_TREE), (AFTER, NEW_TREE, OLD_TREE)):
        names = {name for name, _ in there.values()}
        rows = [line.strip().split("  ")[0] for line in printed[day].splitlines()]
        assert set(there) <= set(rows)
        assert not set(gone) - set(there) & set(rows)
        assert all(f" {name} " in printed[day] for name in names)


@pytest.mark.parametrize("known", ["k1", "k2"])
@pytest.mark.parametrize("as_of", [BEFORE, AFTER])
def test_the_figures_are_the_same_on_both_days_and_at_both_known_at_times(
    reformed: Reformed, as_of: str, known: str
):
    known_at = getattr(reformed, known)

    assert classes() == CLASSES
    assert reformed.counts(as_of, known_at) == CLASSES
    answer = reformed.ask("counts", "--as-of", as_of, "--known-at", known_at)
    assert (answer["total"], answer["out"]) == (33, 1)


def test_only_the_unit_of_an_open_item_changes_overnight(reformed: Reformed):
    expected = ITEMS.items()

    assert reformed.items(BEFORE, reformed.k2) == {r: (s.item_class, s.before) for r, s in expected}
    assert reformed.items(AFTER, reformed.k2) == {r: (s.item_class, s.after) for r, s in expected}


def test_before_the_reform_was_recorded_no_unit_changed(reformed: Reformed):
    expected = {ref: (item.item_class, item.before) for ref, item in ITEMS.items()}

    assert reformed.items(BEFORE, reformed.k1) == expected
    assert reformed.items(AFTER, reformed.k1) == expected


@pytest.mark.parametrize("code", ENDED)
def test_an_ended_unit_lists_its_items_on_its_last_day_and_none_on_the_next(
    reformed: Reformed, code: str
):
    below = [unit for unit in OLD_TREE if (unit + ".").startswith(code + ".")]
    had = {ref: (s.item_class, s.before) for ref, s in ITEMS.items() if s.before in below}

    assert had
    assert reformed.items(BEFORE, reformed.k2, "--unit", code) == had
    assert reformed.items(AFTER, reformed.k2, "--unit", code) == {}
    assert reformed.items(AFTER, reformed.k1, "--unit", code) == had
    answer = reformed.ask("counts", "--as-of", AFTER, "--known-at", reformed.k2, "--unit", code)
    assert (answer["total"], answer["out"], answer["groups"][0]["counts"]) == (0, 0, {})


def test_every_unit_counts_what_is_its_own_on_each_day(reformed: Reformed):
    def own(of: int) -> dict[str, dict[str, int]]:
        by: dict[str, Counter[str]] = {}
        for standing in ITEMS.values():
            by.setdefault(standing[of], Counter())[standing.item_class] += 1
        return {code: dict(counted) for code, counted in by.items()}

    before, after = (Standing._fields.index(name) for name in ("before", "after"))
    assert reformed.by_unit(BEFORE, reformed.k2) == own(before)
    assert reformed.by_unit(AFTER, reformed.k2) == own(after)
    assert reformed.by_unit(AFTER, reformed.k1) == own(before)


def test_the_new_root_has_all_open_items_and_the_finished_ones_of_units_that_go_on(
    reformed: Reformed,
):
    had = {ref: (s.item_class, s.after) for ref, s in ITEMS.items() if s.after in NEW_TREE}

    assert reformed.items(AFTER, reformed.k2, "--unit", CITY) == had
    assert len(had) == 21
    assert reformed.items(BEFORE, reformed.k2, "--unit", CITY) == {}
    assert reformed.items(BEFORE, reformed.k2, "--unit", PROVINCE) == {
        ref: (s.item_class, s.before) for ref, s in ITEMS.items() if s.before in OLD_TREE
    }


def test_the_commune_has_what_the_other_brought_along_and_the_clerk_with_it(reformed: Reformed):
    there = reformed.items(AFTER, reformed.k2, "--unit", HOA_AN)

    assert sorted(ref for ref, (_, unit) in there.items() if unit == CLERK) == ["CC-01"]
    assert sorted(ref for ref, (_, unit) in there.items() if unit == HOA_AN) == [
        *("HA-01", "HA-02", "HA-03"),
        *("KC-01", "KC-02", "KC-03", "KC-04", "KC-05", "KC-09", "KC-10"),
    ]


# --- what happened to single items ---------------------------------------------------------------


def moments(reformed: Reformed, kind: str, ref: str) -> list[tuple[str | None, ...]]:
    events = reformed.ask("timeline", kind, ref, "--known-at", reformed.k2)["events"]
    return [
        (
            one["type"].partition(".")[2],
            one["effective_on"],
            one["class_before"],
            one["class_after"],
        )
        for one in events
    ]


def test_the_timeline_of_an_overdue_item_keeps_its_deadline_and_its_lateness(reformed: Reformed):
    assert moments(reformed, "directive", "KC-02") == [
        ("assigned", "2025-04-01", None, "open_in_time"),
        ("overdue_flagged", "2025-05-16", "open_overdue", "open_overdue"),
        ("transferred", "2025-07-01", "open_overdue", "open_overdue"),
    ]
    listed = reformed.ask("items", "--as-of", AFTER, "--known-at", reformed.k2)["items"]
    (item,) = [item for item in listed if item["ref"] == "KC-02"]
    assert item["due_on"] == "2025-05-15"


def test_what_was_done_after_the_reform_but_before_anybody_typed_it_is_done_by_the_successor(
    reformed: Reformed,
):
    assert reformed.items("2025-07-15", reformed.k2)["KC-10"] == ("done_on_time", HOA_AN)
    assert reformed.items("2025-07-15", reformed.k1)["KC-10"] == ("done_on_time", KINH_CUNG)


def test_what_was_given_to_the_ended_unit_before_anybody_knew_goes_over_on_its_first_day(
    reformed: Reformed,
):
    assert "KC-13" not in reformed.items("2025-07-03", reformed.k2)
    assert reformed.items("2025-07-04", reformed.k1)["KC-13"] == ("open_in_time", KINH_CUNG)
    assert reformed.items("2025-07-04", reformed.k2)["KC-13"] == ("open_in_time", HOA_AN)


def test_what_is_reopened_after_the_reform_goes_over_on_the_day_it_is_reopened(reformed: Reformed):
    assert reformed.items("2025-07-06", reformed.k2)["NV-02"] == ("done_on_time", "H30.35.05")
    assert reformed.items("2025-07-07", reformed.k2)["NV-02"] == ("open_in_time", "H92.01")


def test_a_transfer_names_the_document_and_who_decided(reformed: Reformed):
    events = reformed.ask("timeline", "directive", "KC-02", "--known-at", reformed.k2)["events"]

    assert events[-1]["actor"] == "quan.tri"
    assert events[-1]["source"] == {"number": "1668/NQ-UBTVQH15", "date": "2025-06-16"}
    assert events[-1]["to_unit"] == HOA_AN


# --- typed late ----------------------------------------------------------------------------------


def test_a_completion_of_june_typed_after_the_reform_counts_on_both_days(reformed: Reformed):
    assert reformed.items(BEFORE, reformed.k3)["KC-01"] == ("done_on_time", KINH_CUNG)
    assert reformed.items(AFTER, reformed.k3)["KC-01"] == ("done_on_time", HOA_AN)
    assert reformed.counts(BEFORE, reformed.k3) == {
        **CLASSES,
        "done_on_time": CLASSES["done_on_time"] + 1,
    }


def test_an_assignment_of_june_typed_after_the_reform_waits_for_the_next_hand_over(
    reformed: Reformed,
):
    assert "KC-12" not in reformed.items(BEFORE, reformed.k2)
    assert reformed.items(BEFORE, reformed.k3)["KC-12"] == ("open_in_time", KINH_CUNG)
    assert reformed.items(AFTER, reformed.k3)["KC-12"] == ("open_in_time", KINH_CUNG)
    assert reformed.items(BEFORE, reformed.k4)["KC-12"] == ("open_in_time", KINH_CUNG)
    assert reformed.items(AFTER, reformed.k4)["KC-12"] == ("open_in_time", HOA_AN)


def test_nothing_is_assigned_to_an_ended_unit_for_a_day_after_its_end(reformed: Reformed):
    with open_pool(reformed.url, size=2) as pool, pytest.raises(RuleViolationError) as caught:
        assign(directive("KC-14", KINH_CUNG, date(2025, 7, 2)), Tracker(pool), SystemClock())

    assert caught.value.code == "unit_no_longer_there"
    assert caught.value.details["heir"] == HOA_AN


def test_the_read_model_agrees_with_the_events(reformed: Reformed):
    for as_of in (BEFORE, AFTER):
        for known_at in (reformed.k1, reformed.k2, reformed.k4):
            answer = reformed.ask("verify", "--as-of", as_of, "--known-at", known_at)
            assert answer["differences"] == []
            assert answer["compared"] >= len(ITEMS)
