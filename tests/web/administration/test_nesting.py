"""How much of a tree stands on a page."""

from datetime import date

from tracker.reading.tree import ListedUnit
from tracker.web.administration.unit_tree import Node, nested

SINCE = date(2024, 1, 1)


def tree(*depths: int) -> list[ListedUnit]:
    """Units as a tree lists them, parents before their children."""
    return [
        ListedUnit(f"{no}", f"Đơn vị {no}", "office", None, SINCE, None, depth)
        for no, depth in enumerate(depths)
    ]


def shape(nodes: list[Node]) -> list[object]:
    return [(node.unit.code, node.hidden, shape(node.below)) for node in nodes]


def test_a_small_tree_stands_there_whole() -> None:
    nodes = nested(tree(0, 1, 2, 1, 0), {"2": 3}, most=5)
    assert shape(nodes) == [("0", 0, [("1", 0, [("2", 0, [])]), ("3", 0, [])]), ("4", 0, [])]
    assert nodes[0].below[0].below[0].open_items == 3
    assert nodes[0].open_items is None


def test_of_a_large_one_the_deepest_levels_are_a_click_away() -> None:
    nodes = nested(tree(0, 1, 2, 3, 2, 1, 2), {}, most=4)
    assert shape(nodes) == [("0", 0, [("1", 3, []), ("5", 1, [])])]


def test_two_levels_are_there_in_any_case() -> None:
    nodes = nested(tree(0, 1, 1, 1, 2), {}, most=1)
    assert shape(nodes) == [("0", 0, [("1", 0, []), ("2", 0, []), ("3", 1, [])])]


def test_nothing_is_nested_out_of_nothing() -> None:
    assert nested([], {}) == []
