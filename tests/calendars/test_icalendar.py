"""Days off and make-up days out of iCalendar files, as offices get them from elsewhere."""

import subprocess
import sys
from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.properties import examples
from tests.support.waiting import GUARD
from tracker.deadlines.calendar import DayEntry, DayKind
from tracker.entry.icalendar_days import read_icalendar
from tracker.errors import InvalidInputError


def ics(*events: str) -> bytes:
    """A file of these entries; each is lines such as ``DTSTART;VALUE=DATE:20240429``."""
    entries = [f"BEGIN:VEVENT\nUID:{no}\n{event}\nEND:VEVENT" for no, event in enumerate(events)]
    lines = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y", *entries])
    return f"{lines}\nEND:VCALENDAR\n".replace("\n", "\r\n").encode()


def day_off(day: str, name: str = "Nghỉ lễ", *more: str) -> str:
    return "\n".join([f"DTSTART;VALUE=DATE:{day}", f"SUMMARY:{name}", *more])


def days_of(content: bytes, year: int = 2024) -> list[str]:
    return [entry.day.isoformat() for entry in read_icalendar(content, year)]


def kinds_of(content: bytes, year: int = 2024) -> list[str]:
    return [entry.kind.value for entry in read_icalendar(content, year)]


def refused(content: bytes) -> InvalidInputError:
    with pytest.raises(InvalidInputError) as caught:
        read_icalendar(content, 2024)
    return caught.value


# --- days -----------------------------------------------------------------------------------------


def test_a_day_without_an_end_is_that_day_with_its_name_and_no_document():
    assert read_icalendar(ics(day_off("20240430", "Ngày Chiến thắng")), 2024) == [
        DayEntry(date(2024, 4, 30), DayKind.HOLIDAY, "Ngày Chiến thắng", None)
    ]


def test_the_last_day_of_an_entry_is_the_one_before_its_end():
    """RFC 5545: DTEND is not part of the entry."""
    tet = day_off("20240208", "Tết", "DTEND;VALUE=DATE:20240215")

    assert days_of(ics(tet)) == [f"2024-02-{day:02d}" for day in range(8, 15)]


def test_a_length_in_place_of_an_end_is_understood():
    assert days_of(ics(day_off("20240902", "Quốc khánh", "DURATION:P2D"))) == [
        "2024-09-02",
        "2024-09-03",
    ]


def test_days_come_in_order_and_each_once():
    content = ics(
        day_off("20240501", "Quốc tế Lao động"),
        day_off("20240430", "Chiến thắng"),
        day_off("20240430", "Nghỉ lễ", "DTEND;VALUE=DATE:20240502"),
    )

    found = read_icalendar(content, 2024)

    assert [entry.day.day for entry in found] == [30, 1]


def test_only_days_of_the_year_asked_for_are_taken():
    content = ics(
        day_off("20231231", "Cuối năm", "DTEND;VALUE=DATE:20240102"),
        day_off("20241231", "Cuối năm", "DTEND;VALUE=DATE:20250103"),
        day_off("20250101"),
    )

    assert days_of(content, 2024) == ["2024-01-01", "2024-12-31"]
    assert days_of(content, 2025) == ["2025-01-01", "2025-01-02"]
    assert days_of(content, 2022) == []


def test_an_entry_repeated_every_year_is_there_in_each():
    content = ics(day_off("19760430", "Chiến thắng", "RRULE:FREQ=YEARLY"))

    assert [days_of(content, year) for year in (1975, 1976, 2024, 2199)] == [
        [],
        ["1976-04-30"],
        ["2024-04-30"],
        ["2199-04-30"],
    ]


def test_a_repetition_ends_when_it_says_and_leaves_out_what_it_says():
    content = ics(
        day_off("20200902", "Quốc khánh", "RRULE:FREQ=YEARLY;COUNT=3"),
        day_off("20200501", "Lao động", "RRULE:FREQ=YEARLY", "EXDATE;VALUE=DATE:20240501"),
    )

    assert days_of(content, 2022) == ["2022-05-01", "2022-09-02"]
    assert days_of(content, 2024) == []


def test_an_entry_with_hours_is_its_whole_day():
    content = ics("DTSTART:20240430T080000\nDTEND:20240430T170000\nSUMMARY:Nghỉ lễ")

    assert days_of(content) == ["2024-04-30"]


def test_hours_told_in_another_zone_are_the_day_that_they_are_in_the_offices():
    """00:00 of 30/4 in Việt Nam is 17:00 of 29/4 by UTC, as calendars in the cloud write it."""
    content = ics("DTSTART:20240429T170000Z\nDTEND:20240430T170000Z\nSUMMARY:Nghỉ lễ")

    assert days_of(content) == ["2024-04-30"]


def test_an_empty_calendar_has_no_days():
    assert read_icalendar(ics(), 2024) == []


# --- kinds ----------------------------------------------------------------------------------------

