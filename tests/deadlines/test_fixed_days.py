"""Days, months, quarters and years: sure, proposed or asked, never guessed in silence."""

from dataclasses import replace
from datetime import date

import pytest

from tests.deadlines.forms import (
    ASK,
    ASKED_DAYS,
    KNOWN,
    PROPOSED,
    PROPOSED_DAYS,
    SURE,
    SURE_DAYS,
    UNKNOWN,
    codes,
    days,
    read,
)
from tracker.deadlines.arithmetic import StepKind
from tracker.deadlines.reading import (
    BeforeMeans,
    Context,
    DeadlineKind,
)
from tracker.errors import InvalidInputError


@pytest.mark.parametrize(("words", "due"), SURE_DAYS)
def test_what_names_a_day_clearly_is_sure(words: str, due: str):
    before = date.fromisoformat(due) < date(2024, 3, 6)
    reading = read(words, replace(KNOWN, dated_on=None) if before else KNOWN)
    assert (reading.kind, reading.certainty) == (DeadlineKind.FIXED, SURE)
    assert reading.due_on == date.fromisoformat(due)
    assert reading.alternatives == ()
    assert not reading.estimated


@pytest.mark.parametrize(("words", "due", "code"), PROPOSED_DAYS)
def test_what_is_likely_is_proposed_with_its_reason(words: str, due: str, code: str):
    reading = read(words)
    assert (reading.kind, reading.certainty) == (DeadlineKind.FIXED, PROPOSED)
    assert reading.due_on == date.fromisoformat(due)
    assert code in codes(reading)


@pytest.mark.parametrize(("words", "due", "choice", "code"), ASKED_DAYS)
def test_what_can_be_meant_in_two_ways_is_asked(words: str, due: str, choice: list[str], code: str):
    reading = read(words)
    assert (reading.kind, reading.certainty) == (DeadlineKind.FIXED, ASK)
    assert reading.due_on == date.fromisoformat(due)
    assert reading.alternatives == days(*choice)
    assert reading.estimated is (code == "either")
    assert code in codes(reading)


def test_an_office_may_take_the_day_before_which_as_on_time():
    same_day = replace(KNOWN, before_means=BeforeMeans.SAME_DAY)
    reading = read("trước ngày 15/3", same_day)
    assert (reading.due_on, reading.certainty) == (date(2024, 3, 15), ASK)
    assert reading.alternatives == days("2024-03-14", "2024-03-15")
    assert read("trước tháng 9/2024", same_day).due_on == date(2024, 8, 31)


def test_a_year_comes_from_the_document_with_a_note():
    assert read("trong tháng 9").notes == (("year_from_document", {"year": 2024}),)


def test_a_day_before_the_document_is_proposed_for_the_next_year():
    reading = read("chậm nhất 05/3")
    assert (reading.due_on, reading.certainty) == (date(2025, 3, 5), PROPOSED)
    assert reading.alternatives == days("2024-03-05", "2025-03-05")


def test_without_a_document_s_day_the_year_is_today_s_and_proposed():
    reading = read("15/3", Context(today=date(2024, 6, 3)))
    assert (reading.due_on, reading.certainty) == (date(2024, 3, 15), PROPOSED)
    assert codes(reading) == ["year_from_today"]


@pytest.mark.parametrize(
    "words", ["15/3", "tháng 9", "quý III", "cuối năm", "trước ngày 15/3", "29/02", "ngày 15"]
)
def test_without_any_day_the_year_is_asked(words: str):
    reading = read(words, UNKNOWN)
    assert (reading.kind, reading.certainty) == (DeadlineKind.FIXED, ASK)
    assert (reading.due_on, codes(reading)) == (None, ["no_year"])


def test_a_leap_day_that_is_past_and_does_not_come_next_year_is_asked():
    reading = read("29/02")
    assert (reading.due_on, reading.certainty) == (date(2024, 2, 29), ASK)
    assert codes(reading) == ["year_from_document", "due_before_document"]


def test_a_leap_day_is_looked_for_in_the_next_year_too():
    reading = read("29/02", Context(dated_on=date(2023, 3, 6)))
    assert (reading.due_on, reading.certainty) == (date(2024, 2, 29), PROPOSED)
    with pytest.raises(InvalidInputError, match="no_such_day"):
        read("29/02", Context(dated_on=date(2025, 3, 6)))


def test_a_fixed_day_on_a_rest_day_stays_with_a_note():
    reading = read("30/7/2023", UNKNOWN)
    assert (reading.due_on, reading.certainty) == (date(2023, 7, 30), SURE)
    assert (reading.notes, reading.steps) == ((("rest_day", {"day": date(2023, 7, 30)}),), ())


def test_a_fixed_day_moves_where_the_office_decided_so():
    reading = read("30/7/2023", replace(UNKNOWN, roll_fixed_dates=True))
    assert (reading.due_on, reading.certainty) == (date(2023, 7, 31), SURE)
    assert [step.kind for step in reading.steps] == [StepKind.ROLLED, StepKind.DUE]
    moved = {"day": date(2023, 7, 30), "to": date(2023, 7, 31)}
    assert reading.notes == (("rolled", moved),)
    loose = read("30/7/2023", Context(roll_fixed_dates=True))
    assert (loose.certainty, codes(loose)) == (PROPOSED, ["rolled", "calendar_not_adopted"])


def test_a_day_before_the_document_is_pointed_out():
    reading = read("01/3/2024")
    assert (reading.certainty, codes(reading)) == (ASK, ["due_before_document"])


@pytest.mark.parametrize("words", ["từ tháng 11 đến tháng 3", "quý IV đến quý I"])
def test_a_winter_that_was_or_is_to_come_is_asked(words: str):
    reading = read(words)
    assert reading.certainty is ASK
    assert reading.alternatives == days("2024-03-31", "2025-03-31")
