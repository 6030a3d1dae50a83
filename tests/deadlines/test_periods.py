"""Periods from some day on: from which day, and what is not said."""

from dataclasses import replace
from datetime import date

import pytest

from tests.deadlines.forms import (
    ADOPTED,
    ASK,
    PERIODS,
    PROPOSED,
    SURE,
    UNKNOWN,
    codes,
    read,
)
from tracker.deadlines.arithmetic import Period, PeriodUnit
from tracker.deadlines.calendar import DayEntry, DayKind, WorkCalendar
from tracker.deadlines.reading import (
    Anchor,
    Context,
    DeadlineKind,
)
from tracker.deadlines.rule import rule_of

ANCHORS = [
    ("", Anchor.UNSAID, "2024-03-08"),
    ("kể từ ngày nhận", Anchor.RECEIVED, "2024-03-08"),
    ("kể từ ngày nhận được văn bản", Anchor.RECEIVED, "2024-03-08"),
    ("kể từ khi nhận được văn bản này", Anchor.RECEIVED, "2024-03-08"),
    (", tính từ ngày tiếp nhận công văn", Anchor.RECEIVED, "2024-03-08"),
    ("(kể từ ngày nhận được kết luận thanh tra)", Anchor.RECEIVED, "2024-03-08"),
    ("kể từ ngày ký", Anchor.DATED, "2024-03-06"),
    ("kể từ ngày ký ban hành", Anchor.DATED, "2024-03-06"),
    ("kể từ ngày ban hành Quyết định này", Anchor.DATED, "2024-03-06"),
    ("kể từ ngày giao", Anchor.ASSIGNED, "2024-03-11"),
    ("từ ngày được giao nhiệm vụ", Anchor.ASSIGNED, "2024-03-11"),
    ("kể từ ngày 01/3/2024", Anchor.GIVEN, "2024-03-01"),
    ("tính từ ngày 01/3", Anchor.GIVEN, "2024-03-01"),
    ("từ ngày 01 tháng 3 năm 2024", Anchor.GIVEN, "2024-03-01"),
]


@pytest.mark.parametrize(("words", "count", "unit"), PERIODS)
@pytest.mark.parametrize("event", ANCHORS, ids=lambda event: event[0])
def test_periods_are_counted_from_the_day_that_is_named(
    words: str, count: int, unit: str, event: tuple[str, Anchor, str]
):
    anchored, anchor, zero = event
    reading = read(f"{words} {anchored}")
    assert (reading.kind, reading.anchor) == (DeadlineKind.RELATIVE, anchor)
    assert reading.period == Period(count, PeriodUnit(unit))
    assert reading.zero == date.fromisoformat(zero)
    assert reading.certainty is (PROPOSED if anchor is Anchor.UNSAID else SURE)
    rule = rule_of(reading, ADOPTED)
    assert rule is not None
    assert rule.computed(ADOPTED) == (reading.due_on, reading.steps)


@pytest.mark.parametrize(
    "words",
    [
        "kể từ ngày nhận được văn bản, trong vòng 05 ngày làm việc",
        "Sau khi nhận được văn bản 05 ngày làm việc",
        "05 ngày làm việc sau khi nhận được văn bản",
        "trong thời hạn 05 ngày làm việc kể từ ngày nhận được văn bản",
        "sau 05 ngày làm việc kể từ ngày nhận",
    ],
)
def test_the_order_of_period_and_event_does_not_matter(words: str):
    reading = read(words)
    assert (reading.due_on, reading.certainty) == (date(2024, 3, 15), SURE)


def test_unsaid_events_are_taken_in_order_and_named():
    known = {"received_on": date(2024, 3, 8), "dated_on": date(2024, 3, 6)}
    last = {"assigned_on": date(2024, 3, 11)}
    for context, code in (
        (known | last, "counted_from_received"),
        ({"dated_on": date(2024, 3, 6)} | last, "counted_from_dated"),
        (last, "counted_from_assigned"),
    ):
        reading = read("10 ngày", Context(calendar=ADOPTED, **context))
        (note,) = reading.notes
        assert (note, reading.certainty) == ((code, {"day": reading.zero}), PROPOSED)


