"""Reading a deadline as documents write it; every day it gives says how sure it is, and why."""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from tracker.days import EARLIEST, LATEST
from tracker.deadlines.arithmetic import roll
from tracker.deadlines.asides import without_headings
from tracker.deadlines.dates import read_day_form, read_span
from tracker.deadlines.folding import AFTER, composed, fold
from tracker.deadlines.outcome import (
    Anchor,
    BeforeMeans,
    Certainty,
    Context,
    DeadlineKind,
    Note,
    Occurrence,
    Reading,
)
from tracker.deadlines.periods import trusting
from tracker.deadlines.phrases import read_phrase
from tracker.deadlines.spans import UnsaidYearError
from tracker.errors import InvalidInputError

__all__ = [
    "Anchor",
    "BeforeMeans",
    "Certainty",
    "Context",
    "DeadlineKind",
    "Note",
    "Occurrence",
    "Reading",
    "read_day",
    "read_deadline",
]

_LONGEST: Final = 400
"""Signs; what is longer is a paragraph, not a deadline."""
_SHOWN: Final = 60
_TURNED: Final = re.compile(
    r"am lich|khong (?:duoc )?truoc|\btet\b|toi thieu|it nhat|[0-9] ngay (?:lam viec )?truoc"
)
"""What makes a day in the words another one than it seems."""
_DASHES: Final = re.compile(r"[-\u2013\u2014/\s]*")

_NO_DEADLINE: Final = re.compile(
    r"(?:khong xac dinh|khong (?:co |xac dinh |quy dinh |an dinh |han dinh |gioi han )?"
    r"(?:thoi )?(?:han|gian)"
    r"(?: cu the| hoan thanh)?|khong|khong co|vo thoi han"
    r"|(?:(?:thuong xuyen|lien tuc|thuong ky|quanh nam)(?:[ ,;/-]+(?:va )?)?)+"
    r"|(?:theo|khi co|khi)(?: co)? (?:yeu cau|phat sinh|de nghi|nhu cau)"
    r"(?: cua (?:(?![0-9,;]|\b(?:truoc|cham|muon|trong|quy|thang|ngay|nam|tuan|han|hang)\b).)*)?"
    r"|khi phat sinh|chua xac dinh|khong quy dinh"
    r"|dot xuat|theo thuc te(?: phat sinh)?)"
)
_AT_ONCE: Final = re.compile(
    rf"(?:ngay(?: (?:(?:sau|{AFTER}) )?(?:khi|lap tuc)\b[^0-9]*)?|khan truong|kip thoi|som nhat"
    rf"|(?:(?:sau|{AFTER}) )?khi (?:co|nhan|hoan thanh|ban hanh|duoc)\b[^0-9]*)"
)
"""Ngay, khẩn trương, khi có hướng dẫn: a day that only a person can know."""
_ANY_DAY: Final = re.compile(
    r"ngay [0-9]{1,2}(?: thang |[/.-])[0-9]{1,2}(?:(?: nam |[/.-])[0-9]{4})?"
    r"|\b[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4})?\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b"
)
_EVERY_DAY: Final = re.compile(
    r"(?:(?:thuong xuyen|lien tuc)[ ,;/-]+)?(?:hang|moi) ngay(?:[ ,;/-]+(?:thuong xuyen|lien tuc))?"
)
_SAID_ELSEWHERE: Final = re.compile(
    r"(?:theo|dung|dam bao|trong)(?: dung)?(?: thoi (?:han|gian))?"
    r" (?:quy dinh|ke hoach|chi dao|huong dan|lo trinh|tien do)\b[^0-9]*"
)


def read_deadline(words: str, context: Context) -> Reading:
    """What the words of a deadline mean, for a document of which the context is known.

    Raises:
        InvalidInputError: the words are not understood, name a day that does not exist, or a
            time longer than any document sets.
    """
    kept = composed(words)
    if len(kept) > _LONGEST:
        raise _unreadable(kept)
    text = fold(kept)
    reading = _without_deadline(kept, text)
    if reading is None:
        reading = _understood(kept, text, context)
    return _finished(replace(reading, words=kept), context)


