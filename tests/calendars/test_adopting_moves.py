"""Given this item, when days are adopted, then its deadline moves, or stays."""

from typing import Any

import pytest

from tests.calendars.deeds import (
    AFTER,
    BEFORE,
    OFF,
    PAPER,
    WORDS,
    adopt,
    directive,
    due,
    give,
    moved,
    rule,
    streams,
)
from tests.support.scenario import SECOND, Office, md
from tracker.commands.items import (
    AcceptReturn,
    ConfirmCompletion,
    CorrectDeadline,
    ExtendDeadline,
    RejectCompletion,
    Reopen,
    ReportCompletion,
    RequestExtension,
    Resume,
    Start,
    Suspend,
    Transfer,
    VoidEvent,
    Withdraw,
)
from tracker.fold.words import Kind

CD = Kind.DIRECTIVE


# --- which items move -----------------------------------------------------------------------------

DONE_AT_ONCE = {"needs_confirmation": False}


def started(office: Office) -> None:
    give(office, "CD-1")
    office.act(Start, CD, "CD-1", "26/4")


def suspended(office: Office) -> None:
    give(office, "CD-1")
    office.act(Suspend, CD, "CD-1", "27/4")


def resumed(office: Office) -> None:
    suspended(office)
    office.act(Resume, CD, "CD-1", "28/4")


def asked_for_more_time(office: Office) -> None:
    give(office, "CD-1")
    office.act(RequestExtension, CD, "CD-1", "28/4")


def with_another_unit(office: Office) -> None:
    give(office, "CD-1")
    office.act(Transfer, CD, "CD-1", "28/4", to_unit=SECOND)


def rejected(office: Office) -> None:
    give(office, "CD-1")
    office.act(ReportCompletion, CD, "CD-1", "27/4")
    office.act(RejectCompletion, CD, "CD-1", "28/4")


def opened_again(office: Office) -> None:
    give(office, "CD-1", about=DONE_AT_ONCE)
    office.act(ReportCompletion, CD, "CD-1", "27/4")
    office.act(Reopen, CD, "CD-1", "28/4")


def extended_by_a_period(office: Office) -> None:
    office.assign(CD, "CD-1", "2/1", due="26/4")
    office.act(
        ExtendDeadline, CD, "CD-1", "26/4", due_on=BEFORE, deadline_rule=rule(), deadline_text=WORDS
    )


def resumed_with_a_period(office: Office) -> None:
    office.assign(CD, "CD-1", "2/1", due="26/4")
    office.act(Suspend, CD, "CD-1", "25/4")
    office.act(Resume, CD, "CD-1", "26/4", due_on=BEFORE, deadline_rule=rule())


def rejected_with_a_period(office: Office) -> None:
    office.assign(CD, "CD-1", "2/1", due="26/4")
    office.act(ReportCompletion, CD, "CD-1", "25/4")
    office.act(RejectCompletion, CD, "CD-1", "26/4", due_on=BEFORE, deadline_text=WORDS)


def extended_by_an_event_that_was_voided(office: Office) -> None:
    give(office, "CD-1")
    office.act(ExtendDeadline, CD, "CD-1", "27/4", due_on="30/6")
    office.act(VoidEvent, CD, "CD-1", "28/4", event_no=2)


def reported_by_mistake(office: Office) -> None:
    give(office, "CD-1")
    office.act(ReportCompletion, CD, "CD-1", "27/4")
    office.act(VoidEvent, CD, "CD-1", "28/4", event_no=2)


def in_words_alone(office: Office) -> None:
    office.assign(CD, "CD-1", "26/4", due=BEFORE, about={"deadline_text": WORDS})


def in_words_from_the_day_of_the_document(office: Office) -> None:
    words = "trong thời hạn 05 ngày làm việc kể từ ngày ký văn bản"
    paper = {"number": "107/UBND-NC", "date": "2024-04-26"}
    office.assign(CD, "CD-1", "27/4", due=BEFORE, about={"deadline_text": words}, source=paper)


def in_words_from_the_day_of_assignment(office: Office) -> None:
    words = "05 ngày làm việc kể từ ngày nhận được văn bản"
    office.assign(CD, "CD-1", "26/4", due=BEFORE, about={"deadline_text": words})


def in_calendar_days_that_end_on_the_day(office: Office) -> None:
    """26/4 and 6 days is 02/5, which is worked until the document says otherwise."""
    give(office, "CD-1", due=md("2/5"), counted=rule(6, "day"))


MOVING = (
    started,
    suspended,
    resumed,
    asked_for_more_time,
    with_another_unit,
    rejected,
    opened_again,
    extended_by_a_period,
    resumed_with_a_period,
    rejected_with_a_period,
    extended_by_an_event_that_was_voided,
    reported_by_mistake,
    in_words_alone,
    in_words_from_the_day_of_the_document,
    in_words_from_the_day_of_assignment,
    in_calendar_days_that_end_on_the_day,
)


