"""Periods as documents write them, and from which day they are counted; on folded text."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from re import Match
from typing import Final, NamedTuple

from tracker.deadlines.arithmetic import LONGEST, Period, PeriodUnit, StepKind, end_of_period
from tracker.deadlines.calendar import WorkCalendar
from tracker.deadlines.dates import read_span
from tracker.deadlines.folding import AFTER
from tracker.deadlines.numerals import NUMBER, number
from tracker.deadlines.outcome import Anchor, Certainty, Context, DeadlineKind, Note, Reading
from tracker.deadlines.spans import Span, UnsaidYearError, month_of
from tracker.errors import InvalidInputError

_UNITS: Final = {
    "ngay": PeriodUnit.DAY,
    "ngay lich": PeriodUnit.DAY,
    "ngay lam viec": PeriodUnit.WORKING_DAY,
    "ngay hanh chinh": PeriodUnit.WORKING_DAY,
    "tuan": PeriodUnit.WEEK,
    "tuan le": PeriodUnit.WEEK,
    "thang": PeriodUnit.MONTH,
    "quy": PeriodUnit.QUARTER,
    "nam": PeriodUnit.YEAR,
}
_HALVES: Final = {
    "thang": Period(15, PeriodUnit.DAY),
    "nam": Period(6, PeriodUnit.MONTH),
}
"""Điều 146: half a month is fifteen days, half a year six months."""
_NAMED_PART: Final = 9
_HOURS_OF_DAY: Final = {"": (24, PeriodUnit.DAY), "lam viec": (8, PeriodUnit.WORKING_DAY)}

_LEADS: Final = (
    rf"(?P<lead>(?:(?:trong vong|trong thoi han|trong khoang|trong|khong qua|toi da|{AFTER}|sau"
    r"|thoi han) (?:la )?)*)"
)
_COUNT: Final = rf"(?:(?:tu )?(?P<least>{NUMBER}) ?(?:-|den|hoac) ?)?(?P<n>{NUMBER})"
_COUNTED: Final = (
    rf"{_COUNT}(?: \((?P<again>{NUMBER})\))? ?"
    r"\(?(?P<unit>ngay \(?lam viec|ngay hanh chinh|ngay lich|ngay|tuan le|tuan|thang|quy|nam)\)?"
)
_LENGTH: Final = (
    rf"(?P<length>{_COUNTED}"
    r"|nua (?P<half>thang|nam)"
    r"|(?:nua|1/2|0[.,]5|½) (?P<half_day>ngay(?: lam viec)?)"
    rf"|(?P<hours>{NUMBER}) ?(?:gio|h|tieng)\b ?(?P<work>(?:lam viec)?))"
)
_FROM: Final = (
    rf"(?:(?:ke|tinh|bat dau|duoc|ca|la) )*(?:tu|{AFTER}|sau(?= khi| ngay))"
    r"(?: (?:thoi diem|khi|luc|ngay))*"
)
_ANCHORED: Final = rf"(?:,? \(?{_FROM} (?P<event>[^()]+)\)?)?"
_FORWARDS: Final = re.compile(rf"{_LEADS}{_LENGTH}{_ANCHORED}")
_BACKWARDS: Final = re.compile(rf"{_FROM} (?P<event>.+?),? {_LEADS}{_LENGTH}")
_IN_THE_DAY: Final = re.compile(rf"(?:ngay )?trong ngay(?: lam viec)?{_ANCHORED}")
_IN_THE_DAY_OF: Final = re.compile(
    r"(?:ngay )?(?:trong )?ngay(?: khi)? "
    r"(?P<event>(?:duoc )?(?:tiep )?(?:nhan|ky|ban hanh|giao|phan cong)\b.*)"
)

_EVENTS: Final = (
    (Anchor.RECEIVED, re.compile(r"(?:duoc )?(?:tiep )?nhan\b(?P<tail>.*)")),
    (Anchor.DATED, re.compile(r"(?:ky|ban hanh|phat hanh|ra)\b(?P<tail>.*)")),
    (Anchor.DATED, re.compile(r"(?:cua )?(?:van ban|cong van)(?: nay)?(?P<tail>)")),
    (Anchor.ASSIGNED, re.compile(r"(?:duoc )?(?:phan cong|giao)\b(?P<tail>.*)")),
)
_USUAL: Final = re.compile(
    r"(?: (?:duoc|du|day du|hop le|ky|ban hanh|nhiem vu|viec|van ban|cong van|quyet dinh|ke hoach"
    r"|thong bao|chi thi|chi dao|ket luan|bao cao|to trinh|phieu giao viec|y kien|ho so|yeu cau"
    r"|don|de nghi|thong tin|thanh tra|kiem tra|kiem toan|va|nay|tren|noi tren|dien tu|giay))*"
)
"""What may follow the event without making it another one."""
_OWN_DAY: Final = re.compile(
    r".*\b(?:ho so|don|bao cao|to trinh|de nghi|hop dong|ket qua|thong tin|du|day du|hop le)\b"
    r"(?!.*\bnay\b).*"
)
"""Things that come, or are signed, on a day of their own and not on that of the document."""
_CONDITIONS: Final = re.compile(r"[0-9]|\b(?:hoac|nhung|cham nhat|muon nhat|truoc|tru|neu)\b")


class _Zero(NamedTuple):
    """The day from which a period is counted, and how that was found out."""

    anchor: Anchor
    day: date | None
    certainty: Certainty = Certainty.SURE
    notes: tuple[Note, ...] = ()


def read_period(text: str, context: Context) -> Reading | None:
    """What a folded text means, if it states a length of time.

    Raises:
        InvalidInputError: the time is longer than any document sets, or a day does not exist.
    """
    found = _FORWARDS.fullmatch(text) or _BACKWARDS.fullmatch(text)
    if found is None:
        found = _IN_THE_DAY.fullmatch(text) or _IN_THE_DAY_OF.fullmatch(text)
        return _same_day(_zero(found["event"], context)) if found else None
    return _counted(found, text, context)


def _same_day(zero: _Zero) -> Reading:
    """``trong ngày``: the day of the event itself; nothing is counted."""
    return _reading(zero).noting("day_of_event", Certainty.PROPOSED)


def _reading(zero: _Zero) -> Reading:
    return Reading(
        "",
        DeadlineKind.RELATIVE,
        Certainty.ASK if zero.day is None else zero.certainty,
        zero.day,
        zero.notes,
        anchor=zero.anchor,
        zero=zero.day,
    )


def _counted(found: Match[str], text: str, context: Context) -> Reading:
    period, shorter, notes = _length(found)
    reading = ending(_reading(_zero(found["event"], context)), period, context.calendar)
    for note in notes:
        reading = reading.noting(note.code, Certainty.ASK, **note.details)
    if shorter is not None:
        other = ending(replace(reading, steps=()), shorter, context.calendar)
        reading = _among(reading, other.due_on)
    if re.fullmatch(rf"{NUMBER} thang", text):
        reading = _part_of_year(reading, period.count, context)
    return reading


def ending(reading: Reading, period: Period, calendar: WorkCalendar) -> Reading:
    """The reading with its period ended, where it is known from which day to count.

    Raises:
        InvalidInputError: the period is longer than any document sets.
    """
    if not 0 < period.count <= LONGEST[period.unit]:
        raise InvalidInputError("period_too_long", field="words", value=str(period.count))
    if reading.zero is None:
        return replace(reading, period=period)
    try:
        end = end_of_period(reading.zero, period, calendar)
    except OverflowError as error:
        raise InvalidInputError(
            "period_too_long", field="words", value=str(period.count)
        ) from error
    return replace(reading, period=period, due_on=end.due_on, steps=end.steps)


def _among(reading: Reading, other: date | None) -> Reading:
    days = {day for day in (reading.due_on, other) if day is not None}
    return replace(reading, alternatives=tuple(sorted({*reading.alternatives, *days})))


def _part_of_year(reading: Reading, months: int, context: Context) -> Reading:
    """``6 tháng``, ``9 tháng`` alone are also parts of the year; nine months are hardly else."""
    base = context.dated_on or context.today
    if months not in {6, 9} or base is None:
        return reading
    end = month_of(base.year, months)[1]
    asking = _among(reading, end)
    if months == _NAMED_PART:
        asking = Reading("", DeadlineKind.FIXED, due_on=end, alternatives=asking.alternatives)
    return asking.noting("months_of_year", Certainty.ASK, day=end)


# --- the length ---------------------------------------------------------------------------------


def _length(found: Match[str]) -> tuple[Period, Period | None, list[Note]]:
    """The period, another one that may be meant, and what is to be asked."""
    groups = found.groupdict("")
    if groups["half"]:
        return _HALVES[groups["half"]], None, []
    if groups["half_day"]:
        return Period(1, _UNITS[groups["half_day"]]), None, [Note("parts_of_days", {})]
    if groups["hours"]:
        hours, unit = _HOURS_OF_DAY[groups["work"]]
        days = -(-number(groups["hours"]) // hours)
        note = Note("parts_of_days", {})
        return Period(days, unit), None, [note]
    return _number_of(groups)


def _number_of(groups: Mapping[str, str]) -> tuple[Period, Period | None, list[Note]]:
    unit = _UNITS[groups["unit"].replace("(", "")]
    count = number(groups["n"])
    for name, code in (("again", "numbers_disagree"), ("least", "several_periods")):
        other = number(groups[name] or groups["n"])
        if other != count:
            least, most = sorted((other, count))
            note = Note(code, {"least": least, "most": most})
            return Period(most, unit), Period(least, unit), [note]
    return Period(count, unit), None, []


# --- the day zero -------------------------------------------------------------------------------


def _zero(event: str | None, context: Context) -> _Zero:
    if event is None:
        return _unsaid(context)
    days = {
        Anchor.RECEIVED: context.received_on,
        Anchor.DATED: context.dated_on,
        Anchor.ASSIGNED: context.assigned_on,
    }
    for anchor, pattern in _EVENTS:
        found = pattern.fullmatch(event)
        if found is not None:
            return _named(anchor, days[anchor], found["tail"])
    return _given(event, context)


def _unsaid(context: Context) -> _Zero:
    """Nothing said: receipt comes first, because a period cannot run before it is known of."""
    known = (
        ("received", context.received_on),
        ("dated", context.dated_on),
        ("assigned", context.assigned_on),
    )
    for code, day in known:
        if day is not None:
            note = Note(f"counted_from_{code}", {"day": day})
            return _Zero(Anchor.UNSAID, day, Certainty.PROPOSED, (note,))
    return _Zero(Anchor.UNSAID, None, Certainty.ASK, (Note("no_day_to_count_from", {}),))


def _named(anchor: Anchor, day: date | None, tail: str) -> _Zero:
    if day is None:
        return _Zero(anchor, None, Certainty.ASK, (Note(f"no_day_{anchor}", {}),))
    if _OWN_DAY.fullmatch(tail):
        return _Zero(anchor, day, Certainty.ASK, (Note(f"event_{anchor}", {"day": day}),))
    if _CONDITIONS.search(tail):
        return _Zero(anchor, day, Certainty.ASK, (Note("more_conditions", {}),))
    if not _USUAL.fullmatch(tail):
        return _Zero(anchor, day, Certainty.PROPOSED, (Note(f"event_{anchor}", {"day": day}),))
    return _Zero(anchor, day)


def _given(event: str, context: Context) -> _Zero:
    """A day in the words; an event that only a person knows the day of otherwise."""
    try:
        span = _starting(event, context)
    except UnsaidYearError:
        return _Zero(Anchor.GIVEN, None, Certainty.ASK, (Note("no_year", {}),))
    if span is None or span.first != span.last:
        return _Zero(Anchor.GIVEN, None, Certainty.ASK, (Note("no_day_of_event", {}),))
    return _Zero(Anchor.GIVEN, span.first, span.certainty, span.notes)


def _starting(event: str, context: Context) -> Span | None:
    """A day from which is counted may well lie before the document, but in the same year."""
    span = read_span(event, context)
    late = span is not None and any(note.code == "year_after_document" for note in span.notes)
    if not late or context.dated_on is None:
        return span
    return read_span(event, replace(context, dated_on=context.dated_on.replace(month=1, day=1)))


# --- how far the calendar is only proposed ------------------------------------------------------


def trusting(reading: Reading, context: Context) -> Reading:
    """The reading with a note where it rests on days of which nobody adopted what they are."""
    days = [step.day for step in reading.steps if step.kind is not StepKind.DAY_ZERO]
    if context.roll_fixed_dates:
        days += [one.due_on for one in reading.occurrences]
    calendar = context.calendar
    loose = (day for day in days if day not in calendar.entries)
    years = sorted({day.year for day in loose if day.year not in calendar.complete})
    if not years:
        return reading
    listed = ", ".join(map(str, years))
    return reading.noting("calendar_not_adopted", Certainty.PROPOSED, years=listed)
