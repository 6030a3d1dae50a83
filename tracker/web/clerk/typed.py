"""What stands in a form that gives new work: fields said once, and those of each of its lines."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from tracker.errors import InvalidInputError
from tracker.web.clerk.layouts import DUE, UNIT, UNITS, WORDS, Layout
from tracker.web.frame.typed import day_typed, text_typed

ROW: Final = "row"
"""Names the rows of the form."""
_MOST_ROWS: Final = 100
_DIGITS: Final = 6
_OF_WORDS: Final = frozenset({DUE, "deadline_rule"})
"""What comes of the words of a deadline."""


class Typed(NamedTuple):
    """The fields by name; those left empty are not there."""

    fields: Mapping[str, list[str]]

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[str, str]]) -> "Typed":
        """From an address."""
        fields: dict[str, list[str]] = {}
        for name, value in pairs:
            if text := text_typed(value):
                fields.setdefault(name, []).append(text)
        return cls(fields)

    def one(self, name: str) -> str | None:
        """The field's text; None: left empty."""
        values = self.fields.get(name)
        return values[0] if values else None

    def many(self, name: str) -> list[str]:
        """All that is chosen in the field, each once."""
        return list(dict.fromkeys(self.fields.get(name, ())))

    def day(self, name: str) -> date | None:
        """The field's day, if there is one; what is wrong with it the command says."""
        text = self.one(name)
        try:
            return None if text is None else day_typed(text, name)
        except InvalidInputError:
            return None


class Line(NamedTuple):
    """One line of the form: an item to be, or several where its deadline comes back."""

    key: str
    """What its fields begin with: the row's number, or the unit's code."""
    layout: Layout
    typed: Typed
    """Its own fields by the command's names, beside those said once."""

    def field(self, name: str) -> str:
        """What the form calls a field of the line."""
        return self.layout.field(self.key, name)

    def place(self, name: str) -> str:
        """The field beside which it is told what is wrong with one of the command's."""
        head = name if name.startswith(("source.", "attachments")) else name.partition(".")[0]
        return self.field(WORDS if head in _OF_WORDS else head)


def lines_of(layout: Layout, typed: Typed) -> list[Line]:
    """The lines in their order; rows in which nothing at all was filled in are left out."""
    if layout.is_by_unit:
        return [_line(layout, typed, unit) for unit in typed.many(UNITS)]
    rows = [_line(layout, typed, key) for key in rows_of(typed)]
    filled = [line for line in rows if _is_filled(line, typed)]
    return filled or rows[:1]


def rows_of(typed: Typed) -> list[str]:
    """The keys of the rows of the form; there is always one."""
    keys = [key for key in typed.many(ROW) if key.isdecimal() and len(key) <= _DIGITS]
    return keys[:_MOST_ROWS] or ["0"]


def _is_filled(line: Line, typed: Typed) -> bool:
    return any(name.startswith(f"{line.key}.") for name in typed.fields)


def _line(layout: Layout, typed: Typed, key: str) -> Line:
    start = f"{key}."
    own = {
        name.removeprefix(start): values
        for name, values in typed.fields.items()
        if name.startswith(start) and name.removeprefix(start) in layout.own
    }
    once = {name: values for name, values in typed.fields.items() if name not in layout.own}
    copied = {name: once[written] for name, written in layout.copied.items() if written in once}
    unit = {UNIT: [key]} if layout.is_by_unit else {}
    return Line(key, layout, Typed({**once, **copied, **unit, **own}))
