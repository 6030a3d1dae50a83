"""The forms in which documents name a day, a month, a quarter or a year; on folded text."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, NamedTuple

from tracker.deadlines.folding import AFTER, AFTER_OR_SIX
from tracker.deadlines.numerals import NUMBER, ORDINAL, QUARTER, number
from tracker.deadlines.outcome import Certainty, Context, Note
from tracker.deadlines.spans import (
    MONTHS,
    Groups,
    Span,
    base_day,
    day_of,
    in_year,
    month_of,
    quarter_of,
    turned_unit,
    year_of,
)
from tracker.errors import InvalidInputError

_WITHIN: Final = r"(?:(?:vao|den|trong|toi|la|ca) )*"
_END: Final = r"(?P<end>(?:(?:cuoi|het) )?)"
_ON: Final = r"(?:(?:vao|den|trong|toi|la|het|cuoi) )*"
_TURN: Final = rf",? (?:cua )?nam (?P<turn>nay|toi|{AFTER}|sau)"
_YEAR: Final = (
    r"(?:(?:(?P<word>[/.-]|,? \(?(?:cua )?nam )|,? \(?)(?P<year>[0-9]{4})\)?"
    rf"|{_TURN})?"
)
_MONTH: Final = rf"thang (?P<m>{ORDINAL}|gieng\b|chap\b)"
_DAY: Final = rf"(?P<d>{NUMBER})"
_NEXT: Final = rf"(?P<next>nay|{AFTER}|sau|toi|tiep theo|ke tiep)"
_LUNAR: Final = {"gieng": 1, "chap": 12}
_MIDDLE: Final = 15
"""Điều 146: the middle of a month is its fifteenth day; the middle of a year is 30 June."""


def _number_of_month(found: Groups) -> int:
    return _LUNAR.get(found["m"]) or number(found["m"])


def _at_end(span: Span, found: Groups) -> Span:
    """``cuối``, ``hết``: the last day alone, which matters to "trước"."""
    return span._replace(first=span.last) if found["end"] else span


# --- days ---------------------------------------------------------------------------------------


def _day(found: Groups, context: Context) -> Span:
    day, month = number(found["d"]), _number_of_month(found)
    span = in_year(found, context, lambda year: (day_of(year, month, day),) * 2)
    return _doubted(span, found)


def _bare_day(found: Groups, context: Context) -> Span:
    """Without "ngày" and a year, "9 tháng 5" may be meant for something else."""
    span = _day(found, context)
    if found["year"] or span.certainty is not Certainty.SURE:
        return span
    return span.noting(Note("day_without_word", {"day": span.last}), Certainty.PROPOSED)


def _short_year(found: Groups, _context: Context) -> Span:
    year = 2000 + int(found["short"])
    day = day_of(year, number(found["m"]), number(found["d"]))
    return Span(day, day, Certainty.PROPOSED, (Note("short_year", {"year": year}),))


def _day_of_month(found: Groups, context: Context) -> Span:
    """``ngày 15`` without a month: of the document's month, or of the next when it is past."""
    base, _, whose = base_day(context)
    past = not found["next"] and number(found["d"]) < base.day
    following = past or found["next"] not in {"", "nay"}
    month = turned_unit("thang", context, following=following).first
    day = day_of(month.year, month.month, number(found["d"]))
    note = Note(f"month_from_{whose}", {"month": f"{month.month}/{month.year}"})
    return Span(day, day, Certainty.PROPOSED, (note,))


def _spoken_day(found: Groups, context: Context) -> Span:
    """``hôm nay``, ``ngày mai``: counted from the document."""
    base, _, whose = base_day(context)
    day = base + timedelta(days=found["name"] == "mai" and base < date.max)
    return Span(day, day, Certainty.PROPOSED, (Note(f"around_{whose}", {"day": base}),))


# --- months -------------------------------------------------------------------------------------


