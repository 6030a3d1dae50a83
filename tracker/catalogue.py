"""The one catalogue of words that people read: Vietnamese first, English by a switch.

Messages are named (``class.done_late``, ``error.unknown_unit``), kept in
``locale/<language>.po``, with placeholders in the style of :meth:`str.format`.
"""

from functools import cache
from pathlib import Path
from typing import Literal

from babel.messages.pofile import read_po

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")
_FOLDER = Path(__file__).parent / "locale"


@cache
def messages(language: Language) -> dict[str, str]:
    """All messages of a language by name."""
    with (_FOLDER / f"{language}.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    return {str(message.id): str(message.string) for message in catalog if message.id}


def text(language: Language, name: str, /, **details: object) -> str:
    """The message ``name`` in ``language`` with its placeholders filled.

    :raises KeyError: when the catalogue has no such message; a test walks all names.
    """
    return messages(language)[name].format(**details)
