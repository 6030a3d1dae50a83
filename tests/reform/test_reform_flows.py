"""Flows before, across and after the change: what came in went somewhere, in every unit."""

from typing import Any

import pytest

from tests.reform.hau_giang import (
    AFTER,
    CITY,
    DISTRICT,
    EVERY_UNIT,
    HOA_AN,
    KINH_CUNG,
    NEW_TREE,
    Reformed,
)

BEFORE_IT = ("2025-01-01", "2025-06-30")
AFTER_IT = ("2025-07-01", "2025-07-31")
ACROSS_IT = ("2025-06-15", "2025-07-15")
IN_A_ROW = (
    (("2024-01-01", "2024-12-31"), BEFORE_IT, AFTER_IT, ("2025-08-01", "2025-12-31")),
    (("2025-02-01", "2025-06-14"), ACROSS_IT, ("2025-07-16", "2025-07-31")),
)
"""Periods that follow one another day by day."""
ON_THE_NEW_TREE = ("--tree-of", AFTER)
TREES = pytest.mark.parametrize("switch", [(), ON_THE_NEW_TREE], ids=["own tree", "new tree"])


def came(flow: dict[str, Any]) -> int:
    return int(flow["carried_in"] + flow["new"] + flow["reopened"] + flow["transferred_in"])


def went(flow: dict[str, Any]) -> int:
    return sum(flow["closed"].values()) + sum(flow["out"].values()) + int(flow["left"])


@TREES
@pytest.mark.parametrize(
    ("code", "known"),
    [
        *((code, "k2") for code in EVERY_UNIT),
        *((code, known) for code in (DISTRICT, HOA_AN, KINH_CUNG, CITY) for known in ("k1", "k4")),
    ],
)
def test_what_came_in_is_what_went_out_and_what_is_left_is_carried_on(
    reformed: Reformed, code: str, known: str, switch: tuple[str, ...]
):
    asked = (getattr(reformed, known), "--unit", code, *switch)
    for periods in IN_A_ROW:
        flows = [reformed.flows(*period, *asked) for period in periods]
        assert [came(flow) for flow in flows] == [went(flow) for flow in flows]
        left = [flow["left"] for flow in flows]
        carried = [flow["carried_in"] for flow in flows]
        assert left[:-1] == carried[1:]


@pytest.mark.parametrize("period", [BEFORE_IT, ACROSS_IT, AFTER_IT])
@pytest.mark.parametrize("known", ["k1", "k2", "k4"])
def test_on_the_new_tree_the_root_has_the_flows_of_all_and_nothing_is_transferred(
    reformed: Reformed, period: tuple[str, str], known: str
):
    known_at = getattr(reformed, known)

    whole = reformed.flows(*period, known_at)

    assert came(whole) == went(whole) > 0
    mapped = reformed.flows(*period, known_at, *ON_THE_NEW_TREE)
    of_city = reformed.flows(*period, known_at, *ON_THE_NEW_TREE, "--unit", CITY)
    assert mapped == of_city == {**whole, "tree_of": AFTER}
    assert (whole["transferred_in"], whole["out"]["transferred"]) == (0, 0)


@pytest.mark.parametrize("period", [BEFORE_IT, ACROSS_IT, AFTER_IT])
def test_on_the_new_tree_the_leaves_add_up_to_the_root(reformed: Reformed, period: tuple[str, str]):
    def flow(code: str) -> dict[str, Any]:
        return reformed.flows(*period, reformed.k2, *ON_THE_NEW_TREE, "--unit", code)

    parts = [flow(code) for code, (_, parent) in NEW_TREE.items() if parent == CITY]
    whole = flow(CITY)

    own = {"carried_in": 2, "left": 2}  # PH-01 and HG-01 are the city's own
    if period == BEFORE_IT:
        own = {"new": 2, "closed": 1, "left": 2}  # and PH-02, done in January, carried in
        own["carried_in"] = 1
    for name in ("carried_in", "new", "reopened", "transferred_in", "left"):
        assert sum(part[name] for part in parts) + own.get(name, 0) == whole[name], name
    closed = sum(sum(part["closed"].values()) for part in parts)
    assert closed + own.get("closed", 0) == sum(whole["closed"].values())


def figures(flow: dict[str, Any]) -> dict[str, int]:
    """The figures that are not zero."""
    closed = {f"closed {name}": number for name, number in flow["closed"].items()}
    out = {f"out {name}": number for name, number in flow["out"].items()}
    names = ("carried_in", "new", "reopened", "transferred_in", "left")
    own = {name: flow[name] for name in names}
    return {name: number for name, number in {**own, **closed, **out}.items() if number}


@pytest.mark.parametrize(
    ("code", "own_tree", "new_tree"),
    [
        (KINH_CUNG, {"carried_in": 8, "out transferred": 8}, {}),
        (
            HOA_AN,
            {"carried_in": 1, "new": 2, "transferred_in": 8, "closed on_time": 1, "left": 10},
            {"carried_in": 9, "new": 2, "closed on_time": 1, "left": 10},
        ),
        (DISTRICT, {"carried_in": 17, "out transferred": 17}, {}),
        (
            CITY,
            {"new": 2, "transferred_in": 19, "closed on_time": 2, "left": 19},
            {"carried_in": 18, "new": 2, "reopened": 1, "closed on_time": 2, "left": 19},
        ),
        (
            "H92.01",
            {"transferred_in": 3, "left": 3},
            {"carried_in": 2, "reopened": 1, "left": 3},
        ),
        ("H30.35.02", {"carried_in": 2, "out transferred": 2}, {}),
    ],
)
def test_the_first_month_after_the_change_counted_by_hand(
    reformed: Reformed, code: str, own_tree: dict[str, int], new_tree: dict[str, int]
):
    flow = reformed.flows(*AFTER_IT, reformed.k2, "--unit", code)
    mapped = reformed.flows(*AFTER_IT, reformed.k2, "--unit", code, *ON_THE_NEW_TREE)

    assert figures(flow) == own_tree
    assert figures(mapped) == new_tree


def test_the_half_year_before_the_change_is_the_same_as_before_anybody_knew(reformed: Reformed):
    for code in EVERY_UNIT:
        knew_not = reformed.flows(*BEFORE_IT, reformed.k1, "--unit", code)
        knows = reformed.flows(*BEFORE_IT, reformed.k2, "--unit", code)
        assert figures(knows) == figures(knew_not)


def test_who_did_not_know_of_the_change_saw_no_transfer_in_july(reformed: Reformed):
    flow = reformed.flows(*AFTER_IT, reformed.k1, "--unit", KINH_CUNG)

    assert figures(flow) == {"carried_in": 8, "new": 1, "closed on_time": 1, "left": 8}