SATURDAY, MONDAY = "20240504", "20240429"
NAMES = {
    "Làm bù cho ngày 29/4": "makeup_work",
    "LÀM VIỆC BÙ": "makeup_work",
    "Đi làm bù thứ Bảy": "makeup_work",
    "Substitute working day": "makeup_work",
    "Nghỉ lễ": "holiday",
    "Ngày Văn hóa": "holiday",
}


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("name", "kind"), NAMES.items(), ids=NAMES)
def test_a_saturday_is_worked_where_its_name_says_so_in_whatever_unicode_form(
    name: str, kind: str, form: str
):
    (entry,) = read_icalendar(ics(day_off(SATURDAY, normalize(form, name))), 2024)  # type: ignore[arg-type]

    assert (entry.kind.value, entry.name) == (kind, normalize("NFC", name))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ngày nghỉ (thay cho ngày 04/05/2024)", "swapped_off"),
        ("Nghỉ hoán đổi", "swapped_off"),
        ("Nghỉ bù Giỗ Tổ", "in_lieu"),
        ("Day off in lieu", "in_lieu"),
        ("Làm bù", "holiday"),
    ],
)
def test_a_weekday_is_off_and_its_name_says_why(name: str, kind: str):
    """A working day cannot be made up for, whatever its name; a person sees it before adopting."""
    assert kinds_of(ics(day_off(MONDAY, name))) == [kind]


@pytest.mark.parametrize("category", ["Làm bù", "Working day", "nghỉ\\, làm bù", "x,làm việc bù"])
def test_a_category_says_it_as_well_as_a_name(category: str):
    assert kinds_of(ics(day_off(SATURDAY, "Thứ Bảy", f"CATEGORIES:{category}"))) == ["makeup_work"]


def test_several_lines_of_categories_are_all_read():
    lines = ("CATEGORIES:Lịch làm việc", "CATEGORIES:Làm bù")

    assert kinds_of(ics(day_off(SATURDAY, "Thứ Bảy", *lines))) == ["makeup_work"]


def test_a_day_told_twice_is_what_was_told_first():
    content = ics(day_off(SATURDAY, "Làm bù"), day_off(SATURDAY, "Nghỉ lễ"))

    assert len(read_icalendar(content, 2024)) == 1


# --- what is refused ------------------------------------------------------------------------------


def test_an_entry_without_a_name_is_named_by_its_id():
    for nameless in ("DTSTART;VALUE=DATE:20240430", day_off("20240430", "   ")):
        error = refused(ics(day_off("20240101"), nameless))

        assert (error.code, error.details["value"]) == ("nameless_day", "1")


@pytest.mark.parametrize("end", ["DTEND;VALUE=DATE:20250603", "DURATION:P400D"])
def test_an_entry_of_four_hundred_days_is_a_typing_error(end: str):
    error = refused(ics(day_off("20240430", "Nghỉ lễ", end)))

    assert (error.code, error.details["value"]) == ("day_too_long", "Nghỉ lễ")


def test_an_entry_that_ends_before_it_begins_is_refused():
    refused(ics(day_off("20240430", "Nghỉ lễ", "DTEND;VALUE=DATE:20240401")))


@pytest.mark.parametrize("frequency", ["SECONDLY", "MINUTELY", "HOURLY"])
def test_an_entry_that_comes_back_within_the_day_is_refused(frequency: str):
    error = refused(ics(day_off("20240430", "Nghỉ lễ", f"RRULE:FREQ={frequency}")))

    assert (error.code, error.details["value"]) == ("repeats_too_often", frequency)


READING = (
    "import sys; from tracker.errors import InvalidInputError\n"
    "from tracker.entry.icalendar_days import read_icalendar\n"
    "try: read_icalendar(sys.stdin.buffer.read(), 2024)\n"
    "except InvalidInputError: print('refused')\n"
)


def test_a_repetition_that_never_gets_anywhere_is_refused():
    """In a process of its own, so that one that never ends can be ended."""
    content = ics(day_off("20240430", "Nghỉ lễ", "RRULE:FREQ=YEARLY;INTERVAL=0"))

    ended = subprocess.run(
        [sys.executable, "-c", READING],
        input=content,
        capture_output=True,
        timeout=GUARD,
        check=True,
    )

    assert ended.stdout == b"refused\n"


GARBAGE = {
    "nothing": b"",
    "spaces": b" \r\n ",
    "a workbook": b"PK\x03\x04\x14\x00",
    "a picture": b"\x89PNG\r\n\x1a\n",
    "zeros": b"\x00" * 100,
    "text": "Lịch nghỉ lễ năm 2024".encode(),
    "UTF-16": "BEGIN:VCALENDAR".encode("utf-16"),
    "another sort": b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nEND:VCARD\r\n",
    "cut short": ics(day_off("20240430"))[:-30],
    "two calendars": ics(day_off("20240430")) * 2,
    "a day that is none": ics(day_off("20240230")),
    "a day in words": ics("DTSTART:ba mươi tháng tư\nSUMMARY:Nghỉ lễ"),
    "no day": ics("SUMMARY:Nghỉ lễ"),
    "a rule that is none": ics(day_off("20240430", "Nghỉ lễ", "RRULE:FREQ=NEVER")),
    "JSON": b'{"day": "2024-04-30"}',
}


