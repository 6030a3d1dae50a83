"""What comes back, what has no deadline, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from tests.deadlines.forms import (
    ASK,
    KNOWN,
    PROPOSED,
    SERIES,
    SURE,
    UNKNOWN,
    codes,
    days,
    read,
)
from tracker.deadlines.reading import (
    BeforeMeans,
    Context,
    DeadlineKind,
)
from tracker.errors import InvalidInputError


@pytest.mark.parametrize(("words", "label", "dues"), SERIES)
def test_a_series_has_one_deadline_for_each_turn_of_the_year(
    words: str, label: str, dues: list[str]
):
    reading = read(words)
    assert (reading.kind, reading.certainty, reading.due_on) == (DeadlineKind.SERIES, SURE, None)
    assert tuple(one.due_on for one in reading.occurrences) == days(*dues)
    assert reading.occurrences[0].label == label


def test_a_turn_may_be_due_in_the_next_month():
    reading = read("hằng tháng, ngày 05 của tháng kế tiếp")
    first, *_, last = reading.occurrences
    assert first == ("2024-03", date(2024, 4, 5))
    assert last == ("2024-12", date(2025, 1, 5))


@pytest.mark.parametrize(
    "words", ["hằng tháng, trước ngày 25", "trước ngày 25 hằng tháng", "hằng tháng (trước ngày 25)"]
)
def test_before_a_day_of_every_month_is_asked_with_the_day_before(words: str):
    reading = read(words)
    assert (reading.kind, reading.certainty) == (DeadlineKind.SERIES, ASK)
    assert "before_each" in codes(reading)
    assert {one.due_on.day for one in reading.occurrences} == {24}
    same_day = read(words, replace(KNOWN, before_means=BeforeMeans.SAME_DAY))
    assert {one.due_on.day for one in same_day.occurrences} == {25}


def test_before_the_first_of_a_month_is_the_end_of_the_one_before():
    dues = [one.due_on for one in read("trước ngày 01 hằng tháng").occurrences]
    assert dues[:2] == list(days("2024-03-31", "2024-04-30"))


def test_weeks_end_on_friday_unless_a_weekday_is_named():
    reading = read("hằng tuần")
    assert (reading.certainty, reading.occurrences[0]) == (PROPOSED, ("2024-W10", date(2024, 3, 8)))
    assert "weeks_end_friday" in codes(reading)
    monday = read("thứ Hai hằng tuần")
    assert (monday.certainty, monday.occurrences[0]) == (SURE, ("2024-W11", date(2024, 3, 11)))
    assert {one.due_on.isoweekday() for one in monday.occurrences} == {1}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("hằng quý, 6 tháng, năm", "several_series"),
        ("hằng tháng, hằng quý", "several_series"),
        ("ngày 20 hằng quý", "month_of_each_unsaid"),
        ("thường xuyên, hằng quý", "continuous_and"),
        ("định kỳ", "rhythm_unsaid"),
        ("2 tuần/lần", "rhythm_unsaid"),
        ("tháng 01 hằng năm", "series_over"),
    ],
)
def test_series_that_leave_a_choice_are_asked(words: str, code: str):
    reading = read(words)
    assert (reading.kind, reading.certainty) == (DeadlineKind.SERIES, ASK)
    assert code in codes(reading)


def test_the_year_of_a_series_is_the_document_s_then_today_s_then_asked():
    today = read("hằng tháng", Context(today=date(2024, 6, 3)))
    assert (today.certainty, codes(today)) == (PROPOSED, ["year_from_today"])
    assert today.occurrences[0].due_on == date(2024, 6, 30)
    nothing = read("hằng tháng", UNKNOWN)
    assert (nothing.certainty, nothing.occurrences) == (ASK, ())
    assert codes(nothing) == ["no_year"]
    assert len(read("hằng tháng năm 2024", UNKNOWN).occurrences) == 12


def test_days_of_a_series_roll_where_fixed_days_roll():
    reading = read("hàng quý", replace(KNOWN, roll_fixed_dates=True))
    assert reading.occurrences[0] == ("2024-Q1", date(2024, 4, 1))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "  \u00a0 ",
        "-",
        "\u2013",
        "thường xuyên",
        "Thường xuyên, liên tục.",
        "không thời hạn",
        "Không có thời hạn",
        "không xác định thời hạn",
        "liên tục",
        "theo yêu cầu",
        "khi có phát sinh",
        "hằng ngày",
    ],
)
def test_some_work_has_no_deadline(words: str):
    reading = read(words)
    assert (reading.kind, reading.certainty) == (DeadlineKind.NONE, SURE)
    assert (reading.due_on, reading.occurrences) == (None, ())
    assert codes(reading) == (["every_day"] if words == "hằng ngày" else [])


@pytest.mark.parametrize("words", ["theo quy định", "Theo đúng thời hạn quy định", "theo kế hoạch"])
def test_a_deadline_that_stands_elsewhere_is_asked_for(words: str):
    reading = read(words)
    assert (reading.kind, reading.certainty) == (DeadlineKind.NONE, ASK)
    assert codes(reading) == ["said_elsewhere"]


@pytest.mark.parametrize(
    "words",
    [
        "từ ngày 15/3/2024",
        "sau ngày 15/3/2024",
        "15/3/2024²",
        "15/3-2024",
        "2024 đến 15/3",
        "trước buổi sáng ngày 15/3/2024",
        "27 giờ ngày 15/3/2024",
        "gửi trước ngày 15/3/2024 để tổng hợp",
        "báo cáo UBND tỉnh chậm nhất ngày 15/3/2024 (qua Sở Nội vụ)",
        "theo yêu cầu của UBND tỉnh, trước ngày 15/3/2024",
    ],
)
def test_a_day_among_other_words_is_asked(words: str):
    reading = read(words)
    assert reading.certainty is ASK
    assert {date(2024, 3, 14), date(2024, 3, 15)} & {reading.due_on, *reading.alternatives}
    assert "other_words" in codes(reading)


@pytest.mark.parametrize(
    "words",
    ["ngay", "khẩn trương", "ngay sau khi ban hành", "khi có hướng dẫn của Trung ương"],
)
def test_what_is_due_at_once_has_a_day_that_only_a_person_knows(words: str):
    reading = read(words)
    assert (reading.certainty, reading.due_on) == (ASK, None)
    assert codes(reading) == ["no_day_of_event"]


@pytest.mark.parametrize(
    "words",
    [
        "abc",
        "...",
        "ngày … tháng … năm 2024",
        "hoàn thành",
        "Thời hạn:",
        "trước Tết",
        "15 ngày trước ngày 30/6/2024",
        "tối thiểu 15 ngày",
        "một tháng rưỡi",
        "1 năm 6 tháng",
        "ngày 10 tháng 3 âm lịch",
        "ngày 20 hằng tuần",
        "quý sáu",
        "ba tháng 11 hằng năm",
        "tháng chạp hằng năm",
        "tháng - Q2",
        "năm tháng 9/2024",
        "9 tháng 05 ngày làm việc",
        "năm sáu",
        "đến tháng",
        "đến tháng /2024",
        "3-5/2024",
        "0 tháng 3",
        "không được trước ngày 15/3/2024",
        "x" * 500,
    ],
)
def test_what_is_not_understood_is_refused(words: str):
    code = "no_such_day" if words == "0 tháng 3" else "unreadable_deadline"
    with pytest.raises(InvalidInputError, match=code) as refused:
        read(words)
    assert refused.value.details["field"] == "words"
    shown = str(refused.value.details["value"]).removesuffix("…")
    assert code == "no_such_day" or words.startswith(shown)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("31/2/2024", "31/2/2024"),
        ("ngày 31 tháng 02 năm 2024", "31/2/2024"),
        ("31/2", "31/2"),
        ("29/02/2023", "29/2/2023"),
        ("15/13/2024", "15/13/2024"),
        ("tháng 13", "tháng 13"),
        ("quý 5/2024", "quý 5/2024"),
        ("trước ngày 30/02/2024", "30/2/2024"),
        ("01/01/2200", "1/1/2200"),
        ("31/12/1899", "31/12/1899"),
        ("năm 3024", "3024"),
        ("ngày 99999999999 tháng 3", "1000000000/3"),
        ("ngày 32 hằng tháng", "ngày 32"),
        ("trước ngày 01/01/1900", "trước ngày 01/01/1900"),
    ],
)
def test_days_that_do_not_exist_or_are_not_kept_are_refused(words: str, value: str):
    with pytest.raises(InvalidInputError, match="no_such_day") as refused:
        read(words)
    assert refused.value.details == {"field": "words", "value": value}


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("99999999 ngày", "99999999"),
        ("99999999999999999999999 ngày làm việc", "1000000000"),
        ("12501 ngày làm việc kể từ ngày 01/3/2024", "12501"),
        ("51 năm", "51"),
        ("0 ngày", "0"),
        ("50 năm kể từ ngày 01/3/2190", "50"),
        ("99999999 giờ", "4166667"),
    ],
)
def test_absurd_periods_are_refused(words: str, value: str):
    with pytest.raises(InvalidInputError, match="period_too_long") as refused:
        read(words)
    assert refused.value.details == {"field": "words", "value": value}


def test_periods_that_end_beyond_all_days_are_refused():
    with pytest.raises(InvalidInputError, match="period_too_long"):
        read("50 năm", Context(received_on=date(9990, 1, 1)))
    for words in ("trong tuần", "tuần tới", "tháng sau"):
        with pytest.raises(InvalidInputError, match=r"unreadable_deadline|no_such_day"):
            read(words, Context(dated_on=date.max))
