"""The ways in which offices write a deadline, and what each means in one known context."""

import unicodedata
from calendar import monthrange
from dataclasses import replace
from datetime import date
from typing import TypeVar

from tracker.deadlines.calendar import WorkCalendar
from tracker.deadlines.reading import (
    Certainty,
    Context,
    Reading,
    read_deadline,
)

Value = TypeVar("Value")


SURE, PROPOSED, ASK = Certainty


ADOPTED = WorkCalendar(version=3, complete=frozenset(range(1900, 2200)))
"""A calendar of which every year is laid down, without any day off."""


KNOWN = Context(
    dated_on=date(2024, 3, 6),
    received_on=date(2024, 3, 8),
    assigned_on=date(2024, 3, 11),
    today=date(2024, 6, 3),
    calendar=ADOPTED,
)


UNKNOWN = Context(calendar=ADOPTED)


def unaccented(words: str) -> str:
    letters = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def read(words: str, context: Context = KNOWN) -> Reading:
    return read_deadline(words, context)


def codes(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def days(*listed: str) -> tuple[date, ...]:
    return tuple(map(date.fromisoformat, listed))


def meaning(reading: Reading) -> Reading:
    return replace(reading, words="")


SURE_DAYS = [
    ("15/3/2024", "2024-03-15"),
    ("15/03/2024", "2024-03-15"),
    ("15-3-2024", "2024-03-15"),
    ("15.3.2024", "2024-03-15"),
    ("2024-03-15", "2024-03-15"),
    ("ngày 07 tháng 5 năm 2024", "2024-05-07"),
    ("Ngày mười lăm tháng tư năm 2024", "2024-04-15"),
    ("ngày 15, tháng 4, năm 2024", "2024-04-15"),
    ("ngày 30 tháng sáu năm 2024", "2024-06-30"),
    ("chậm nhất 15/3", "2024-03-15"),
    ("chậm nhất là ngày 15/3", "2024-03-15"),
    ("muộn nhất vào ngày 15/3", "2024-03-15"),
    ("không muộn hơn ngày 15/3/2024", "2024-03-15"),
    ("không quá ngày 15/3/2024", "2024-03-15"),
    ("đến hết ngày 15/3", "2024-03-15"),
    ("đến ngày 15/3/2024", "2024-03-15"),
    ("trước hoặc trong ngày 15/3/2024", "2024-03-15"),
    ("trong ngày 30 tháng 7 năm 2023", "2023-07-30"),
    ("15/3 năm nay", "2024-03-15"),
    ("tháng 9/2024", "2024-09-30"),
    ("Tháng 9-2024", "2024-09-30"),
    ("T9/2024", "2024-09-30"),
    ("9/2023", "2023-09-30"),
    ("09/2022", "2022-09-30"),
    ("2024-09", "2024-09-30"),
    ("trong tháng 9", "2024-09-30"),
    ("trong tháng 9/2024", "2024-09-30"),
    ("chậm nhất trong tháng 9", "2024-09-30"),
    ("tháng chín năm 2024", "2024-09-30"),
    ("tháng tư", "2024-04-30"),
    ("tháng sáu", "2024-06-30"),
    ("tháng năm năm 2024", "2024-05-31"),
    ("tháng mười một", "2024-11-30"),
    ("hết tháng 9", "2024-09-30"),
    ("cuối tháng 9", "2024-09-30"),
    ("cuối tháng", "2024-03-31"),
    ("trong tháng này", "2024-03-31"),
    ("tháng sau", "2024-04-30"),
    ("tháng 9 năm sau", "2025-09-30"),
    ("quý III", "2024-09-30"),
    ("quí 1/2024", "2024-03-31"),
    ("Q2/2023", "2023-06-30"),
    ("quý 4 năm 2024", "2024-12-31"),
    ("Quý IV.2024", "2024-12-31"),
    ("quý tư", "2024-12-31"),
    ("quý thứ hai", "2024-06-30"),
    ("2024-Q3", "2024-09-30"),
    ("trong quý III", "2024-09-30"),
    ("cuối quý III", "2024-09-30"),
    ("trong quý", "2024-03-31"),
    ("quý tới", "2024-06-30"),
    ("trước khi kết thúc quý III", "2024-09-30"),
    ("2024", "2024-12-31"),
    ("năm 2024", "2024-12-31"),
    ("trong năm 2024", "2024-12-31"),
    ("trong năm", "2024-12-31"),
    ("trong năm nay", "2024-12-31"),
    ("cả năm", "2024-12-31"),
    ("cuối năm", "2024-12-31"),
    ("đến cuối năm 2024", "2024-12-31"),
    ("hết năm", "2024-12-31"),
    ("năm sau", "2025-12-31"),
    ("đến hết năm 2025", "2025-12-31"),
    ("6 tháng đầu năm", "2024-06-30"),
    ("6 tháng đầu năm 2024", "2024-06-30"),
    ("6 tháng đầu năm (2024)", "2024-06-30"),
    ("sáu tháng đầu năm nay", "2024-06-30"),
    ("6 tháng cuối năm", "2024-12-31"),
    ("9 tháng đầu năm", "2024-09-30"),
    ("từ 01/3 đến 15/3/2024", "2024-03-15"),
    ("từ ngày 01 đến ngày 15/3/2024", "2024-03-15"),
    ("Từ ngày 01/3/2024 đến hết ngày 15/3/2024", "2024-03-15"),
    ("01 - 15/3/2024", "2024-03-15"),
    ("15/12 \u2013 15/01/2025", "2025-01-15"),
    ("từ tháng 3 đến tháng 6/2024", "2024-06-30"),
    ("quý I - quý II/2024", "2024-06-30"),
    ("từ nay đến cuối năm", "2024-12-31"),
    ("giai đoạn 2021 - 2025", "2025-12-31"),
    ("17 giờ 00 ngày 15/3/2024", "2024-03-15"),
    ("trước 16h30 ngày 15/3/2024", "2024-03-15"),
    ("15/3/2024, 17:00", "2024-03-15"),
    ("sáng ngày 15/3/2024", "2024-03-15"),
    ("hết giờ làm việc ngày 15/3/2024", "2024-03-15"),
    ("15 tháng 3 năm 2024", "2024-03-15"),
    ("Chủ nhật, ngày 17/3/2024", "2024-03-17"),
    ("17/3/2024 (chủ nhật)", "2024-03-17"),
    ("cuối giờ chiều ngày 15/3/2024", "2024-03-15"),
    ("thứ Sáu, ngày 15/3/2024", "2024-03-15"),
    ("15/3/2024 (thứ 6)", "2024-03-15"),
]


PROPOSED_DAYS = [
    ("đầu tháng 9", "2024-09-01", "civil_code_146"),
    ("giữa tháng 9/2024", "2024-09-15", "civil_code_146"),
    ("giữa tháng tới", "2024-04-15", "civil_code_146"),
    ("đầu năm 2025", "2025-01-01", "civil_code_146"),
    ("giữa năm", "2024-06-30", "civil_code_146"),
    ("nửa đầu tháng 9", "2024-09-15", "part_of_time"),
    ("nửa cuối năm 2024", "2024-12-31", "part_of_time"),
    ("15/3/24", "2024-03-15", "short_year"),
    ("15/01", "2025-01-15", "year_after_document"),
    ("tháng 2", "2025-02-28", "year_after_document"),
    ("30 tháng 4", "2024-04-30", "day_without_word"),
    ("ngày 15", "2024-03-15", "month_from_document"),
    ("ngày 05", "2024-04-05", "month_from_document"),
    ("hôm nay", "2024-03-06", "around_document"),
    ("ngày mai", "2024-03-07", "around_document"),
    ("trong tuần", "2024-03-08", "week_ends_friday"),
    ("tuần tới", "2024-03-15", "week_ends_friday"),
    ("dự kiến tháng 9/2024", "2024-09-30", "vague_words"),
    ("tháng 9/2024 (ước)", "2024-09-30", "vague_words"),
    ("Nộp về Phòng Nội vụ chậm nhất 15/3/2024", "2024-03-15", "other_words"),
]


ASKED_DAYS = [
    ("trước ngày 15/3", "2024-03-14", ["2024-03-14", "2024-03-15"], "before_day"),
    ("hoàn thành trước ngày 15/3/2024", "2024-03-14", ["2024-03-14", "2024-03-15"], "before_day"),
    ("trước 15/3", "2024-03-14", ["2024-03-14", "2024-03-15"], "before_day"),
    ("xong trước ngày 01/3/2024", "2024-02-29", ["2024-02-29", "2024-03-01"], "before_day"),
    ("Gửi Sở Nội vụ trước ngày 15/3", "2024-03-14", ["2024-03-14", "2024-03-15"], "before_day"),
    ("trước tháng 9/2024", "2024-08-31", ["2024-08-31", "2024-09-30"], "before_span"),
    ("trước quý III", "2024-06-30", ["2024-06-30", "2024-09-30"], "before_span"),
    ("trước năm 2025", "2024-12-31", ["2024-12-31", "2025-12-31"], "before_span"),
    ("trước cuối tháng 9", "2024-09-29", ["2024-09-29", "2024-09-30"], "before_day"),
    ("trước cuối ngày 15/3", "2024-03-14", ["2024-03-14", "2024-03-15"], "before_day"),
    ("trước 0 giờ ngày 15/3", "2024-03-14", ["2024-03-14", "2024-03-15"], "hour_of_day"),
    ("tháng giêng", "2025-01-31", ["2024-01-31", "2025-01-31"], "lunar_words"),
    ("tháng chạp", "2024-12-31", [], "lunar_words"),
    ("ngày mùng 2/9", "2024-09-02", [], "lunar_words"),
    ("đầu quý III", "2024-07-01", ["2024-07-01", "2024-07-31"], "part_of_quarter"),
    ("giữa quý III", "2024-08-15", ["2024-08-15", "2024-08-31"], "part_of_quarter"),
    ("trung tuần tháng 9", "2024-09-20", [], "part_of_time"),
    ("cuối tháng năm (hoặc tháng 6)", "2024-06-30", ["2024-05-31", "2024-06-30"], "either"),
    ("tháng 8 hoặc 9/2024", "2024-09-30", ["2024-08-31", "2024-09-30"], "either"),
    ("ngày 15 hoặc 20/3/2024", "2024-03-20", ["2024-03-15", "2024-03-20"], "either"),
    ("tháng 12 hay tháng 1/2025", "2025-01-31", ["2024-12-31", "2025-01-31"], "either"),
    ("quý II, III/2024", "2024-09-30", ["2024-06-30", "2024-09-30"], "several_days"),
    ("tháng 6 và tháng 12", "2024-12-31", ["2024-06-30", "2024-12-31"], "several_days"),
    ("20/5/2024 đến 15/5/2024", "2024-05-15", ["2024-05-15", "2024-05-20"], "range_backwards"),
    ("tháng năm 2024", "2024-05-31", ["2024-05-31", "2024-12-31"], "month_or_year"),
    ("9 tháng năm 2024", "2024-05-09", ["2024-05-09", "2024-09-30"], "month_or_year"),
    ("thang sau", "2024-06-30", ["2024-04-30", "2024-06-30"], "june_or_next_month"),
    ("9 tháng", "2024-09-30", ["2024-09-30", "2024-12-09"], "months_of_year"),
    ("thứ Hai, ngày 15/3/2024", "2024-03-15", [], "weekday_differs"),
    ("năm 2024 và các năm tiếp theo", "2024-12-31", [], "and_following_years"),
    ("thường xuyên trong năm 2024", "2024-12-31", [], "continuous_and"),
]


PERIODS = [
    ("05 ngày làm việc", 5, "working_day"),
    ("5 ngày làm việc", 5, "working_day"),
    ("năm ngày làm việc", 5, "working_day"),
    ("05 (năm) ngày làm việc", 5, "working_day"),
    ("Năm (05) ngày làm việc", 5, "working_day"),
    ("trong vòng 05 ngày làm việc", 5, "working_day"),
    ("trong năm ngày làm việc", 5, "working_day"),
    ("hai mươi lăm ngày làm việc", 25, "working_day"),
    ("không quá 15 ngày", 15, "day"),
    ("tối đa ba mươi ngày", 30, "day"),
    ("sáu ngày", 6, "day"),
    ("sau sáu ngày", 6, "day"),
    ("01 (một) tháng", 1, "month"),
    ("02 tuần", 2, "week"),
    ("3 tháng", 3, "month"),
    ("02 quý", 2, "quarter"),
    ("một năm", 1, "year"),
    ("trong năm năm", 5, "year"),
    ("nửa tháng", 15, "day"),
    ("nửa năm", 6, "month"),
    ("trong 6 tháng", 6, "month"),
]


MONTH_ENDS = [f"2024-{month:02}-{monthrange(2024, month)[1]}" for month in range(3, 13)]


SERIES = [
    ("hằng tháng", "2024-03", MONTH_ENDS),
    ("Hàng tháng", "2024-03", MONTH_ENDS),
    ("hăng tháng", "2024-03", MONTH_ENDS),
    ("mỗi tháng", "2024-03", MONTH_ENDS),
    ("01 lần/tháng", "2024-03", MONTH_ENDS),
    ("cuối mỗi tháng", "2024-03", MONTH_ENDS),
    ("các tháng trong năm", "2024-03", MONTH_ENDS),
    ("ngày 31 hằng tháng", "2024-03", MONTH_ENDS),
    ("hàng quý", "2024-Q1", ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]),
    ("định kỳ hằng quý", "2024-Q1", ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]),
    ("mỗi quý một lần", "2024-Q1", ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]),
    ("định kỳ 3 tháng", "2024-Q1", ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]),
    ("04 lần/năm", "2024-Q1", ["2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31"]),
    ("6 tháng/lần", "2024-H1", ["2024-06-30", "2024-12-31"]),
    ("6 tháng một lần", "2024-H1", ["2024-06-30", "2024-12-31"]),
    ("hằng 6 tháng", "2024-H1", ["2024-06-30", "2024-12-31"]),
    ("hằng năm", "2024", ["2024-12-31"]),
    ("hằng năm, chậm nhất ngày 15/12", "2024", ["2024-12-15"]),
    ("ngày 15 tháng 12 hằng năm", "2024", ["2024-12-15"]),
    ("tháng 11 hằng năm", "2024", ["2024-11-30"]),
    (
        "hằng quý, ngày 20 của tháng cuối quý",
        "2024-Q1",
        ["2024-03-20", "2024-06-20", "2024-09-20", "2024-12-20"],
    ),
    ("hằng quý năm 2025", "2025-Q1", ["2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31"]),
]