@pytest.mark.parametrize(
    ("words", "anchor", "code"),
    [
        ("10 ngày", Anchor.UNSAID, "no_day_to_count_from"),
        ("10 ngày kể từ ngày nhận", Anchor.RECEIVED, "no_day_received"),
        ("10 ngày kể từ ngày ký", Anchor.DATED, "no_day_dated"),
        ("10 ngày kể từ ngày giao", Anchor.ASSIGNED, "no_day_assigned"),
        ("10 ngày kể từ ngày 01/3", Anchor.GIVEN, "no_year"),
        ("10 ngày kể từ ngày có kết quả kiểm tra", Anchor.GIVEN, "no_day_of_event"),
        ("trong ngày", Anchor.UNSAID, "no_day_to_count_from"),
    ],
)
def test_an_event_of_which_the_day_is_not_known_is_asked(words: str, anchor: Anchor, code: str):
    reading = read(words, replace(UNKNOWN, today=None))
    assert (reading.kind, reading.certainty) == (DeadlineKind.RELATIVE, ASK)
    assert (reading.due_on, reading.zero, reading.anchor) == (None, None, anchor)
    assert code in codes(reading)
    assert rule_of(reading, ADOPTED) is None


@pytest.mark.parametrize(
    ("words", "period", "code"),
    [
        ("24 giờ", Period(1, PeriodUnit.DAY), "parts_of_days"),
        ("48 giờ kể từ khi nhận được", Period(2, PeriodUnit.DAY), "parts_of_days"),
        ("trong 24h", Period(1, PeriodUnit.DAY), "parts_of_days"),
        ("30 giờ", Period(2, PeriodUnit.DAY), "parts_of_days"),
        ("12 giờ làm việc", Period(2, PeriodUnit.WORKING_DAY), "parts_of_days"),
        ("½ ngày làm việc", Period(1, PeriodUnit.WORKING_DAY), "parts_of_days"),
        ("05 (sáu) ngày", Period(6, PeriodUnit.DAY), "numbers_disagree"),
        ("5 - 7 ngày làm việc", Period(7, PeriodUnit.WORKING_DAY), "several_periods"),
        ("từ 5 đến 7 ngày", Period(7, PeriodUnit.DAY), "several_periods"),
        ("6 tháng", Period(6, PeriodUnit.MONTH), "months_of_year"),
        (
            "05 ngày kể từ ngày nhận được văn bản, chậm nhất 15/3/2024",
            Period(5, PeriodUnit.DAY),
            "more_conditions",
        ),
    ],
)
def test_periods_that_leave_a_choice_are_asked(words: str, period: Period, code: str):
    reading = read(words)
    assert (reading.kind, reading.certainty) == (DeadlineKind.RELATIVE, ASK)
    assert reading.period == period
    assert reading.due_on is not None
    assert code in codes(reading)


@pytest.mark.parametrize(
    ("words", "zero"),
    [
        ("trong ngày", "2024-03-08"),
        ("ngay trong ngày", "2024-03-08"),
        ("trong ngày nhận được văn bản", "2024-03-08"),
        ("trong ngày kể từ khi ký", "2024-03-06"),
    ],
)
def test_within_the_day_is_the_day_of_the_event_itself(words: str, zero: str):
    reading = read(words)
    assert (reading.kind, reading.certainty) == (DeadlineKind.RELATIVE, PROPOSED)
    assert reading.due_on == reading.zero == date.fromisoformat(zero)
    assert (reading.period, rule_of(reading, ADOPTED)) == (None, None)


def test_unusual_words_after_the_event_are_pointed_out():
    reading = read("10 ngày kể từ ngày nhận được phản hồi của Sở")
    assert (reading.certainty, codes(reading)) == (PROPOSED, ["event_received"])


def test_days_that_nobody_adopted_make_a_counted_day_a_proposal():
    words = "05 ngày làm việc kể từ ngày 29/12/2023"
    adopted = WorkCalendar(complete=frozenset({2023, 2024}))
    assert read(words, Context(calendar=adopted)).certainty is SURE
    half = read(words, Context(calendar=WorkCalendar(complete=frozenset({2023}))))
    assert half.certainty is PROPOSED
    assert half.notes == (("calendar_not_adopted", {"years": "2024"}),)
    loose = read(words, Context())
    assert loose.notes == (("calendar_not_adopted", {"years": "2023, 2024"}),)


def test_days_laid_down_one_by_one_are_relied_on_before_the_year_is_complete():
    entry = DayEntry(date(2024, 3, 8), DayKind.ORDINARY, "", "01/QĐ")
    calendar = WorkCalendar(entries={entry.day: entry})
    words = "01 ngày làm việc kể từ ngày 07/3/2024"
    assert read(words, Context(calendar=calendar)).certainty is SURE


@pytest.mark.parametrize(
    "words",
    [
        "15 ngày làm việc kể từ ngày nhận đủ hồ sơ hợp lệ",
        "10 ngày kể từ ngày nhận được báo cáo",
        "90 ngày kể từ ngày ký hợp đồng",
    ],
)
def test_the_day_of_another_thing_is_asked(words: str):
    """A dossier comes, and a contract is signed, on a day that the document does not know."""
    assert read(words).certainty is ASK
