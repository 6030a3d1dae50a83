"""Deadlines checked by hand: each row says how a person derived the day, weekday by weekday.

The first of every month that the derivations lean on, from the wall calendar:
2023: 01/01 Sun, 01/5 Mon, 01/8 Tue, 01/9 Fri, 01/12 Fri. 2024: 01/01 Mon, 01/02 Thu,
01/3 Fri, 01/4 Mon, 01/5 Wed, 01/6 Sat, 01/7 Mon, 01/8 Thu, 01/9 Sun. 2025: 01/01 Wed,
01/02 Sat, 01/4 Tue, 01/5 Thu, 01/8 Fri, 01/9 Mon. 2026: 01/02 Sun, 01/4 Wed, 01/5 Fri,
01/8 Sat, 01/9 Tue.
"""

from datetime import date, timedelta
from itertools import chain
from typing import Any, NamedTuple

import pytest

from tracker.deadlines.calendar import DayEntry, DayKind, WorkCalendar
from tracker.deadlines.reading import BeforeMeans, Certainty, Context, DeadlineKind, read_deadline


class Row(NamedTuple):
    words: str
    due: str
    derivation: str
    known: dict[str, Any] = {}  # noqa: RUF012 (nobody writes to it)


ROLLING: dict[str, Any] = {"roll_fixed_dates": True}

