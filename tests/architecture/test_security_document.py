"""The checklist of docs/security.md: whole, in order, and about files that are there."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import PROJECT

DOCUMENT = (PROJECT / "docs" / "security.md").read_text("utf-8")
CHECKLIST = DOCUMENT.partition("## ASVS 4.0.3")[2]
STATES = {"met", "partly", "not met", "n/a", "operator"}
POINTS = {
    "1.1": 7,
    "1.2": 4,
    "1.4": (1, 4, 5),
    "1.5": 4,
    "1.6": 4,
    "1.7": 2,
    "1.8": 2,
    "1.9": 2,
    "1.10": 1,
    "1.11": 2,
    "1.12": (2,),
    "1.14": 6,
    "2.1": 12,
    "2.2": 3,
    "2.3": 3,
    "2.4": 5,
    "2.5": 7,
    "2.6": 3,
    "2.7": 6,
    "2.8": 7,
    "2.9": 3,
    "2.10": 4,
    "3.1": 1,
    "3.2": 4,
    "3.3": 4,
    "3.4": 5,
    "3.5": 3,
    "3.7": 1,
    "4.1": (1, 2, 3, 5),
    "4.2": 2,
    "4.3": 3,
    "5.1": 5,
    "5.2": 8,
    "5.3": 10,
    "5.4": 3,
    "5.5": 4,
    "6.1": 3,
    "6.2": 6,
    "6.3": 2,
    "6.4": 2,
    "7.1": 4,
    "7.2": 2,
    "7.3": (1, 3, 4),
    "7.4": 3,
    "8.1": 4,
    "8.2": 3,
    "8.3": 8,
    "9.1": 3,
    "9.2": 4,
    "10.2": 2,
    "10.3": 3,
    "11.1": 8,
    "12.1": 3,
    "12.2": 1,
    "12.3": 6,
    "12.4": 2,
    "12.5": 2,
    "12.6": 1,
    "13.1": (1, 3, 4, 5),
    "13.2": (1, 2, 3, 5, 6),
    "13.3": 2,
    "13.4": 2,
    "14.1": 4,
    "14.2": 6,
    "14.3": (2, 3),
    "14.4": 7,
    "14.5": 4,
}
"""The points of levels 1 and 2 of version 4.0.3, by section; how many, or which are left of it."""


def rows() -> Iterator[list[str]]:
    for line in CHECKLIST.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and re.match(r"\d", cells[0]):
            yield cells


def named(cell: str) -> list[str]:
    """The points that a row is about."""
    first, _, last = cell.partition(" to ")
    if not last:
        return [first]
    section, _, begin = first.rpartition(".")
    return [f"{section}.{n}" for n in range(int(begin), int(last.rpartition(".")[2]) + 1)]


def test_every_point_of_the_two_levels_is_answered_once_and_in_order() -> None:
    expected = [
        f"{section}.{number}"
        for section, told in POINTS.items()
        for number in (range(1, told + 1) if isinstance(told, int) else told)
    ]
    assert [point for cells in rows() for point in named(cells[0])] == expected


def test_every_answer_is_one_of_five_and_says_why() -> None:
    for cells in rows():
        assert len(cells) == 4, cells
        assert cells[2] in STATES, cells
        assert cells[3], cells


FILES = sorted(set(re.findall(r"`((?:tracker|tests|tools|scheduler|docs)/[\w./-]+)`", DOCUMENT)))


@pytest.mark.parametrize("name", FILES)
def test_what_it_leans_on_is_there(name: str) -> None:
    assert (PROJECT / name).exists()


def test_the_settings_that_it_speaks_of_are_documented() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert [s for s in set(re.findall(r"TRACKER_[A-Z_]+", DOCUMENT)) if s not in readme] == []
