"""``GET /items/{kind}/{ref}``: one item as it stood, as it was known."""

from datetime import datetime, timezone

from tests.api.asking import Web, serving
from tracker.clock import FixedClock

EARLY_THERE = datetime(2024, 6, 2, 20, 30, tzinfo=timezone.utc)  # noqa: UP017 - said on purpose
"""In UTC; where the offices are it is 03:30 of 3 June."""


def test_without_a_day_it_is_told_as_of_today_where_the_offices_are(sample_url: str) -> None:
    with serving(sample_url, clock=FixedClock(EARLY_THERE)) as web:
        answer = web.answer("/items/plan_task/HH-2024-NV11")

    assert answer["as_of"] == "2024-06-03"
    assert (answer["class"], answer["version"]) == ("done_on_time", 2)


def test_it_is_told_as_it_was_known(sample: Web) -> None:
    item = "/items/plan_task/HH-2024-NV19"
    before = sample.answer(item, as_of="2024-03-08", known_at="2024-03-08T17:30")
    after = sample.answer(item, as_of="2024-03-08", known_at="2024-03-15")

    assert (before["class"], before["version"]) == ("open_overdue", 1)
    assert (after["class"], after["completed_on"]) == ("done_on_time", "2024-01-15")


def test_before_its_assignment_it_has_neither_class_nor_unit(sample: Web) -> None:
    unborn = sample.answer("/items/plan_task/HH-2024-NV19", as_of="2023-12-01")

    assert (unborn["class"], unborn["unit"], unborn["due_on"]) == (None, None, None)


def test_its_version_is_the_tag_that_a_write_would_name(sample: Web) -> None:
    response = sample.get("/items/plan_task/HH-2024-NV11")

    assert response.headers["etag"] == '"2"'
