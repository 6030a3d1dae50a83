"""The days on which reporting periods close, by the table of domain.md section 2."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from tracker.deadlines.closings import closings

TABLE = [
    # day, then what closes on it: sort, number, first day
    ("2024-01-14", [("month", 1, "2023-12-15")]),
    ("2024-03-14", [("quarter", 1, "2023-12-15"), ("month", 3, "2024-02-15")]),
    (
        "2024-06-14",
        [("half", 1, "2023-12-15"), ("quarter", 2, "2024-03-15"), ("month", 6, "2024-05-15")],
    ),
    ("2024-09-14", [("quarter", 3, "2024-06-15"), ("month", 9, "2024-08-15")]),
    (
        "2024-12-14",
        [
            ("year", 1, "2023-12-15"),
            ("half", 2, "2024-06-15"),
            ("quarter", 4, "2024-09-15"),
            ("month", 12, "2024-11-15"),
        ],
    ),
]


@pytest.mark.parametrize(("day", "expected"), TABLE)
def test_what_closes_on_a_day(day: str, expected: list[tuple[str, int, str]]) -> None:
    found = closings(date.fromisoformat(day))
    assert [(one.sort, one.number, one.first.isoformat()) for one in found] == expected
    assert {(one.last.isoformat(), one.year) for one in found} == {(day, 2024)}


def test_nothing_closes_on_other_days() -> None:
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
    assert [day for day in days if closings(day)] == [
        date(2024, month, 14) for month in range(1, 13)
    ]


@pytest.mark.parametrize("sort", ["month", "quarter", "half", "year"])
def test_the_periods_of_a_sort_follow_upon_each_other(sort: str) -> None:
    days = (date(year, month, 14) for year in range(2023, 2026) for month in range(1, 13))
    found = [one for day in days for one in closings(day) if one.sort == sort]
    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)
