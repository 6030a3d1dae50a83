"""Text as people type it when they look for something: small letters, digits, no accents.

"Kiểm điểm", its decomposed form, "KIEM DIEM" and "kiem  diem" fold to the same words, and a
reference such as ``07/QĐ-UBND`` to the words between its signs.
"""

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile("[a-z0-9]+")
_LONGEST: Final = 60
"""Letters of a word that count; no word of the language comes near, and an index has limits."""


def without_accents(text: str) -> str:
    """Small letters with nothing above, below or through them; ``text`` is in small letters."""
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words_of(text: str) -> list[str]:
    """The words of a text as they stand in it, folded."""
    plain = without_accents(unicodedata.normalize("NFKC", text).casefold())
    return [word[:_LONGEST] for word in _WORD.findall(plain)]


def folded_words(*texts: str) -> list[str]:
    """The different words of some texts, in the order of the alphabet."""
    return sorted({word for text in texts for word in words_of(text)})