def _month(found: Groups, context: Context) -> Span:
    month = _number_of_month(found)
    span = in_year(found, context, lambda year: month_of(year, month))
    return _doubted(_at_end(span, found), found)


def _doubted(span: Span, found: Groups) -> Span:
    """Words of the lunar calendar, and "tháng năm 2024", which may name no month at all."""
    if found["m"] in _LUNAR or found.get("lunar"):
        span = span.noting(Note("lunar_words", {}), Certainty.ASK, span.last)
    if found["m"] == "nam" and found.get("year") and not found.get("word"):
        others = _part_of_year(found, span.last.year)
        span = span.noting(Note("month_or_year", {}), Certainty.ASK, span.last, *others)
    return span


def _part_of_year(found: Groups, year: int) -> tuple[date, ...]:
    """``9 tháng năm 2024`` may be nine months of the year, "tháng năm 2024" the whole of it."""
    months = number(found.get("d") or str(MONTHS))
    return (month_of(year, months)[1],) if 1 <= months <= MONTHS else ()


def _june_or_next_month(_found: Groups, context: Context) -> Span:
    june = in_year({}, context, lambda year: month_of(year, 6))
    following = turned_unit("thang", context, following=True).last
    return june.noting(Note("june_or_next_month", {}), Certainty.ASK, june.last, following)


def _part_of_month(found: Groups, context: Context) -> Span:
    """Đầu, giữa (Điều 146) or a part of a month that words name."""
    if found.get("next"):
        span = turned_unit("thang", context, following=found["next"] != "nay")
    else:
        month = _number_of_month(found)
        span = in_year(found, context, lambda year: month_of(year, month))
    first, last, certainty, code = _PARTS_OF_MONTH[found["part"]]
    end = span.last if last is None else span.first.replace(day=last)
    begin = end if first is None else span.first.replace(day=first)
    span = span._replace(first=begin, last=end, others=())
    return span.noting(Note(code, {"day": end}), certainty, end)


_PARTS_OF_MONTH: Final[dict[str, tuple[int | None, int | None, Certainty, str]]] = {
    "dau": (1, 1, Certainty.PROPOSED, "civil_code_146"),
    "giua": (_MIDDLE, _MIDDLE, Certainty.PROPOSED, "civil_code_146"),
    "nua dau": (1, _MIDDLE, Certainty.PROPOSED, "part_of_time"),
    "nua cuoi": (_MIDDLE + 1, None, Certainty.PROPOSED, "part_of_time"),
    "thuong tuan": (1, 10, Certainty.ASK, "part_of_time"),
    "trung tuan": (11, 20, Certainty.ASK, "part_of_time"),
    "ha tuan": (21, None, Certainty.ASK, "part_of_time"),
}
"""First and last day, how sure, and the note; None is the month's last day."""


# --- quarters -----------------------------------------------------------------------------------


def _quarter(found: Groups, context: Context) -> Span:
    quarter = number(found["q"])
    return _at_end(in_year(found, context, lambda year: quarter_of(year, quarter)), found)


def _part_of_quarter(found: Groups, context: Context) -> Span:
    """No law says what the beginning or the middle of a quarter is: a person chooses."""
    quarter = number(found["q"])
    span = in_year(found, context, lambda year: quarter_of(year, quarter))
    in_middle = found["part"] == "giua"
    begin, end = month_of(span.first.year, span.first.month + in_middle)
    day = begin.replace(day=_MIDDLE) if in_middle else begin
    span = span._replace(first=day, last=day, others=())
    return span.noting(Note("part_of_quarter", {"day": day}), Certainty.ASK, day, end)


# --- years and parts of years -------------------------------------------------------------------


def _year(found: Groups, context: Context) -> Span:
    return _at_end(in_year(found, context, year_of), found)