ROWS = [
    # --- Tết 2024: Thursday 08/02 to Wednesday 14/02 off -----------------------------------------
    Row(
        "05 ngày làm việc kể từ ngày 05/02/2024",
        "2024-02-19",
        "Mon 05 is day zero; Tue 06 is 1, Wed 07 is 2; 08-14 off; Thu 15 is 3, Fri 16 is 4;"
        " Sat 17, Sun 18 off; Mon 19 is 5",
    ),
    Row(
        "01 ngày làm việc kể từ ngày 07/02/2024",
        "2024-02-15",
        "Wed 07 is the last day before Tết; the next worked one is Thu 15",
    ),
    Row(
        "10 ngày làm việc kể từ ngày 01/02/2024",
        "2024-02-22",
        "Fri 02 is 1; Mon 05, Tue 06, Wed 07 are 2-4; Tết; Thu 15, Fri 16 are 5, 6; Mon 19 to"
        " Thu 22 are 7-10",
    ),
    Row(
        "03 ngày làm việc kể từ ngày 14/02/2024",
        "2024-02-19",
        "day zero is itself a day off; Thu 15, Fri 16, then Mon 19",
    ),
    Row(
        "07 ngày kể từ ngày 02/02/2024",
        "2024-02-15",
        "2 + 7 = Fri 09/02, in Tết; the next working day is Thu 15",
    ),
    Row(
        "15 ngày kể từ ngày 30/01/2024",
        "2024-02-15",
        "31/01 is the 1st day, so 14/02 is the 15th: last day of Tết; Thu 15",
    ),
    Row(
        "01 tháng kể từ ngày 10/01/2024",
        "2024-02-15",
        "10/02 is the first day of the lunar year, a Saturday; Thu 15",
    ),
    # --- Giỗ Tổ 2024: Thursday 18/4 off ----------------------------------------------------------
    Row(
        "03 ngày làm việc kể từ ngày 16/4/2024",
        "2024-04-22",
        "Wed 17 is 1; Thu 18 off; Fri 19 is 2; weekend; Mon 22 is 3",
    ),
    Row("10 ngày kể từ ngày 08/4/2024", "2024-04-19", "8 + 10 = Thu 18/4, off; Fri 19"),
    # --- 29/4 (swapped), 30/4, 01/5/2024 off, Saturday 04/5 worked -------------------------------
    Row(
        "05 ngày làm việc kể từ ngày 26/4/2024",
        "2024-05-07",
        "Fri 26 is day zero; Sat, Sun, Mon 29 to Wed 01/5 off; Thu 02 is 1, Fri 03 is 2, make-up"
        " Sat 04 is 3; Sun off; Mon 06 is 4, Tue 07 is 5",
    ),
    Row(
        "05 ngày làm việc kể từ ngày 25/4/2024",
        "2024-05-06",
        "Fri 26 is 1; off until Wed 01/5; Thu 02, Fri 03, Sat 04 are 2-4; Mon 06 is 5",
    ),
    Row(
        "10 ngày làm việc kể từ ngày 22/4/2024",
        "2024-05-08",
        "Tue 23 to Fri 26 are 1-4; Thu 02, Fri 03, Sat 04/5 are 5-7; Mon 06 to Wed 08 are 8-10",
    ),
    Row(
        "03 ngày kể từ ngày 26/4/2024",
        "2024-05-02",
        "26 + 3 = Mon 29/4, swapped off; 30/4 and 01/5 off; Thu 02/5",
    ),
    Row(
        "08 ngày kể từ ngày 26/4/2024",
        "2024-05-04",
        "4 days are left of April, so 04/5: a Saturday, but a make-up working day, so it stays",
    ),
    Row(
        "01 tuần kể từ ngày 27/4/2024",
        "2024-05-04",
        "a week after a Saturday is a Saturday, 04/5, which is worked",
    ),
    Row(
        "01 tháng kể từ ngày 29/3/2024",
        "2024-05-02",
        "29/4 is swapped off, 30/4 and 01/5 are holidays; Thu 02/5",
    ),
    # --- 02 and 03/9/2024 off (Monday, Tuesday) --------------------------------------------------
    Row(
        "05 ngày làm việc kể từ ngày 29/8/2024",
        "2024-09-09",
        "Thu 29 is day zero; Fri 30 is 1; weekend; Mon 02, Tue 03 off; Wed 04, Thu 05, Fri 06 are"
        " 2-4; Mon 09 is 5",
    ),
    Row(
        "01 ngày làm việc kể từ ngày 30/8/2024",
        "2024-09-04",
        "after Fri 30/8: weekend, then Mon 02 and Tue 03 off; Wed 04",
    ),
    Row(
        "30 ngày kể từ ngày 03/8/2024",
        "2024-09-04",
        "3 + 30 = 33, August has 31: Mon 02/9, off; Tue 03 off; Wed 04",
    ),
    # --- Tết 2025: Monday 27/01 to Friday 31/01 off ----------------------------------------------
    Row(
        "05 ngày làm việc kể từ ngày 23/01/2025",
        "2025-02-06",
        "Thu 23 is day zero; Fri 24 is 1; 27-31 off between two weekends; Mon 03/02 is 2,"
        " Tue 3, Wed 4, Thu 06 is 5",
    ),
    Row(
        "15 ngày kể từ ngày 15/01/2025",
        "2025-02-03",
        "15 + 15 = Thu 30/01, in Tết; Fri 31 off, weekend; Mon 03/02",
    ),
    Row(
        "01 tháng kể từ ngày 31/12/2024",
        "2025-02-03",
        "31/01/2025 is the Friday of Tết; weekend; Mon 03/02",
    ),
    # --- Giỗ Tổ 2025: Monday 07/4 ----------------------------------------------------------------
    Row(
        "01 ngày làm việc kể từ ngày 04/4/2025",
        "2025-04-08",
        "after Fri 04: weekend, Mon 07 off; Tue 08",
    ),
    # --- 30/4 to 02/5/2025 off, Saturday 26/4 worked ---------------------------------------------
    Row(
        "05 ngày làm việc kể từ ngày 24/4/2025",
        "2025-05-05",
        "Thu 24 is day zero; Fri 25 is 1, make-up Sat 26 is 2; Mon 28 is 3, Tue 29 is 4; Wed 30/4"
        " to Fri 02/5 off, weekend; Mon 05 is 5",
    ),
    Row(
        "02 ngày làm việc kể từ ngày 29/4/2025",
        "2025-05-06",
        "Wed to Fri off, weekend; Mon 05 is 1, Tue 06 is 2",
    ),
    Row("10 ngày kể từ ngày 16/4/2025", "2025-04-26", "a Saturday, but the make-up one: it stays"),
    Row(
        "01 tháng kể từ ngày 30/3/2025",
        "2025-05-05",
        "Wed 30/4 off, Thu 01 and Fri 02/5 off, weekend; Mon 05",
    ),
    # --- 01 and 02/9/2025 off (Monday, Tuesday) --------------------------------------------------
    Row(
        "03 ngày làm việc kể từ ngày 28/8/2025",
        "2025-09-04",
        "Thu 28 is day zero; Fri 29 is 1; weekend, Mon 01, Tue 02 off; Wed 03 is 2, Thu 04 is 3",
    ),
    Row("01 tháng kể từ ngày 01/8/2025", "2025-09-03", "Mon 01/9 and Tue 02/9 off; Wed 03"),
    # --- Tết 2026: Monday 16/02 to Friday 20/02 off ----------------------------------------------
    Row(
        "05 ngày làm việc kể từ ngày 12/02/2026",
        "2026-02-26",
        "Thu 12 is day zero; Fri 13 is 1; weekend, 16-20 off, weekend; Mon 23 to Thu 26 are 2-5",
    ),
    Row(
        "30 ngày kể từ ngày 20/01/2026",
        "2026-02-23",
        "20 + 30 = 50, January has 31: Thu 19/02, in Tết; Fri 20 off, weekend; Mon 23",
    ),
    # --- Giỗ Tổ 2026 on Sunday 26/4, Monday 27/4 in lieu; 30/4 Thursday, 01/5 Friday -------------
    Row(
        "02 ngày làm việc kể từ ngày 24/4/2026",
        "2026-04-29",
        "Fri 24 is day zero; weekend, Mon 27 in lieu; Tue 28 is 1, Wed 29 is 2",
    ),
    Row(
        "03 ngày làm việc kể từ ngày 24/4/2026",
        "2026-05-04",
        "as above; Thu 30/4 and Fri 01/5 off, weekend; Mon 04/5 is 3",
    ),
    # --- 31/8/2026 swapped off for Saturday 22/8; 01 and 02/9 off --------------------------------
    Row(
        "03 ngày làm việc kể từ ngày 20/8/2026",
        "2026-08-24",
        "Thu 20 is day zero; Fri 21 is 1, make-up Sat 22 is 2; Sunday off; Mon 24 is 3",
    ),
    Row(
        "02 ngày làm việc kể từ ngày 28/8/2026",
        "2026-09-04",
        "Fri 28 is day zero; weekend, Mon 31 swapped off, Tue 01, Wed 02 off; Thu 03, Fri 04",
    ),
    Row("15 ngày kể từ ngày 07/8/2026", "2026-08-22", "a Saturday, but the make-up one: it stays"),
    Row(
        "01 tháng kể từ ngày 31/7/2026",
        "2026-09-03",
        "Mon 31/8 swapped off, Tue 01/9 and Wed 02/9 holidays; Thu 03",
    ),
    # --- 2022 and 2023 ---------------------------------------------------------------------------
    Row(
        "30 ngày kể từ ngày 21/12/2022",
        "2023-01-27",
        "10 days are left of December, so 20/01: first day of Tết (20-26, Fri to Thu); Fri 27",
    ),
    Row(
        "29 ngày kể từ ngày 21/12/2022",
        "2023-01-19",
        "the day on which the report was made: Thu 19/01, the last one worked before Tết",
    ),
    Row(
        "05 ngày làm việc kể từ ngày 18/01/2023",
        "2023-02-01",
        "Wed 18 is day zero; Thu 19 is 1; 20-26 off; Fri 27 is 2; Mon 30, Tue 31, Wed 01/02",
    ),
    Row(
        "01 ngày làm việc kể từ ngày 28/4/2023",
        "2023-05-04",
        "Giỗ Tổ on Sat 29 and 30/4 on Sunday, so Tue 02 and Wed 03/5 in lieu beside Mon 01; Thu 04",
    ),
    Row(
        "02 ngày làm việc kể từ ngày 30/8/2023",
        "2023-09-05",
        "Wed 30 is day zero; Thu 31 is 1; Fri 01/9 off, 02/9 a Saturday, so Mon 04 in lieu; Tue 05",
    ),
    Row(
        "01 ngày làm việc kể từ ngày 29/12/2023",
        "2024-01-02",
        "Fri 29 is day zero; weekend; Mon 01/01 off; Tue 02",
    ),
    Row(
        "01 ngày làm việc kể từ ngày 30/12/2022",
        "2023-01-03",
        "Fri 30 is day zero; Sun 01/01 is the holiday, Mon 02 in lieu; Tue 03",
    ),
    # --- leap days and the ends of months --------------------------------------------------------
    Row("30 ngày kể từ ngày 30/01/2024", "2024-02-29", "31/01 is 1, so 29/02 is 30: a Thursday"),
    Row("01 tháng kể từ ngày 31/01/2023", "2023-02-28", "no 31/02: the month's last, a Tuesday"),
    Row("01 tháng kể từ ngày 31/01/2024", "2024-02-29", "leap year: the last is Thu 29/02"),
    Row("01 năm kể từ ngày 29/02/2024", "2025-02-28", "no 29/02/2025: the last is Fri 28"),
    Row("04 năm kể từ ngày 29/02/2020", "2024-02-29", "the day exists again, a Thursday"),
    Row("03 tháng kể từ ngày 30/11/2023", "2024-02-29", "no 30/02: the last is Thu 29"),
    Row("03 tháng kể từ ngày 30/11/2024", "2025-02-28", "no 30/02: the last is Fri 28"),
    Row("06 tháng kể từ ngày 31/8/2024", "2025-02-28", "no 31/02: the last is Fri 28"),
    Row(
        "01 tháng kể từ ngày 31/5/2024",
        "2024-07-01",
        "no 31/6: the last, 30/6, is the day after Sat 29, a Sunday; Mon 01/7",
    ),
    Row("02 quý kể từ ngày 15/01/2024", "2024-07-15", "two quarters are six months: Mon 15/7"),
    Row("tháng 2/2024", "2024-02-29", "a leap year: divisible by 4"),
    Row("tháng 2/2100", "2100-02-28", "a century that 400 does not divide has no leap day"),
    # --- ends on Saturday and Sunday -------------------------------------------------------------
    Row("10 ngày kể từ ngày 05/6/2024", "2024-06-17", "15/6 is a Saturday (01/6 is); Mon 17"),
    Row("11 ngày kể từ ngày 05/6/2024", "2024-06-17", "16/6 is a Sunday; Mon 17"),
    Row("02 tuần kể từ ngày 12/7/2024", "2024-07-26", "two weeks after a Friday is a Friday"),
    Row("nửa tháng kể từ ngày 01/6/2024", "2024-06-17", "15 days: Sun 16/6; Mon 17"),
    Row(
        "nửa năm kể từ ngày 31/12/2023",
        "2024-07-01",
        "six months: no 31/6, so Sun 30/6; Mon 01/7",
    ),
    # --- the conclusion 08/KL-TTr of 06/3/2024 (domain.md 1.1) -----------------------------------
    Row(
        "62 ngày kể từ ngày 06/3/2024",
        "2024-05-07",
        "25 days are left of March, 30 of April make 55, and 7: Tue 07/5",
    ),
    Row("47 ngày kể từ ngày 06/3/2024", "2024-04-22", "25 of March and 22: Mon 22/4"),
    Row("33 ngày kể từ ngày 06/3/2024", "2024-04-08", "25 of March and 8: Mon 08/4"),
    # --- counted from what the document's context says -------------------------------------------
    Row(
        "05 ngày làm việc",
        "2024-05-07",
        "received on Fri 26/4/2024: as above",
        {"received_on": date(2024, 4, 26)},
    ),
    Row(
        "15 ngày kể từ ngày nhận được kết luận",
        "2024-03-22",
        "received on Thu 07/3: 7 + 15 = Fri 22/3 (01/3 is a Friday)",
        {"received_on": date(2024, 3, 7), "dated_on": date(2024, 3, 6)},
    ),
    Row(
        "48 giờ kể từ khi nhận được",
        "2024-06-17",
        "received on Fri 14/6: two whole days end on Sun 16; Mon 17",
        {"received_on": date(2024, 6, 14)},
    ),
    Row(
        "16 giờ làm việc kể từ khi nhận",
        "2024-05-03",
        "two working days after Fri 26/4: Thu 02/5 and Fri 03/5",
        {"received_on": date(2024, 4, 26)},
    ),
    # --- fixed dates stay on rest days, unless the office decided otherwise ----------------------
    Row("trong ngày 30 tháng 7 năm 2023", "2023-07-30", "a Sunday (E32); it stays"),
    Row("trong ngày 30 tháng 7 năm 2023", "2023-07-31", "rolled: the Monday after", ROLLING),
    Row("đến hết ngày 10/02/2024", "2024-02-15", "rolled over Tết: Thu 15/02", ROLLING),
    Row("04/5/2024", "2024-05-04", "rolling changes nothing: the Saturday is worked", ROLLING),
    Row("tháng 6/2024", "2024-06-30", "the month's last day, a Sunday; it stays"),
    Row("tháng 6/2024", "2024-07-01", "rolled from Sun 30/6 to Mon 01/7", ROLLING),
    Row("quý I/2024", "2024-03-31", "the quarter's last day, a Sunday; it stays"),
    Row("trước ngày 15/3/2024", "2024-03-14", "the day before"),
    Row(
        "trước ngày 15/3/2024",
        "2024-03-15",
        "where an office takes the day itself as on time",
        {"before_means": BeforeMeans.SAME_DAY},
    ),
    Row("trước tháng 3/2024", "2024-02-29", "the day before 01/3 in a leap year"),
    Row("trước quý III/2024", "2024-06-30", "the day before 01/7"),
    Row(
        "cuối tháng năm (hoặc tháng 6)",
        "2024-06-30",
        "the later month, in the year of a report of 18/5/2024",
        {"dated_on": date(2024, 5, 18)},
    ),
    Row(
        "trong tháng 9",
        "2024-09-30",
        "the year of a report of 08/3/2024",
        {"dated_on": date(2024, 3, 8)},
    ),
    Row(
        "chậm nhất 15/3",
        "2025-03-15",
        "15/3/2024 lies before a document of 26/4/2024",
        {"dated_on": date(2024, 4, 26)},
    ),
]