def _unreadable(words: str) -> InvalidInputError:
    shown = words if len(words) <= _SHOWN else f"{words[:_SHOWN]}…"
    return InvalidInputError("unreadable_deadline", field="words", value=shown)


def _without_deadline(kept: str, text: str) -> Reading | None:
    none = Reading(kept, DeadlineKind.NONE)
    if _DASHES.fullmatch(kept) or _NO_DEADLINE.fullmatch(text):
        return none
    if _EVERY_DAY.fullmatch(text):
        return none.noting("every_day")
    if _SAID_ELSEWHERE.fullmatch(text):
        return none.noting("said_elsewhere", Certainty.ASK)
    if _AT_ONCE.fullmatch(text):
        return Reading(kept, DeadlineKind.RELATIVE).noting("no_day_of_event", Certainty.ASK)
    return None


def _understood(kept: str, text: str, context: Context) -> Reading:
    plain, vague = without_headings(text)
    try:
        reading = read_phrase(plain, context) or _day_within(plain, context)
    except UnsaidYearError:
        reading = Reading(kept, DeadlineKind.FIXED).noting("no_year", Certainty.ASK)
    except OverflowError as error:
        raise _unreadable(kept) from error
    if reading is None:
        raise _unreadable(kept)
    if vague:
        return replace(reading, estimated=True).noting("vague_words", Certainty.PROPOSED)
    return reading


def _day_within(text: str, context: Context) -> Reading | None:
    """A day in words that are not understood otherwise: shown, and always asked."""
    spans = [
        span
        for found in _ANY_DAY.finditer(text)
        if (span := read_span(found.group(), context)) is not None
    ]
    if not spans or _TURNED.search(text):
        return None
    days = tuple(sorted({span.last for span in spans}))
    reading = Reading("", DeadlineKind.FIXED, due_on=days[-1], alternatives=days)
    return reading.noting("other_words", Certainty.ASK)


# --- what holds for every reading ---------------------------------------------------------------


def _finished(reading: Reading, context: Context) -> Reading:
    if reading.kind is DeadlineKind.FIXED and reading.due_on is not None:
        reading = _on_rest_day(reading, reading.due_on, context)
    _refuse_days_not_kept(reading)
    if len(reading.alternatives) == 1:
        reading = replace(reading, alternatives=())
    due_on, dated_on = reading.due_on, context.dated_on
    if due_on is not None and dated_on is not None and due_on < dated_on:
        reading = reading.noting("due_before_document", Certainty.ASK, dated_on=dated_on)
    return trusting(reading, context)


def _on_rest_day(reading: Reading, due_on: date, context: Context) -> Reading:
    """domain.md Q5: a fixed date stays where it is, unless the office decided otherwise."""
    if not context.roll_fixed_dates:
        worked = context.calendar.works(due_on)
        return reading if worked else reading.noting("rest_day", day=due_on)
    rolled = roll(due_on, context.calendar)
    reading = replace(reading, due_on=rolled.due_on, steps=rolled.steps)
    if rolled.due_on == due_on:
        return reading
    return reading.noting("rolled", day=due_on, to=rolled.due_on)


def _refuse_days_not_kept(reading: Reading) -> None:
    days = [reading.due_on, *reading.alternatives, *(one.due_on for one in reading.occurrences)]
    if all(day is None or EARLIEST <= day <= LATEST for day in days):
        return
    if reading.period is not None:
        value = str(reading.period.count)
        raise InvalidInputError("period_too_long", field="words", value=value)
    raise InvalidInputError("no_such_day", field="words", value=reading.words)


def read_day(text: str) -> date:
    """A full date as people write it, for tables and forms: ``15/3/2024``, ``2024-03-15``.

    Raises:
        InvalidInputError: the text is no such day.
    """
    day = read_day_form(fold(text)) if len(text) <= _LONGEST else None
    if day is None:
        raise InvalidInputError("expected_day_as_written", field="-", value=text)
    return day
