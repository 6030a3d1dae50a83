"""Every note that a reading can carry has words in both languages, and no words stand unused."""

from collections.abc import Iterator

import pytest

from tests.deadlines.forms import (
    ASKED_DAYS,
    KNOWN,
    PERIODS,
    PROPOSED_DAYS,
    SERIES,
    SURE_DAYS,
    UNKNOWN,
)
from tracker.catalogue import LANGUAGES, Language, messages
from tracker.deadlines.outcome import Context, Note
from tracker.deadlines.reading import read_deadline
from tracker.errors import InvalidInputError
from tracker.present import deadlines as present

TABLES = (SURE_DAYS, PROPOSED_DAYS, ASKED_DAYS, PERIODS, SERIES)
FURTHER = [
    "15 ngày",
    "15",
    "tuần này",
    "hằng ngày",
    "theo quy định",
    "30 ngày kể từ ngày nhận",
    "30 ngày kể từ ngày ký",
    "30 ngày kể từ ngày giao",
    "30 ngày kể từ ngày có kết quả",
    "30 ngày kể từ ngày nhận được hồ sơ đầy đủ hợp lệ",
    "30 ngày kể từ ngày ban hành kế hoạch chi tiết",
    "30 ngày kể từ ngày được giao nhiệm vụ bổ sung",
    "30/6/2024 và các năm tiếp theo",
    "thường xuyên, chậm nhất 15/3/2024",
    "15/3/2024 hoặc 30/6/2024",
    "từ 30/6/2024 đến 15/3/2024",
    "thứ Hai, ngày 15/3/2024",
    "15/3/2023",
    "16/3/2024",
    "hằng năm, hằng quý",
    "định kỳ",
    "trong ngày",
    "24 giờ",
    "05 (sáu) ngày",
    "5 - 7 ngày làm việc",
    "ngày 20 hằng quý",
    "tháng 01 hằng năm",
    "trước ngày 25 hằng tháng",
    "hằng tuần",
    "30 ngày kể từ ngày nhận công văn số 15/UBND",
    "30 ngày kể từ ngày nhận đủ giấy tờ theo yêu cầu",
    "30 ngày kể từ ngày ký theo yêu cầu",
    "30 ngày kể từ ngày giao theo yêu cầu",
    "hằng tháng, hằng quý",
]
CONTEXTS = [
    KNOWN,
    UNKNOWN,
    Context(today=KNOWN.today),
    Context(dated_on=KNOWN.dated_on, roll_fixed_dates=True),
    Context(received_on=KNOWN.received_on),
    Context(assigned_on=KNOWN.assigned_on, today=KNOWN.today),
]


def notes() -> Iterator[Note]:
    words = [row[0] for table in TABLES for row in table] + FURTHER
    for said in words:
        for context in CONTEXTS:
            try:
                yield from read_deadline(said, context).notes
            except InvalidInputError:
                continue


NOTES = list(notes())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_can_be_said(language: Language):
    for note in NOTES:
        said = present.note(note, language)
        assert said
        assert "{" not in said


def test_no_note_has_words_that_nothing_says():
    said = {f"deadline.{note.code}" for note in NOTES}
    worded = {name for name in messages("vi") if name.startswith("deadline.")}

    assert worded - said == set()