def _part_of_year_named(found: Groups, context: Context) -> Span:
    """Đầu năm, giữa năm (Điều 146), and the halves."""
    first, last, code = _PARTS_OF_YEAR[found["part"]]
    span = in_year(
        found, context, lambda year: (date(year_of(year)[0].year, *first), date(year, *last))
    )
    return span.noting(Note(code, {"day": span.last}), Certainty.PROPOSED, span.last)


_PARTS_OF_YEAR: Final = {
    "dau": ((1, 1), (1, 1), "civil_code_146"),
    "giua": ((6, 30), (6, 30), "civil_code_146"),
    "nua dau": ((1, 1), (6, 30), "part_of_time"),
    "nua cuoi": ((7, 1), (12, 31), "part_of_time"),
}


def _months_of_year(found: Groups, context: Context) -> Span:
    """``6 tháng đầu năm``, ``6 tháng cuối năm``."""
    months = number(found["n"])
    begin, end = (1, months) if found["part"] == "dau" else (MONTHS + 1 - months, MONTHS)
    return in_year(found, context, lambda year: (month_of(year, begin)[0], month_of(year, end)[1]))


# --- counted from the document's day ------------------------------------------------------------


def _turned(found: Groups, context: Context) -> Span:
    """``tháng này``, ``quý tới``, "trong tuần", "cuối năm"."""
    following = found.get("next", "") not in {"", "nay"}
    span = turned_unit(found["unit"], context, following=following)
    if found["unit"] == "tuan":
        sunday = span.last + timedelta(days=2)
        note = Note("week_ends_friday", {"day": span.last})
        span = span.noting(note, Certainty.PROPOSED, span.last, sunday)
    return span._replace(first=span.last) if "cuoi" in found["lead"] else span


# --- the table ----------------------------------------------------------------------------------


class Form(NamedTuple):
    """One way to name a span; the pattern has to match the whole text."""

    name: str
    pattern: re.Pattern[str]
    read: Callable[[Groups, Context], Span]


def _form(name: str, pattern: str, read: Callable[[Groups, Context], Span]) -> Form:
    return Form(name, re.compile(pattern), read)


_D: Final = r"(?P<d>[0-9]{1,2})"
_FULL_DATES: Final = 6
"""How many of the forms are days that may name their year."""
_M: Final = r"(?P<m>[0-9]{1,2})"
_Y: Final = r"(?P<year>[0-9]{4})"
_HALF: Final = r"(?P<part>nua dau|nua cuoi|dau|giua)"
_PART: Final = r"(?P<part>nua dau|nua cuoi|dau|giua|thuong tuan|trung tuan|ha tuan)"

