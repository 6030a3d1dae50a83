"""Flags in history files: with the deadline that they are about, or without."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.history.past import Bring, Found, after, as_bytes, past
from tests.support.rows import history_of

ABOUT = {"for_due_on": "2024-03-15"}


def test_what_a_flag_is_about_comes_in_and_goes_out_as_it_was(brought: Bring, database_url: str):
    lines = past()
    for kind_and_word, own in (
        ("plan_task.due_soon_flagged", {**ABOUT, "days_before": 7}),
        ("plan_task.due_soon_flagged", {"days_before": 366}),
        ("plan_task.overdue_flagged", ABOUT),
        ("plan_task.overdue_flagged", {}),
    ):
        lines.append(after(lines, kind_and_word, ref="NV-1", **own))
    assert brought(as_bytes(lines)) is None
    assert history_of(database_url) == lines


@pytest.mark.parametrize(
    ("word", "own", "field", "code"),
    [
        ("due_soon_flagged", {"days_before": 0}, "days_before", "expected_at_least"),
        ("due_soon_flagged", {"days_before": -3}, "days_before", "expected_at_least"),
        ("due_soon_flagged", {"days_before": "3"}, "days_before", "expected_integer"),
        ("due_soon_flagged", {"for_due_on": "15/3/2024"}, "for_due_on", "expected_day"),
        ("overdue_flagged", {"for_due_on": "2024-02-30"}, "for_due_on", "expected_day"),
        ("overdue_flagged", {**ABOUT, "days_before": 1}, "days_before", "unknown_field"),
        ("overdue_flagged", {"due_on": "2024-03-15"}, "due_on", "unknown_field"),
    ],
)
def test_a_flag_about_what_cannot_be_is_named(
    refused: Callable[[bytes], Any], word: str, own: dict[str, Any], field: str, code: str
):
    lines = past()
    lines.append(after(lines, f"plan_task.{word}", ref="NV-1", **own))
    assert refused(as_bytes(lines)).problems == [Found(len(lines), field, code)]
