"""Days, numbers and rates as official papers write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.fold.words import ItemClass
from tracker.present import writing
from tracker.reading.rates import Rate, item_rates, target_rates

NOTHING = "không phát sinh"


@pytest.mark.parametrize(
    ("day", "vi"),
    [
        (date(2024, 3, 8), "08/3/2024"),
        (date(2024, 1, 1), "01/01/2024"),
        (date(2024, 2, 29), "29/02/2024"),
        (date(2024, 9, 30), "30/9/2024"),
        (date(2024, 10, 5), "05/10/2024"),
        (date(2024, 12, 31), "31/12/2024"),
        (date(1900, 1, 1), "01/01/1900"),
    ],
)
def test_a_day_has_two_digits_and_a_month_only_where_it_could_be_changed(day: date, vi: str):
    assert writing.day(day, "vi") == vi
    assert writing.day(day, "en") == day.isoformat()


def test_a_moment_is_told_in_local_time():
    moment = datetime(2024, 3, 7, 17, 0, 0, tzinfo=UTC)

    assert writing.moment(moment, "vi") == "00:00:00 ngày 08/3/2024"
    assert writing.moment(moment, "en") == "2024-03-08 00:00:00"
    elsewhere = moment.astimezone(timezone(timedelta(hours=-5)))
    assert writing.moment(elsewhere, "vi") == writing.moment(moment, "vi")


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1000, "1.000", "1,000"),
        (14_008_449, "14.008.449", "14,008,449"),
        (30_432_829, "30.432.829", "30,432,829"),
        (10**15, "1.000.000.000.000.000", "1,000,000,000,000,000"),
        (-16_424_380, "-16.424.380", "-16,424,380"),
    ],
)
def test_whole_numbers_have_their_thousands_set_apart(number: int, vi: str, en: str):
    assert writing.whole(number, "vi") == vi
    assert writing.whole(number, "en") == en


@pytest.mark.parametrize(
    ("part", "whole", "vi", "en"),
    [
        (12, 20, "12/20 = 60%", "12/20 = 60%"),
        (15, 20, "15/20 = 75%", "15/20 = 75%"),
        (8, 10, "8/10 = 80%", "8/10 = 80%"),
        (17_236, 17_307, "17.236/17.307 = 99,59%", "17,236/17,307 = 99.59%"),
        (5_340, 5_353, "5.340/5.353 = 99,76%", "5,340/5,353 = 99.76%"),
        (3, 3, "3/3 = 100%", "3/3 = 100%"),
        (0, 7, "0/7 = 0%", "0/7 = 0%"),
        (1, 3, "1/3 = 33,33%", "1/3 = 33.33%"),
        (2, 3, "2/3 = 66,67%", "2/3 = 66.67%"),
        (1, 8, "1/8 = 12,50%", "1/8 = 12.50%"),
        (1, 800, "1/800 = 0,13%", "1/800 = 0.13%"),
        (1, 20_001, "1/20.001 = 0%", "1/20,001 = 0%"),
        (20_000, 20_001, "20.000/20.001 = 100%", "20,000/20,001 = 100%"),
    ],
)
def test_a_rate_shows_its_fraction_rounded_half_up(part: int, whole: int, vi: str, en: str):
    rate = Rate("done_of_all", part, whole)

    assert writing.rate(rate, "vi", NOTHING) == vi
    assert writing.rate(rate, "en", "nothing") == en


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [(1, 1600, "0.06"), (3, 1600, "0.19"), (5, 1600, "0.31"), (1, 160_000, "0.00")],
)
def test_a_half_is_rounded_up_not_to_the_even_digit(part: int, whole: int, percent: str):
    assert Rate("x", part, whole).percent == Decimal(percent)


@given(whole=st.integers(1, 10**9), data=st.data())
def test_a_rate_is_never_further_off_than_half_of_its_last_digit(whole: int, data: st.DataObject):
    part = data.draw(st.integers(0, whole))

    percent = Rate("x", part, whole).percent

    assert percent is not None
    assert abs(Fraction(percent) - Fraction(100 * part, whole)) <= Fraction(1, 200)


def test_where_there_is_no_whole_there_is_no_rate():
    assert Rate("x", 0, 0).percent is None
    assert writing.rate(Rate("x", 0, 0), "vi", NOTHING) == NOTHING


def test_the_two_completion_rates_have_their_own_names_and_wholes():
    counts = {
        ItemClass.DONE_ON_TIME: 10,
        ItemClass.DONE_LATE: 3,
        ItemClass.DONE_NO_DEADLINE: 2,
        ItemClass.OPEN_IN_TIME: 5,
        ItemClass.OPEN_OVERDUE: 3,
        ItemClass.OPEN_NO_DEADLINE: 1,
        ItemClass.AWAIT_IN_TIME: 1,
        ItemClass.AWAIT_LATE: 2,
        ItemClass.SUSPENDED: 1,
        ItemClass.OUT: 7,
    }

    rates = {rate.name: (rate.part, rate.whole) for rate in item_rates(counts)}

    assert rates == {
        "done_of_due": (15, 20),
        "done_of_all": (15, 28),
        "on_time_of_done": (10, 15),
        "overdue_of_due": (5, 20),
    }


def test_rates_of_nothing_are_of_no_whole():
    assert {(rate.part, rate.whole) for rate in (*item_rates({}), *target_rates({}))} == {(0, 0)}


def test_targets_without_a_case_count_as_met():
    (rate,) = target_rates({"met": 7, "no_case": 1, "in_progress": 1, "not_measurable": 1})

    assert (rate.part, rate.whole) == (8, 10)
