"""Search by words of references and titles, without accents, capitals and signs."""

from collections.abc import Iterable

from tracker.errors import InvalidInputError
from tracker.folding import folded_words


def words_sought(text: str) -> tuple[str, ...]:
    """The words that an item must have, each from its beginning; ``2024-T01`` is two words.

    Raises:
        InvalidInputError: there is no letter or digit to look for.
    """
    words = folded_words(text)
    if not words:
        raise InvalidInputError("nothing_to_search", field="q", value=text)
    return tuple(words)


def as_tsquery(words: Iterable[str]) -> str:
    """The words as PostgreSQL asks its index; folded words hold letters and digits alone."""
    return " & ".join(f"{word}:*" for word in words)
