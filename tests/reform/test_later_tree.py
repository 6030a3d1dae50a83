"""``--tree-of``: a past period counted on the tree after the reform; nothing is lost on the way."""

from collections import Counter

import pytest

from tests.cli.tracker_program import tracker
from tests.reform.hau_giang import (
    AFTER,
    BEFORE,
    CITY,
    DISTRICT,
    EVERY_UNIT,
    HOA_AN,
    ITEMS,
    KINH_CUNG,
    NEW_TREE,
    PROVINCE,
    Reformed,
)

IN_2024 = ("2024-03-31", "2024-05-10", "2024-06-30", "2024-12-31")
ON_THE_NEW_TREE = ("--tree-of", AFTER)


@pytest.mark.parametrize("tree_of", [AFTER, "today"])
@pytest.mark.parametrize("known", ["k1", "k2"])
@pytest.mark.parametrize("as_of", [BEFORE, AFTER])
def test_each_item_stands_under_the_unit_it_belongs_to_later(
    reformed: Reformed, as_of: str, known: str, tree_of: str
):
    found = reformed.items(as_of, getattr(reformed, known), "--tree-of", tree_of)
    expected = {ref: (item.item_class, item.mapped) for ref, item in ITEMS.items()}
    if tree_of == "today" and as_of == BEFORE:
        expected["KC-01"] = (expected["KC-01"][0], HOA_AN)

    assert found == expected


def test_what_nobody_transferred_goes_to_the_heir_through_as_many_ends_as_there_were(
    reformed: Reformed,
):
    done = ("items", "--as-of", "2024-12-31", "--known-at", reformed.k2, "--tree-of")

    def unit_of(ref: str, tree_of: str) -> str:
        listed = reformed.ask(*done, tree_of)["items"]
        (unit,) = {item["unit"] for item in listed if item["ref"] == ref}
        return str(unit)

    assert unit_of("VH-01", "2025-02-28") == "H30.35.06"
    assert unit_of("VH-01", BEFORE) == "H30.35.05"
    assert unit_of("VH-01", AFTER) == "H92.01"
    assert unit_of("PH-KL08-2", AFTER) == "H92.02", "the first successor keeps the records"
    assert unit_of("HG-02", AFTER) == unit_of("HG-02", "today") == CITY


@pytest.mark.parametrize("as_of", [*IN_2024, BEFORE, AFTER, "2025-07-15"])
@pytest.mark.parametrize("known", ["k1", "k2", "k3", "k4"])
def test_the_totals_and_the_classes_are_those_without_the_switch(
    reformed: Reformed, as_of: str, known: str
):
    known_at = getattr(reformed, known)
    plain = reformed.counts(as_of, known_at)

    assert sum(plain.values()) > 0
    assert reformed.counts(as_of, known_at, *ON_THE_NEW_TREE) == plain
    assert reformed.counts(as_of, known_at, *ON_THE_NEW_TREE, "--unit", CITY) == plain
    by_unit = reformed.by_unit(as_of, known_at, *ON_THE_NEW_TREE)
    assert set(by_unit) <= set(NEW_TREE)
    assert sum((Counter(counted) for counted in by_unit.values()), Counter()) == plain
    listed = reformed.items(as_of, known_at, *ON_THE_NEW_TREE, "--unit", CITY)
    assert {ref: found for ref, (found, _) in listed.items()} == {
        ref: found for ref, (found, _) in reformed.items(as_of, known_at).items()
    }


def lineage(code: str) -> list[str]:
    """The unit and all above it in the new tree."""
    _, parent = NEW_TREE[code]
    return [code] if parent is None else [code, *lineage(parent)]


