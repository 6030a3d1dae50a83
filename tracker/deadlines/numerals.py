"""Numbers as documents write them: ``05``, ``mười lăm``, ``05 (năm)``, ``III``; on folded text."""

from itertools import product
from typing import Final

from tracker.deadlines.folding import SIX

_ONES: Final = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "sau": 6,
    SIX: 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_AFTER_TENS: Final = {name: one for name, one in _ONES.items() if name != "nam"} | {"lam": 5}
"""After a ten, five is "lăm"; "mười năm" is ten years."""
_TENS: Final = {"muoi": 10} | {
    f"{name} muoi": 10 * ten for name, ten in _ONES.items() if ten > 1 and name != "tu"
}
_SPELT: Final = (
    {name: one for name, one in _ONES.items() if name != "tu"}
    | _TENS
    | {f"{ten} {one}": _TENS[ten] + _AFTER_TENS[one] for ten, one in product(_TENS, _AFTER_TENS)}
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_FOURTH: Final = {"tu": 4}
_ENDLESS: Final = 10**9
"""Any number of ten digits or more is only ever "too many"."""

_BY_LENGTH: Final = "|".join(sorted(_SPELT, key=len, reverse=True))
NUMBER: Final = rf"(?:[0-9]+|(?:{_BY_LENGTH})\b)"
"""A count or the number of a day."""
ORDINAL: Final = rf"(?:[0-9]{{1,2}}\b|(?:{_BY_LENGTH}|tu)\b)"
"""The number of a month, where the fourth is "tư"."""
QUARTER: Final = r"(?:[0-9]\b|(?:iii|iv|ii|i|mot|hai|nhat|nhi|ba|bon|tu)\b)"


def number(text: str) -> int:
    """The number that a match of one of the patterns means."""
    if text.isdecimal():
        return int(text) if len(text) < len(str(_ENDLESS)) else _ENDLESS
    return (_SPELT | _ROMAN | _FOURTH | {"nhat": 1, "nhi": 2})[text]
