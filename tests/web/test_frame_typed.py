"""What people type: days, whole numbers, texts; and what is made of addresses."""

from datetime import date

import pytest

from tracker.errors import InvalidInputError
from tracker.web.frame.addresses import Addresses, address, is_ours, part
from tracker.web.frame.typed import (
    as_count,
    as_iso_day,
    as_said,
    as_whole,
    day_typed,
    text_typed,
)


@pytest.mark.parametrize(
    "typed",
    ["08/03/2024", "8/3/2024", " 8 / 3 / 2024 ", "8-3-2024", "08.03.2024", "2024-03-08"],
)
def test_a_day_is_taken_as_offices_write_it_and_as_browsers_send_it(typed: str) -> None:
    assert day_typed(typed, "as_of") == date(2024, 3, 8)


@pytest.mark.parametrize(
    "typed", ["31/02/2024", "3/13/2024", "8/3/24", "8/3", "hôm nay", "", "20240308", "2024-3-8"]
)
def test_what_is_no_day_is_refused_with_its_field(typed: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        day_typed(typed, "as_of")
    assert refused.value.details["field"] == "as_of"


def test_every_day_is_read_back_as_it_was_written() -> None:
    for day in (date.fromordinal(number) for number in range(1, date.max.toordinal(), 9973)):
        _is_read_back(day)


def _is_read_back(day: date) -> None:
    for typed in (f"{day.day}/{day.month}/{day.year:04}", day.isoformat()):
        assert date.fromisoformat(as_iso_day(typed)) == day


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("16.424.380", 16_424_380),
        ("16 424 380", 16_424_380),
        ("16,424,380", 16_424_380),
        ("16424380", 16_424_380),
        ("0", 0),
        ("-1.000", -1000),
    ],
)
def test_a_whole_number_may_be_grouped(typed: str, number: int) -> None:
    assert as_whole(typed) == number


@pytest.mark.parametrize(
    "typed", ["16.42", "1.5", "12,5", "1.0000", "16,424.380", "x", "\uff11\uff12", "9" * 5_000]
)
def test_what_is_no_whole_number_stays_as_it_was_typed(typed: str) -> None:
    assert as_whole(typed) == typed


@pytest.mark.parametrize(
    ("said", "number"),
    [("0", 0), ("17", 17), ("", 0), ("-1", 0), ("\u0663", 0), ("9" * 23, 0), ("9" * 5_000, 0)],
)
def test_a_number_that_a_page_put_there_is_one_or_counts_for_nothing(
    said: str, number: int
) -> None:
    assert as_count(said) == number


@pytest.mark.parametrize("number", [sign * 7**power for power in range(20) for sign in (1, -1)])
def test_every_number_is_read_back_from_how_pages_write_it(number: int) -> None:
    assert as_whole(f"{number:,}".replace(",", ".")) == number


def test_a_text_is_composed_and_loses_the_blanks_around_it() -> None:
    assert text_typed("  Hu\u031bo\u031bng Hu\u031b\u0303u\r\nngày 1 ") == "Hương Hữu\nngày 1"


def test_a_field_is_read_by_the_type_that_the_command_wants() -> None:
    assert as_said("8/3/2024", date | None) == "2024-03-08"
    assert as_said("1.000", int) == 1000
    assert as_said("yes", bool | None) is True
    assert as_said("no", bool) is False
    assert as_said("8/3/2024", str | None) == "8/3/2024"


# --- addresses ----------------------------------------------------------------------------------


def test_an_address_keeps_c_and_k_and_leaves_out_what_is_empty() -> None:
    href = Addresses({"as_of": "2024-03-08", "known_at": "2024-03-15T17:00:00+07:00"})
    asked = href("/items", unit="H57", class_=["open_overdue", "await_late"], q="", begun=False)
    assert asked == (
        "/items?as_of=2024-03-08&known_at=2024-03-15T17%3A00%3A00%2B07%3A00&unit=H57"
        "&class=open_overdue&class=await_late&begun=no"
    )
    assert href("/items", as_of="2024-01-01", known_at=None) == "/items?as_of=2024-01-01"
    assert address("/items") == "/items"


def test_a_reference_with_slashes_is_one_part_of_a_path() -> None:
    assert part("12/QĐ-UBND?#%") == "12%2FQ%C4%90-UBND%3F%23%25"


@pytest.mark.parametrize("there", ["/", "/items?q=a", "/items/directive/12%2FQ%C4%90"])
def test_a_path_is_ours(there: str) -> None:
    assert is_ours(there)


@pytest.mark.parametrize(
    "there",
    ["", "items", "//evil.example", "/\\evil.example", "https://evil.example", "/\n//evil.example"],
)
def test_what_leads_elsewhere_is_not_ours(there: str) -> None:
    assert not is_ours(there)
