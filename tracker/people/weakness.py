"""Passwords that are easily guessed."""

import re
from importlib.resources import files
from typing import Final
from unicodedata import combining, normalize

from tracker.errors import InvalidInputError
from tracker.people.hashing import composed

SHORTEST: Final = 12
LONGEST: Final = 128
"""Characters, after composing."""
_FEWEST_DIFFERENT: Final = 5
_SHORTEST_NAME: Final = 4
"""A shorter login name is part of too many words to be looked for."""

_COMMON: Final = frozenset(
    files("tracker.people").joinpath("common_passwords.txt").read_text("utf-8").split()
)
"""A short list, and it is meant to be: of twelve characters and more, few are common at all."""
_FILLING: Final = re.compile(r"[^a-z]")


def refuse_weak(password: str, name: str) -> None:
    """Refuses a password that is easily guessed; the refusal does not repeat it.

    There are no rules of composition: length is what makes a password strong.

    Raises:
        InvalidInputError: ``password_too_short``, ``password_too_long``,
            ``password_has_name`` or ``password_too_common``, all of the field ``password``.
    """
    told = composed(password)
    if len(told) < SHORTEST:
        raise InvalidInputError("password_too_short", field="password", least=SHORTEST)
    if len(told) > LONGEST:
        raise InvalidInputError("password_too_long", field="password", most=LONGEST)
    plain = _plain(told)
    if _holds_name(plain, name):
        raise InvalidInputError("password_has_name", field="password")
    if _is_common(plain):
        raise InvalidInputError("password_too_common", field="password")


def _plain(text: str) -> str:
    """Lower case without accents: ``Mật Khẩu`` is ``mat khau``."""
    apart = normalize("NFD", text.casefold()).replace("đ", "d")
    return "".join(sign for sign in apart if not combining(sign))


def _holds_name(plain: str, name: str) -> bool:
    """Whether the login name is part of it, with or without what stands between its parts."""
    closed = re.sub(r"[._-]", "", name)
    return any(len(one) >= _SHORTEST_NAME and one in plain for one in (name, closed))


def _is_common(plain: str) -> bool:
    """Whether nothing is left but a common word, digits and signs around it, or few letters."""
    if len(set(plain)) < _FEWEST_DIFFERENT:
        return True
    letters = _FILLING.sub("", plain)
    # Words of other scripts are no filling; what is neither letter, digit nor sign counts.
    if any(sign.isalpha() and not sign.isascii() for sign in plain):
        return False
    once = re.sub(r"^(.+?)\1+$", r"\1", letters)
    return not letters or letters in _COMMON or once in _COMMON