FORMS: Final = (
    _form("15/3/2024", rf"{_ON}(?:ngay )?{_D}(?P<sep>[/.-]){_M}(?P=sep){_Y}", _day),
    _form("2024-03-15", rf"{_ON}(?:ngay )?{_Y}(?P<sep>[/.-]){_M}(?P=sep){_D}", _day),
    _form(
        "15/3/24",
        rf"{_ON}(?:ngay )?{_D}(?P<sep>[/.-]){_M}(?P=sep)(?P<short>[0-9]{{2}})",
        _short_year,
    ),
    _form(
        "15/3",
        rf"{_ON}(?:(?:ngay )?{_D}/{_M}|ngay (?P<d2>[0-9]{{1,2}})[.-](?P<m2>[0-9]{{1,2}}))"
        rf"(?:,? (?P<word>(?:cua )?nam ){_Y}|{_TURN})?",
        lambda found, context: _day(
            {**found, "d": found["d"] or found["d2"], "m": found["m"] or found["m2"]}, context
        ),
    ),
    _form(
        "ngày 15 tháng 3 năm 2024",
        rf"{_ON}(?:ngay (?:(?P<lunar>mung|mong) )?|(?P<lunar2>mung|mong) ){_DAY},?"
        rf" (?:cua )?{_MONTH}{_YEAR}",
        lambda found, context: _day({**found, "lunar": found["lunar"] or found["lunar2"]}, context),
    ),
    _form("15 tháng 3 năm 2024", rf"{_ON}{_D} {_MONTH}{_YEAR}", _bare_day),
    _form(
        "mùng 2/9",
        rf"{_ON}(?:ngay )?(?P<lunar>mung|mong) {_D}/{_M}(?:/{_Y})?",
        _day,
    ),
    _form("ngày 15", rf"{_ON}ngay {_DAY}(?: (?:cua )?thang {_NEXT})?", _day_of_month),
    _form("hôm nay", rf"{_ON}(?:ngay )?(?P<name>hom nay|mai)", _spoken_day),
    _form("9/2024", rf"{_WITHIN}{_END}{_M}[/.-]{_Y}", _month),
    _form("2024-09", rf"{_WITHIN}{_END}{_Y}[/-]{_M}", _month),
    _form("T9/2024", rf"{_WITHIN}{_END}t\.?{_M}[/.-]{_Y}", _month),
    _form("tháng 9/2024", rf"{_WITHIN}{_END}{_MONTH}{_YEAR}", _month),
    _form("thang sau", rf"{_WITHIN}thang {AFTER_OR_SIX}", _june_or_next_month),
    _form("giữa tháng 9", rf"{_WITHIN}{_PART} (?:cua )?{_MONTH}{_YEAR}", _part_of_month),
    _form("giữa tháng này", rf"{_WITHIN}{_PART} (?:cua )?thang {_NEXT}", _part_of_month),
    _form(
        "quý III/2024",
        rf"{_WITHIN}{_END}(?:quy (?:thu )?|q\.? ?)(?P<q>{QUARTER}){_YEAR}",
        _quarter,
    ),
    _form("2024-Q3", rf"{_WITHIN}{_END}{_Y}[/-]q(?P<q>[0-9])", _quarter),
    _form(
        "đầu quý III",
        rf"{_WITHIN}(?P<part>dau|giua) quy (?:thu )?(?P<q>{QUARTER}){_YEAR}",
        _part_of_quarter,
    ),
    _form("2024", rf"{_WITHIN}{_END}(?:nam )?{_Y}", _year),
    _form("đầu năm 2024", rf"{_WITHIN}{_HALF} (?:cua )?nam(?:(?: |/){_Y})?", _part_of_year_named),
    _form("đầu năm nay", rf"{_WITHIN}{_HALF}{_TURN}", _part_of_year_named),
    _form(
        "6 tháng đầu năm",
        rf"{_WITHIN}{_END}(?P<n>{NUMBER}) thang (?P<part>dau|cuoi)(?: nam)?{_YEAR}",
        _months_of_year,
    ),
    _form(
        "tháng này",
        rf"(?P<lead>{_WITHIN}(?:(?:cuoi|het) )?)(?P<unit>tuan|thang|quy|nam) {_NEXT}",
        _turned,
    ),
    _form(
        "trong tháng",
        r"(?P<lead>(?:(?:vao|den) )?(?:(?:trong|ca|het|cuoi) )+)(?P<unit>tuan|thang|quy|nam)",
        _turned,
    ),
)


def read_span(text: str, context: Context) -> Span | None:
    """What a folded text names, if it names one day, month, quarter or year.

    Raises:
        InvalidInputError: it names a day that does not exist.
        UnsaidYearError: it names no year, and nothing tells which.
    """
    for form in FORMS:
        found = form.pattern.fullmatch(text)
        if found is not None:
            return form.read(found.groupdict(""), context)
    return None


def read_day_form(text: str) -> date | None:
    """The day of a folded text that is a full date and nothing else."""
    for form in FORMS[:_FULL_DATES]:
        found = form.pattern.fullmatch(text)
        groups = found.groupdict("") if found else {}
        if groups.get("year") and not groups.get("lunar"):
            try:
                span = form.read(groups, Context())
            except InvalidInputError:
                return None
            return span.last if span.certainty is Certainty.SURE else None
    return None
