"""Days to choose from: the periods of reports that ended last."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.web.auditor.choosing import windows

CASES = [
    ("2024-03-14", "quarter", 4, 2023, "2023-09-15", "2023-12-14"),
    ("2024-03-15", "quarter", 1, 2024, "2023-12-15", "2024-03-14"),
    ("2024-03-15", "month", 3, 2024, "2024-02-15", "2024-03-14"),
    ("2024-03-14", "month", 2, 2024, "2024-01-15", "2024-02-14"),
    ("2024-06-15", "half", 1, 2024, "2023-12-15", "2024-06-14"),
    ("2024-06-14", "half", 2, 2023, "2023-06-15", "2023-12-14"),
    ("2024-12-15", "year", 1, 2024, "2023-12-15", "2024-12-14"),
    ("2024-12-14", "year", 1, 2023, "2022-12-15", "2023-12-14"),
]


@pytest.mark.parametrize(("today", "sort", "number", "year", "first", "last"), CASES)
def test_a_period_goes_from_the_fifteenth_to_the_fourteenth(  # noqa: PLR0913, PLR0917 - a table
    today: str, sort: str, number: int, year: int, first: str, last: str
):
    (found,) = [one for one in windows(date.fromisoformat(today)) if one.sort == sort]
    assert found == (sort, number, year, date.fromisoformat(first), date.fromisoformat(last))


@given(today=st.dates(date(1900, 2, 1), date(2199, 12, 31)))
def test_each_is_the_last_of_its_sort_that_has_ended(today: date):
    found = windows(today)
    assert {one.sort for one in found} == {"month", "quarter", "half", "year"}
    longest = {"month": 31, "quarter": 92, "half": 184, "year": 366}
    for one in found:
        assert one.last < today <= one.last + timedelta(days=longest[one.sort])
        assert one.first.day == 15
