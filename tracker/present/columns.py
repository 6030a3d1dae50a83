"""Columns of lists: what each holds as programs read it, and in words as people read it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, TypeVar

from tracker.catalogue import Language, text
from tracker.days import show_moment

Row = TypeVar("Row")
Value = str | int | date | datetime | None

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column of a list of rows."""

    name: str
    """As programs call it, in every language."""
    value: Callable[[Row], Value]
    """As programs read it: a code, a day, a number, or a text as it is."""
    words: Callable[[Row, Language], str | None] | None = None
    """As people read it, where that is something else than ``value``."""
    title: str | None = None
    """The message above it; absent: ``column.<name>``."""

    def titled(self, language: Language) -> str:
        """What people read above it."""
        return text(language, self.title or f"column.{self.name}")

    def shown(self, row: Row, language: Language) -> Value:
        """What people read in it; days and numbers are still to be written as people write them."""
        return self.value(row) if self.words is None else self.words(row, language)


def coded(
    name: str, family: str, code: Callable[[Row], str | None], *, title: str | None = None
) -> Column[Row]:
    """A column of codes whose words stand in the catalogue under ``<family>.<code>``."""

    def words(row: Row, language: Language) -> str | None:
        found = code(row)
        return None if found is None else text(language, f"{family}.{found}")

    return Column(name, code, words, title)


def harmless(value: Value) -> Value:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value


def plain(value: Value) -> str | int | None:
    """A value as programs read it in a text file: days and moments as ISO writes them."""
    if isinstance(value, datetime):
        return show_moment(value)
    return value.isoformat() if isinstance(value, date) else value