@pytest.mark.parametrize("past", MOVING, ids=lambda past: past.__name__)
def test_an_open_deadline_that_was_counted_moves(office: Office, past: Any):
    past(office)

    done = adopt(office, OFF, led=streams("CD-1"))

    before, after = moved(done)["CD-1"]
    assert (before, after) in ((BEFORE, AFTER), (md("2/5"), md("3/5")))
    last = directive(office).happenings[-1]
    assert (last.word, last.due_on) == ("deadline_extended", after)
    assert last.cause["paper"] == PAPER
    assert due(directive(office)) == after


# --- which items stay -----------------------------------------------------------------------------


def reported(office: Office) -> None:
    give(office, "CD-1")
    office.act(ReportCompletion, CD, "CD-1", "27/4")


def done(office: Office) -> None:
    give(office, "CD-1", about=DONE_AT_ONCE)
    office.act(ReportCompletion, CD, "CD-1", "27/4")


def confirmed(office: Office) -> None:
    reported(office)
    office.act(ConfirmCompletion, CD, "CD-1", "28/4")


def withdrawn(office: Office) -> None:
    give(office, "CD-1")
    office.act(Withdraw, CD, "CD-1", "28/4")


def returned(office: Office) -> None:
    give(office, "CD-1")
    office.act(AcceptReturn, CD, "CD-1", "28/4")


def due_on_a_plain_day(office: Office) -> None:
    office.assign(CD, "CD-1", "26/4", due=BEFORE)


def due_on_a_day_in_words(office: Office) -> None:
    words = {"deadline_text": "chậm nhất ngày 07/5/2024"}
    office.assign(CD, "CD-1", "26/4", due=BEFORE, about=words)


def without_a_deadline(office: Office) -> None:
    office.assign(CD, "CD-1", "26/4", due=None, about={"deadline_text": "không thời hạn"})


def extended_to_a_plain_day(office: Office) -> None:
    give(office, "CD-1")
    office.act(ExtendDeadline, CD, "CD-1", "27/4", due_on="10/5")


def extended_to_the_very_day_that_counting_gives(office: Office) -> None:
    give(office, "CD-1")
    office.act(ExtendDeadline, CD, "CD-1", "27/4", due_on=BEFORE)


def corrected_to_another_day(office: Office) -> None:
    give(office, "CD-1")
    office.act(CorrectDeadline, CD, "CD-1", "27/4", due_on="6/5")


def corrected_to_no_deadline(office: Office) -> None:
    give(office, "CD-1")
    office.act(CorrectDeadline, CD, "CD-1", "27/4", due_on=None)


def resumed_to_a_plain_day(office: Office) -> None:
    suspended(office)
    office.act(Resume, CD, "CD-1", "28/4", due_on="10/5")


def of_a_day_that_somebody_chose(office: Office) -> None:
    office.assign(CD, "CD-1", "26/4", due=md("6/5"), about={"deadline_text": WORDS})


def of_words_that_nobody_understands(office: Office) -> None:
    words = {"deadline_text": "xong trước khi gà gáy"}
    office.assign(CD, "CD-1", "26/4", due=BEFORE, about=words)


def ended_before_the_day(office: Office) -> None:
    """Two working days from 24/4 end on 26/4."""
    give(office, "CD-1", on="24/4", due=md("26/4"), counted=rule(2, since="2024-04-24"))


def counted_from_the_day(office: Office) -> None:
    """The day of the event itself is not counted, so it may be off."""
    give(office, "CD-1", due=md("8/5"), counted=rule(5, since="2024-05-02"))


STAYING = (
    reported,
    done,
    confirmed,
    withdrawn,
    returned,
    due_on_a_plain_day,
    due_on_a_day_in_words,
    without_a_deadline,
    extended_to_a_plain_day,
    extended_to_the_very_day_that_counting_gives,
    corrected_to_another_day,
    corrected_to_no_deadline,
    resumed_to_a_plain_day,
    of_a_day_that_somebody_chose,
    of_words_that_nobody_understands,
    ended_before_the_day,
    counted_from_the_day,
)


@pytest.mark.parametrize("past", STAYING, ids=lambda past: past.__name__)
def test_every_other_item_keeps_its_deadline(office: Office, past: Any):
    past(office)
    version, before = directive(office).version, due(directive(office))
    give(office, "CD-2")

    adopted = adopt(office, OFF, led=streams("CD-1", "CD-2"))

    assert moved(adopted) == {"CD-2": (BEFORE, AFTER)}
    assert (directive(office).version, due(directive(office))) == (version, before)


def test_targets_and_streams_that_are_not_there_are_no_candidates(office: Office):
    give(office, "CD-1")
    office.set_target("CT-1")
    led = [*streams("CT-1", kind=Kind.TARGET), *streams("CD-1", "CD-99")]

    assert moved(adopt(office, OFF, led=led)) == {"CD-1": (BEFORE, AFTER)}
