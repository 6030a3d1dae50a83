"""Text as people type it, brought to one form in which words can be recognised.

Vietnamese comes composed and decomposed (domain.md E35), in capitals, and without any
accents; all of these fold to the same letters. What the accents alone told apart is kept
where it matters: "sau" (after) against "sáu" (six).
"""

import re
import unicodedata
from typing import Final

from tracker.folding import without_accents

AFTER: Final = "_sau"
"""Stands for "sau" (after, next) where the accents show that it is not "sáu" (six)."""
SIX: Final = "_6"
"""Stands for "sáu" (six) where its accent is written."""
AFTER_OR_SIX: Final = "_sau_6"
"""Stands for "thang sau" without accents and without a year: next month, or June."""

_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_QUOTES: Final = re.compile("[\"'\u201c\u201d\u2018\u2019\u00ab\u00bb*]")
_SPACES: Final = re.compile(r"\s+")
_ENDS: Final = " .;:,"
_BETWEEN_DIGITS: Final = re.compile(r"(?<=[0-9])\s*([/.\-])\s*(?=[0-9])")
_IN_BRACKETS: Final = re.compile(r"\s*\(\s*([^()]*?)\s*\)")
_QUARTER: Final = re.compile(r"\bqui\b")
_BLANK_BEFORE: Final = re.compile(r" +(?=[,;:])")
_AFTER: Final = re.compile(
    r"(?<=\btháng )sau\b|(?<=\bquý )sau\b|(?<=\bnăm )sau\b|(?<=\btuần )sau\b"
    r"|\bsau(?= (?:khi|ngày|tháng|quý|năm|tuần|giờ)\b)"
)
"""The accents of its neighbour tell that "sau" lost none itself."""
_SIX: Final = re.compile(r"\bsáu\b")
_MONTH_AFTER: Final = re.compile(r"\bthang sau\b(?!,? ?(?:nam|/|-)? ?[0-9]{4})")


def composed(words: str) -> str:
    """The words as they are kept: composed, without blanks around."""
    return unicodedata.normalize("NFC", words).strip()


def fold(words: str) -> str:
    """Small letters without accents, single blanks, plain dashes, no signs at the ends."""
    text = unicodedata.normalize("NFC", words).casefold()
    text = _QUOTES.sub(" ", _DASHES.sub("-", _UNSEEN.sub("", text)))
    text = _BLANK_BEFORE.sub("", _SPACES.sub(" ", text))
    text = _MONTH_AFTER.sub(f"thang {AFTER_OR_SIX}", _AFTER.sub(AFTER, _SIX.sub(SIX, text)))
    plain = _QUARTER.sub("quy", without_accents(text))
    plain = _IN_BRACKETS.sub(r" (\1)", _BETWEEN_DIGITS.sub(r"\1", plain))
    return plain.strip(_ENDS)
