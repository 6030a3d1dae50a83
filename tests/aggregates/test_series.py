"""A deadline that comes back: one item an occurrence, all of them or none."""

from typing import Any

import pytest

from tests.support.scenario import ABOUT, FIRST, Office, md
from tracker.commands.items import Assign
from tracker.commands.recording import Outcome
from tracker.commands.series import assign_series
from tracker.deadlines.outcome import Context, Occurrence
from tracker.deadlines.reading import read_deadline
from tracker.errors import NotFoundError, RuleViolationError
from tracker.fold.words import Kind


def give(office: Office, ref: str, series: tuple[Occurrence, ...], **own: Any) -> Outcome:
    given = {
        "kind": Kind.PLAN_TASK,
        "ref": ref,
        "unit": FIRST,
        "title": "Báo cáo công tác cải cách hành chính",
        "due_on": None,
        "about": {**ABOUT[Kind.PLAN_TASK], "deadline_text": "hằng quý"},
        **office.meta("3/6", {}),
        **own,
    }
    return assign_series(Assign(**given), series, office.tracker, office.clock)


@pytest.fixture
def quarters() -> tuple[Occurrence, ...]:
    return read_deadline("hằng quý", Context(dated_on=md("3/6"))).occurrences


def test_every_occurrence_becomes_an_item_with_its_own_deadline(
    office: Office, quarters: tuple[Occurrence, ...]
):
    give(office, "NV-01", quarters)

    kept = {
        label: office.tracker.item(Kind.PLAN_TASK, f"NV-01/{label}").history[0].due_on
        for label in ("2024-Q2", "2024-Q3", "2024-Q4")
    }
    assert kept == {"2024-Q2": md("30/6"), "2024-Q3": md("30/9"), "2024-Q4": md("31/12")}


def test_the_same_command_again_records_nothing(office: Office, quarters: tuple[Occurrence, ...]):
    once = give(office, "NV-01", quarters, command_id="c-same")
    again = give(office, "NV-01", quarters, command_id="c-same")

    assert once.position is not None
    assert again.position is None


def test_one_reference_that_is_taken_keeps_all_out(
    office: Office, quarters: tuple[Occurrence, ...]
):
    office.assign(Kind.PLAN_TASK, "NV-01/2024-Q4")

    with pytest.raises(RuleViolationError) as caught:
        give(office, "NV-01", quarters)

    assert caught.value.code == "ref_taken"
    with pytest.raises(NotFoundError):
        office.tracker.item(Kind.PLAN_TASK, "NV-01/2024-Q3")


def test_a_series_without_occurrences_is_refused(office: Office):
    with pytest.raises(RuleViolationError) as caught:
        give(office, "NV-01", ())

    assert caught.value.code == "empty_series"
