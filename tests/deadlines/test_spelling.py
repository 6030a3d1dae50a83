"""However it is spelt, and whatever is typed: the same reading, or a clear refusal."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deadlines.forms import (
    ADOPTED,
    ASK,
    ASKED_DAYS,
    PERIODS,
    PROPOSED_DAYS,
    SERIES,
    SURE,
    SURE_DAYS,
    UNKNOWN,
    Value,
    meaning,
    read,
    unaccented,
)
from tests.support.properties import examples
from tracker.days import EARLIEST, LATEST
from tracker.deadlines.arithmetic import Period, PeriodUnit
from tracker.deadlines.calendar import WorkCalendar
from tracker.deadlines.reading import (
    BeforeMeans,
    Context,
    DeadlineKind,
    read_day,
    read_deadline,
)
from tracker.deadlines.rule import DeadlineRule, rule_of
from tracker.errors import InvalidInputError

ALL_WORDS = [row[0] for row in (*SURE_DAYS, *PROPOSED_DAYS, *ASKED_DAYS, *PERIODS, *SERIES)]


TOLD_APART = {"tháng sáu", "tháng sau", "thang sau"}
"""Without accents June and the next month are the same letters, and asked."""


@pytest.mark.parametrize("words", ALL_WORDS)
def test_spelling_does_not_matter(words: str):
    known = meaning(read(words))
    for spelling in (
        unicodedata.normalize("NFD", words),
        words.upper(),
        f"  {words} . ",
        words.replace(" ", "\u00a0 "),
        f"Thời hạn: {words};",
        f"Thời hạn hoàn thành: {words}",
    ):
        headed = spelling.startswith("Thời hạn")
        if words in {"thang sau", "6 tháng", "9 tháng"} and headed:
            continue
        assert meaning(read(spelling)) == known, spelling


@pytest.mark.parametrize("words", sorted(set(ALL_WORDS) - TOLD_APART))
def test_accents_may_be_missing(words: str):
    assert meaning(read(unaccented(words))) == meaning(read(words))


def test_words_are_kept_composed_and_stripped():
    assert read(unicodedata.normalize("NFD", "  quý III ")).words == "quý III"


def outcome(asked: Callable[[], Value]) -> Value | InvalidInputError:
    """What is answered, or the refusal; no other error passes."""
    try:
        return asked()
    except InvalidInputError as refused:
        return refused


CONTEXTS = st.builds(
    Context,
    dated_on=st.none() | st.dates(EARLIEST, LATEST),
    received_on=st.none() | st.dates(EARLIEST, LATEST),
    assigned_on=st.none() | st.dates(),
    today=st.none() | st.dates(),
    roll_fixed_dates=st.booleans(),
    before_means=st.sampled_from(BeforeMeans),
)


TOKENS = sorted({token for words in ALL_WORDS for token in re.split(r"(\W)", words) if token})


JUMBLES = st.lists(
    st.sampled_from([*TOKENS, *ALL_WORDS]) | st.integers(0, 10**6).map(str), max_size=9
)


@given(st.text() | JUMBLES.map("".join) | JUMBLES.map(" ".join), CONTEXTS)
@examples(10)
def test_any_text_is_read_or_refused_and_read_the_same_again(words: str, context: Context):
    reading = outcome(lambda: read_deadline(words, context))
    if isinstance(reading, InvalidInputError):
        assert reading.code in {"unreadable_deadline", "no_such_day", "period_too_long"}
        assert (reading.details.keys(), reading.details["field"]) == ({"field", "value"}, "words")
        return
    assert reading == read_deadline(words, context)
    assert reading.kind is not DeadlineKind.FIXED or reading.due_on or reading.certainty is ASK
    assert reading.due_on is None or EARLIEST <= reading.due_on <= LATEST
    assert reading.kind in {DeadlineKind.FIXED, DeadlineKind.RELATIVE} or reading.due_on is None
    if reading.certainty is not SURE:
        assert reading.notes, "what is not sure says why"


@given(st.text() | JUMBLES.map(" ".join))
@examples(2)
def test_any_text_is_a_full_day_or_refused(text: str):
    day = outcome(lambda: read_day(text))
    if isinstance(day, InvalidInputError):
        assert (day.code, day.details["value"]) == ("expected_day_as_written", text)
    else:
        assert EARLIEST <= day <= LATEST


TENS = ["", "mười", "hai mươi", "ba mươi"]


ONES = ["", "một", "hai", "ba", "bốn", "lăm", "sáu", "bảy", "tám", "chín"]


def spelt(number: int) -> str:
    ten, one = divmod(number, 10)
    word = "năm" if number == 5 else ONES[one]
    return f"{TENS[ten]} {word}".strip()


def spellings(day: date) -> list[str]:
    d, m, y = day.day, day.month, day.year
    return [
        day.isoformat(),
        f"{d}/{m}/{y}",
        f"{d:02}/{m:02}/{y}",
        f"{d:02}/{m if m > 2 else f'0{m}'}/{y}",
        f"{d}-{m}-{y}",
        f"{d}.{m}.{y}",
        f"{d} / {m} / {y}",
        f"ngày {d}/{m}/{y}",
        f"ngày {d:02} tháng {m:02} năm {y}",
        f"Ngày {d} tháng {m}/{y}",
        f"ngày {spelt(d)} tháng {spelt(m)} năm {y}",
    ]


@given(st.dates(EARLIEST, LATEST), st.none() | st.dates(EARLIEST, LATEST))
def test_every_day_reads_back_from_every_way_to_write_it(day: date, dated_on: date | None):
    sure = SURE if dated_on is None or dated_on <= day else ASK
    for words in spellings(day):
        for written in (words, unaccented(words), unicodedata.normalize("NFD", words.upper())):
            assert read_day(written) == day
            for phrase in (written, f"Chậm nhất {written}.", f"đến hết {written}"):
                reading = read_deadline(phrase, Context(dated_on=dated_on))
                assert (reading.due_on, reading.certainty) == (day, sure), phrase


@given(st.dates(EARLIEST + timedelta(days=1), LATEST))
def test_before_every_day_the_day_before_is_proposed(day: date):
    for words in spellings(day):
        reading = read_deadline(f"trước {words}", UNKNOWN)
        assert (reading.due_on, reading.certainty) == (day - timedelta(days=1), ASK)
        assert reading.alternatives == (day - timedelta(days=1), day)


@pytest.mark.parametrize(
    "text", ["", "15/3", "15/3/24", "tháng 3/2024", "trước ngày 15/3/2024", "31/2/2024", "x" * 999]
)
def test_a_day_in_a_table_is_a_full_day(text: str):
    with pytest.raises(InvalidInputError, match="expected_day_as_written") as refused:
        read_day(text)
    assert refused.value.details == {"field": "-", "value": text}


def test_the_rule_of_a_counted_deadline_is_kept_in_plain_words():
    reading = read("05 ngày làm việc kể từ ngày 26/4/2024")
    rule = rule_of(reading, WorkCalendar("VN", 3))
    assert rule is not None
    stored: dict[str, Any] = {
        "count": 5,
        "unit": "working_day",
        "from": "2024-04-26",
        "calendar": "VN",
        "calendar_version": 3,
    }
    assert rule.as_stored() == stored
    assert DeadlineRule.from_stored(stored) == rule


@pytest.mark.parametrize("words", ["15/3/2024", "hằng tháng", "", "trong ngày"])
def test_what_was_not_counted_has_no_rule(words: str):
    assert rule_of(read(words), ADOPTED) is None


@given(st.integers(1, 60), st.sampled_from(PeriodUnit), st.dates(EARLIEST, LATEST))
def test_rules_come_back_as_they_were_kept(count: int, unit: PeriodUnit, zero: date):
    rule = DeadlineRule(Period(count, unit), zero, "VN-33", 7)
    assert DeadlineRule.from_stored(rule.as_stored()) == rule
