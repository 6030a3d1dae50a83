"""What people type into fields, as the product takes it: days, whole numbers, texts."""

import re
from datetime import date
from types import NoneType
from typing import Any, Final, get_args

from tracker.commands.checking import in_nfc
from tracker.days import iso_day
from tracker.entry.problems import shown
from tracker.errors import InvalidInputError

_DAY: Final = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_GROUPED: Final = re.compile(r"-?\d{1,3}([. ]\d{3})+|-?\d{1,3}(,\d{3})+")
_SIGNS: Final = re.compile(r"[., ]")
_LONGEST: Final = 30
"""Digits of a number that are read as one; Python itself reads no number of thousands of them."""
_COUNTED: Final = re.compile(r"[0-9]{1,9}")
"""Numbers that our own pages put into a form: versions, years."""


def text_typed(raw: str) -> str:
    """A text in NFC, without the blanks around it, its line ends as one sign each."""
    return str(in_nfc(raw.replace("\r\n", "\n"))).strip()


def as_iso_day(text: str) -> str:
    """``8/3/2024`` as ``2024-03-08``; anything else as it was typed, to be refused as such."""
    found = _DAY.fullmatch(text)
    if found is None:
        return text
    day, month, year = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}"


def day_typed(text: str, field: str) -> date:
    """A day as people type it or as browsers send it.

    Raises:
        InvalidInputError: naming the field, the value, and what was expected.
    """
    try:
        return iso_day(as_iso_day(text.strip()))
    except ValueError as error:
        raise InvalidInputError("bad_typed_day", field=field, value=shown(text)) from error


def as_whole(text: str) -> int | str:
    """``16.424.380`` as the number; anything else as it was typed, to be refused as such."""
    plain = _SIGNS.sub("", text) if _GROUPED.fullmatch(text) else text
    is_number = plain.removeprefix("-").isdecimal() and plain.isascii() and len(plain) <= _LONGEST
    return int(plain) if is_number else text


def as_count(text: str) -> int:
    """A number that a page of ours put into the form; 0 where something else stands there."""
    return int(text) if _COUNTED.fullmatch(text) else 0


def as_said(text: str, annotation: Any) -> Any:
    """A filled field as the command's shape wants it.

    Args:
        text: what was typed, not empty.
        annotation: the type of the shape's field.
    """
    match _plain_type(annotation):
        case wanted if wanted is date:
            return as_iso_day(text)
        case wanted if wanted is int:
            return as_whole(text)
        case wanted if wanted is bool:
            return text == "yes"
        case _:
            return text


def _plain_type(annotation: Any) -> Any:
    """The type without ``None`` and what is annotated to it."""
    for inner in get_args(annotation):
        if inner is not NoneType:
            return _plain_type(inner) if get_args(inner) else inner
    return annotation
