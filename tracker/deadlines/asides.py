"""What stands around the words that set a deadline: headings, hours, names of weekdays."""

import re
from typing import Final, NamedTuple

from tracker.deadlines.folding import SIX

_HEADING: Final = re.compile(
    r"(?:"
    r"(?:thoi (?:han|gian|diem|hieu)|han)(?: (?:chot|cuoi cung|cuoi))?"
    r"(?: (?:hoan thanh|thuc hien|xu ly|giai quyet|bao cao|gui|tra loi|ket thuc|nop))*"
    r"|(?:phai |can )?(?:hoan thanh|thuc hien|trien khai|ket thuc|bao cao|gui|nop|xong)"
    r"|(?:cham|muon|tre|lau) nhat"
    r"|khong (?:duoc )?(?:muon|cham|tre)(?: hon| qua)?"
    r"|khong qua|giai doan|truoc (?:hoac|va) trong"
    r"|truoc khi (?:het|ket thuc)"
    r")\b ?(?:la\b|:)* ?"
)
_VAGUE: Final = re.compile(
    r"^(?:du kien|uoc(?: tinh)?|khoang)\b ?:? ?|,? ?\(?\b(?:du kien|uoc)\)?$"
)
_WRAPPED: Final = re.compile(r" ?\(([^()]*)\)")

_HOUR: Final = (
    r"(?P<hour>[0-9]{1,2}) ?(?:gio|h|g|:)(?: ?(?P<minute>[0-9]{2})\b)?(?: ?(?:phut|p)\b)?"
    r"(?: (?:sang|chieu|toi))?"
)
_PART: Final = (
    r"(?:(?:trong )?(?:(?:gio|buoi) (?:lam viec |hanh chinh )?)?(?:sang|chieu|toi)"
    r"|(?:cuoi|het) (?:gio|buoi|ngay)(?: (?:lam viec|hanh chinh|sang|chieu|toi))*)(?: cua)?"
)
_AT: Final = rf"(?:(?:truoc |luc |vao |den )*{_HOUR}|(?:vao |den )?{_PART})"
_HOUR_FIRST: Final = re.compile(rf"{_AT}[ ,]+(?P<day>(?:ngay )?[0-9].*)")
_HOUR_LAST: Final = re.compile(rf"(?P<day>.*[0-9])[ ,]+\(?{_AT}\)?")
_WEEKDAY: Final = re.compile(
    r"[ ,]*\(?\b(?<!quy )(?<!tuan )"
    r"(?:thu (?P<name>hai|ba|tu|nam|sau|_6|bay|[2-7])|(?P<sunday>chu nhat))\b\)?[ ,]*"
)
_NAMES: Final = {"hai": 0, "ba": 1, "tu": 2, "nam": 3, "sau": 4, SIX: 4, "bay": 5}


class Hour(NamedTuple):
    """An hour of a day; ``minute`` 0 when none is written, ``hour`` None for "cuối giờ chiều"."""

    day: str
    hour: int | None
    minute: int


class Weekday(NamedTuple):
    """A day whose weekday is written beside it, Monday 0."""

    day: str
    weekday: int


def without_headings(text: str) -> tuple[str, bool]:
    """The text without words that change nothing, and whether it calls itself vague."""
    vague = False
    while True:
        shorter = _HEADING.sub("", text, count=1) if _HEADING.match(text) else text
        plainer = _VAGUE.sub("", shorter, count=1) if _VAGUE.search(shorter) else shorter
        vague = vague or plainer != shorter
        plainer = _unwrapped(plainer.strip(" ,;:."))
        if plainer == text:
            return text, vague
        text = plainer


def _unwrapped(text: str) -> str:
    found = _WRAPPED.fullmatch(text)
    return found[1] if found else text


def hour_of(text: str) -> Hour | None:
    """The day and the hour of a text that states both: ``17 giờ 00 ngày 15/3``."""
    found = _HOUR_FIRST.fullmatch(text) or _HOUR_LAST.fullmatch(text)
    if found is None:
        return None
    hour = int(found["hour"]) if found["hour"] else None
    minute = int(found["minute"] or 0)
    if hour is not None and hour * 60 + minute > 24 * 60:
        return None
    return Hour(found["day"], hour, minute)


def weekday_of(text: str) -> Weekday | None:
    """The day and the weekday of a text that states both: ``thứ Sáu, ngày 15/3``."""
    found = _WEEKDAY.search(text)
    if found is None:
        return None
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
    name = found["name"]
    if found["sunday"]:
        return Weekday(_unwrapped(rest), 6)
    return Weekday(_unwrapped(rest), int(name) - 2 if name.isdecimal() else _NAMES[name])