@pytest.mark.parametrize("code", EVERY_UNIT)
def test_a_unit_of_the_new_tree_lists_what_it_counts_and_an_ended_one_nothing(
    reformed: Reformed, code: str
):
    of_unit = (*ON_THE_NEW_TREE, "--unit", code)
    expected = {
        ref: (item.item_class, item.mapped)
        for ref, item in ITEMS.items()
        if code in lineage(item.mapped)
    }

    listed = reformed.items(BEFORE, reformed.k2, *of_unit)

    assert listed == expected
    assert reformed.counts(BEFORE, reformed.k2, *of_unit) == dict(
        Counter(found for found, _ in listed.values())
    )


def test_what_was_given_to_the_ended_unit_after_its_end_is_with_the_heir(reformed: Reformed):
    """Nobody knew yet; on the day of the tree the item was not there."""
    found = reformed.items("2025-07-15", reformed.k1, *ON_THE_NEW_TREE)

    assert found["KC-13"] == ("open_in_time", HOA_AN)


def test_the_findings_of_2024_and_their_money_are_with_the_heirs(reformed: Reformed):
    asked = ("--kind", "finding", *ON_THE_NEW_TREE, "--unit", "H92.02")
    words = ("counts", "--as-of", "2024-05-10", "--known-at", reformed.k1, *asked)

    answer = reformed.ask(*words)

    assert answer["groups"][0]["counts"] == {"done_no_deadline": 4}
    assert answer["money"] == {
        "required": 30_432_829,
        "recovered": 30_432_829,
        "remaining": 0,
    }


def test_the_targets_of_the_district_are_with_the_city(reformed: Reformed):
    asked = ("items", "--as-of", "2024-05-18", "--known-at", reformed.k1, "--kind", "target")

    listed = reformed.ask(*asked, *ON_THE_NEW_TREE, "--unit", CITY)["items"]

    assert len(listed) == 10
    assert {item["unit"] for item in listed} == {CITY}
    assert {item["ref"]: item["class"] for item in listed} == {
        item["ref"]: item["class"] for item in reformed.ask(*asked)["items"]
    }


def test_the_tree_of_the_day_itself_maps_nothing_away(reformed: Reformed):
    for code in (PROVINCE, DISTRICT, KINH_CUNG):
        plain = reformed.items(BEFORE, reformed.k2, "--unit", code)
        there = reformed.items(BEFORE, reformed.k2, "--unit", code, "--tree-of", BEFORE)
        kept = {ref: found for ref, found in plain.items() if ref != "VH-01"}
        assert {ref: found for ref, found in there.items() if ref != "VH-01"} == kept
        assert kept
    everything = reformed.items(BEFORE, reformed.k2, "--tree-of", BEFORE)
    assert everything["VH-01"] == ("done_on_time", "H30.35.05")


@pytest.mark.parametrize("question", [("counts",), ("items",), ("flows", "--from", "2025-01-01")])
def test_a_figure_on_another_tree_says_so(reformed: Reformed, question: tuple[str, ...]):
    until = "--to" if question[0] == "flows" else "--as-of"
    words = (*question, until, BEFORE)

    printed = tracker(reformed.url, *words, *ON_THE_NEW_TREE)
    plain = tracker(reformed.url, *words)
    rows = tracker(reformed.url, *words, *ON_THE_NEW_TREE, "--format", "csv")

    assert "01/7/2025" in printed.out + printed.err
    assert "01/7/2025" not in plain.out + plain.err
    assert "01/7/2025" not in rows.out.splitlines()[0], (
        "a table for programs begins with its header"
    )
    assert reformed.ask(*words, *ON_THE_NEW_TREE)["tree_of"] == AFTER
    assert "tree_of" not in reformed.ask(*words)


def test_a_unit_nobody_ever_knew_and_a_day_that_is_none_are_refused(reformed: Reformed):
    words = ("items", "--as-of", BEFORE, "--tree-of")

    unknown = tracker(reformed.url, *words, AFTER, "--unit", "H99", lang="en")
    no_day = tracker(reformed.url, *words, "hôm qua", lang="en")

    assert (unknown.code, no_day.code) == (1, 2)
    assert "H99" in unknown.only_complaint
    assert "hôm qua" in no_day.err
