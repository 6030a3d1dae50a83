"""What a person decides goes before what a calendar moved, whenever it is typed."""

from datetime import datetime

import pytest

from tests.calendars.deeds import (
    AFTER,
    BEFORE,
    OFF,
    adopt,
    directive,
    due,
    found,
    give,
    moved,
    preview,
    rule,
    said,
    streams,
)
from tests.support.scenario import FIRST, Office, md
from tracker.commands.items import ExtendDeadline, Resume, Suspend, VoidEvent
from tracker.days import LOCAL_ZONE
from tracker.errors import RuleViolationError
from tracker.fold.words import Kind

CD = Kind.DIRECTIVE


@pytest.fixture
def moved_item(office: Office) -> Office:
    """CD-1, given on 26/4 for 07/5; on 29/4 the calendar moves it to 08/5."""
    give(office, "CD-1")
    assert moved(adopt(office, OFF, led=streams("CD-1"))) == {"CD-1": (BEFORE, AFTER)}
    return office


def test_an_extension_signed_before_the_move_and_typed_after_it_holds(moved_item: Office):
    office = moved_item
    office.clock.moment = datetime(2024, 5, 2, 9, tzinfo=LOCAL_ZONE)

    office.act(ExtendDeadline, CD, "CD-1", "28/4", due_on="30/5", reason="Công văn đề nghị")

    assert due(directive(office)) == md("30/5")
    *_, extended, voided = directive(office).happenings
    assert (extended.TOPIC, voided.TOPIC) == ("directive.deadline_extended", "directive.voided")
    assert (vars(voided)["event_no"], voided.effective_on) == (2, md("2/5"))
    assert voided.reason == "Công văn đề nghị"


def test_what_sets_no_deadline_leaves_the_move_alone(moved_item: Office):
    office = moved_item
    office.act(Suspend, CD, "CD-1", "27/4")
    office.act(Resume, CD, "CD-1", "28/4")

    assert due(directive(office)) == AFTER
    assert directive(office).version == 4


def test_a_move_that_was_taken_back_does_not_come_back_with_another_document(moved_item: Office):
    office = moved_item
    office.act(VoidEvent, CD, "CD-1", "29/4", event_no=2)

    again = adopt(office, said("2024-05-06", "ordinary"), led=streams("CD-1"))

    assert again.moves == []
    assert due(directive(office)) == BEFORE


def test_a_deadline_counted_before_the_calendar_changed_is_to_be_counted_again(office: Office):
    adopt(office, OFF)

    with pytest.raises(RuleViolationError) as caught:
        give(office, "CD-1")
    give(office, "CD-1", due=AFTER, counted=rule(version=1))

    assert (caught.value.code, caught.value.details["expected"]) == ("calendar_changed", 1)


def test_an_item_given_after_its_new_deadline_keeps_the_old_and_stops_no_other(office: Office):
    office.clock.moment = datetime(2024, 5, 7, 9, tzinfo=LOCAL_ZONE)
    give(office, "late", on="7/5")
    give(office, "CD-1")
    working = said("2024-04-29", "ordinary")

    look = preview(office, working, led=streams("late", "CD-1"))
    done = adopt(office, working, led=streams("late", "CD-1"))

    assert [move.item.happenings[0].ref for move in look.kept] == ["late"]
    assert moved(look) == moved(done) == {"CD-1": (BEFORE, md("6/5"))}
    assert due(directive(office, "late"), "7/5") == BEFORE


def test_a_unit_has_one_calendar(office: Office):
    found(office, "46", unit=FIRST)

    with pytest.raises(RuleViolationError) as caught:
        found(office, "47", unit=FIRST)

    assert (caught.value.code, caught.value.details["value"]) == ("unit_has_calendar", "46")
