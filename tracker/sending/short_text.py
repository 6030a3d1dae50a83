"""Short texts for telephones: without accents, in one message of 160 signs (GSM 03.38)."""

import unicodedata
from collections.abc import Sequence
from typing import Final

MOST: Final = 160
"""Signs of one message; more would be two, and paid twice."""
_BASIC: Final = frozenset(
    "@$\n !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
)
"""What stands in the alphabet of every telephone, without its accented letters."""
_DOUBLE: Final = frozenset("[]{}^~|\\")
"""These take the place of two."""
_ALIKE: Final = str.maketrans("đĐ\u2013\u2014\u2018\u2019\u201c\u201d", "dD--''\"\"")
_HEAD: Final = "[CCHC] "


def plain(text: str) -> str:
    """The text without accents, capitals kept; what no telephone has is left out."""
    letters = unicodedata.normalize("NFKD", text.translate(_ALIKE))
    known = (sign if sign in _BASIC | _DOUBLE else "" for sign in letters.replace("\t", " "))
    return " ".join("".join(known).split())


def length(text: str) -> int:
    """How many signs of a message a plain text takes."""
    return sum(2 if sign in _DOUBLE else 1 for sign in text)


def short_text(name: str, counts: Sequence[str]) -> str:
    """``[CCHC] So Noi vu: 3 qua han, 5 sap den han``, in one message.

    A name that is too long ends after a word, with dots; the counts are always whole.

    Args:
        name: of a unit, as people write it.
        counts: what there is to say of it, in the order of saying.
    """
    said = plain(", ".join(counts))
    room = MOST - length(f"{_HEAD}: {said}")
    return f"{_HEAD}{_shortened(plain(name), room)}: {said}"


def _shortened(name: str, room: int) -> str:
    if length(name) <= room:
        return name
    words = name.split()
    while words and length(" ".join(words)) + 3 > room:
        words.pop()
    if words:
        return " ".join(words) + "..."
    # One word that is longer than all there is.
    cut = name
    while cut and length(cut) + 3 > room:
        cut = cut[:-1]
    return cut + "..."