@pytest.mark.parametrize("content", GARBAGE.values(), ids=GARBAGE)
def test_what_is_no_calendar_is_refused_as_such(content: bytes):
    assert refused(content).details["field"]


# --- anything at all ------------------------------------------------------------------------------

VALUES = st.one_of(
    st.sampled_from(
        [
            "20240430",
            "20240230",
            "20240430T080000Z",
            "20240430T250000",
            "P1D",
            "-P1D",
            "P99999999999D",
            "PT36H",
            "00000101",
            "99991231",
            "FREQ=YEARLY",
            "FREQ=MONTHLY;BYDAY=5MO;COUNT=3",
            "FREQ=YEARLY;UNTIL=20250101",
            "FREQ=DAILY;COUNT=-1",
            "Làm bù",
            "",
            "19000101/P1D",
        ]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12),
)
PROPERTIES = st.sampled_from(
    [
        "DTSTART",
        "DTSTART;VALUE=DATE",
        "DTSTART;TZID=Asia/Ho_Chi_Minh",
        "DTSTART;TZID=Nowhere/Land",
        "DTEND",
        "DTEND;VALUE=DATE",
        "DURATION",
        "RRULE",
        "RDATE",
        "RDATE;VALUE=PERIOD",
        "EXDATE;VALUE=DATE",
        "RECURRENCE-ID",
        "RECURRENCE-ID;RANGE=THISANDFUTURE",
        "SEQUENCE",
        "SUMMARY",
        "SUMMARY;LANGUAGE=vi",
        "CATEGORIES",
        "X-ANY",
        "BEGIN",
        "END",
        "UID",
    ]
)
LINES = st.lists(st.builds("{}:{}".format, PROPERTIES, VALUES), max_size=6).map("\n".join)
LIKELY = st.sampled_from(["DTSTART;VALUE=DATE:20240430", "DTSTART:20240430T080000Z", "SUMMARY:Tết"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Calendars with entries that are right but for a line or two."""
    entries = [
        "\n".join([*draw(st.lists(LIKELY, max_size=2)), draw(LINES)])
        for _ in range(draw(st.integers(0, 3)))
    ]
    return ics(*entries)


def gives_days_of_the_year_or_refuses(content: bytes) -> None:
    try:
        found = read_icalendar(content, 2024)
    except InvalidInputError:
        return
    days = [entry.day for entry in found]
    assert days == sorted(set(days))
    assert {day.year for day in days} <= {2024}
    assert all(entry.name.strip() for entry in found)
    assert all(entry.kind is not DayKind.ORDINARY for entry in found)


@examples(1)
@given(st.binary(max_size=200))
def test_any_bytes_give_days_or_a_refusal(content: bytes):
    gives_days_of_the_year_or_refuses(content)


@examples(4)
@given(files())
@example(ics(day_off("20240430", "Tết", "CATEGORIES:a", "CATEGORIES:b")))
@example(ics(day_off("20240430", "Tết", "SUMMARY:hai tên")))
@example(ics(day_off("20240430", "Tết", "DTEND:20240501T080000Z")))
@example(ics(day_off("20240430", "Tết", "DTSTART;VALUE=DATE:20240501")))
@example(ics(day_off("20240430", "Tết", "DURATION:P99999999999D")))
@example(ics(day_off("99991231", "Tết", "DURATION:P2D")))
@example(ics(day_off("20240430", "Tết", "DURATION:P1D", "DURATION:P2D")))
@example(ics(day_off("20240430", "Tết", "RRULE:FREQ=YEARLY", "RRULE:FREQ=MONTHLY")))
@example(ics(day_off("20240430", "Tết", "RECURRENCE-ID:20240430T080000Z")))
@example(ics(day_off("20240430", "Tết", "RECURRENCE-ID;VALUE=DATE:20240430", "SEQUENCE:x")))
@example(ics(day_off("20240430", "Tết", "EXDATE:x")))
def test_any_entries_give_days_or_a_refusal(content: bytes):
    gives_days_of_the_year_or_refuses(content)


@examples(1)
@given(st.data())
def test_a_calendar_damaged_anywhere_gives_days_or_a_refusal(data: st.DataObject):
    whole = ics(
        day_off("20240208", "Tết", "DTEND;VALUE=DATE:20240215"),
        day_off("20000430", "Chiến thắng", "RRULE:FREQ=YEARLY"),
        day_off(SATURDAY, "Làm bù", "CATEGORIES:x,y"),
    )
    at = data.draw(st.integers(0, len(whole)))
    gone = data.draw(st.integers(0, 12))
    put = data.draw(st.binary(max_size=6))

    gives_days_of_the_year_or_refuses(whole[:at] + put + whole[at + gone :])