OFF = (
    ("2023-01-02 2023-01-02", "holiday"),
    ("2023-01-20 2023-01-26", "holiday"),
    ("2023-05-01 2023-05-03", "holiday"),
    ("2023-09-01 2023-09-01", "holiday"),
    ("2023-09-04 2023-09-04", "in_lieu"),
    ("2024-01-01 2024-01-01", "holiday"),
    ("2024-02-08 2024-02-14", "holiday"),
    ("2024-04-18 2024-04-18", "holiday"),
    ("2024-04-29 2024-04-29", "swapped_off"),
    ("2024-04-30 2024-05-01", "holiday"),
    ("2024-05-04 2024-05-04", "makeup_work"),
    ("2024-09-02 2024-09-03", "holiday"),
    ("2025-01-01 2025-01-01", "holiday"),
    ("2025-01-27 2025-01-31", "holiday"),
    ("2025-04-07 2025-04-07", "holiday"),
    ("2025-04-26 2025-04-26", "makeup_work"),
    ("2025-04-30 2025-05-01", "holiday"),
    ("2025-05-02 2025-05-02", "swapped_off"),
    ("2025-09-01 2025-09-02", "holiday"),
    ("2026-01-01 2026-01-01", "holiday"),
    ("2026-02-16 2026-02-20", "holiday"),
    ("2026-04-27 2026-04-27", "in_lieu"),
    ("2026-04-30 2026-05-01", "holiday"),
    ("2026-08-22 2026-08-22", "makeup_work"),
    ("2026-08-31 2026-08-31", "swapped_off"),
    ("2026-09-01 2026-09-02", "holiday"),
)
"""The days on which the derivations rest, typed from the announcements."""


def days(first_and_last: str, kind: str) -> list[DayEntry]:
    first, last = map(date.fromisoformat, first_and_last.split())
    length = (last - first).days + 1
    listed = [first + timedelta(days=n) for n in range(length)]
    return [DayEntry(day, DayKind(kind), "", "01/TB") for day in listed]


ADOPTED = WorkCalendar(
    version=1,
    entries={entry.day: entry for entry in chain.from_iterable(days(*off) for off in OFF)},
    complete=frozenset(range(2022, 2027)),
)


@pytest.mark.parametrize("calendar", [ADOPTED, WorkCalendar()], ids=["adopted", "proposed"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.words} {row.due}")
def test_the_day_is_the_one_that_a_person_derived(row: Row, calendar: WorkCalendar):
    assert row.derivation
    reading = read_deadline(row.words, Context(calendar=calendar, **row.known))
    assert reading.due_on == date.fromisoformat(row.due)
    if reading.kind is DeadlineKind.RELATIVE:
        codes = {note.code for note in reading.notes}
        assert ("calendar_not_adopted" in codes) is (calendar is not ADOPTED)
        assert calendar is ADOPTED or reading.certainty is not Certainty.SURE


def test_enough_rows_were_checked() -> None:
    assert len(ROWS) >= 44
