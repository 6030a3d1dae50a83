"""What a reader is told in his language: messages, days, numbers, refusals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from tracker.catalogue import Language, text
from tracker.errors import TrackerError
from tracker.present import writing
from tracker.present.refusals import refusal
from tracker.reading.rates import Rate

NOTHING: Final = "\N{EN DASH}"
"""Shown where there is no day, or nothing to divide by."""


class Words(NamedTuple):
    """The catalogue, opened at the reader's language."""

    language: Language

    def say(self, name: str, /, **details: object) -> str:
        """The message of that name."""
        return text(self.language, name, **details)

    def why(self, error: TrackerError) -> str:
        """What was refused, as a sentence of its own."""
        return self.why_code(error.code, error.details)

    def why_code(self, code: str, details: dict[str, object]) -> str:
        """The message ``error.<code>`` as a sentence of its own."""
        told = refusal(self.language, code, details)
        return f"{told[:1].upper()}{told[1:]}."

    def day(self, value: date | None) -> str:
        """``08/3/2024``; a dash where there is none."""
        return NOTHING if value is None else writing.day(value, self.language)

    def moment(self, value: datetime) -> str:
        """``17:30:00 ngày 08/3/2024``, in the offices' zone."""
        return writing.moment(value, self.language)

    def whole(self, value: int) -> str:
        """``16.424.380``."""
        return writing.whole(value, self.language)

    def percent(self, value: Decimal) -> str:
        """``99,59%``."""
        return writing.percent(value, self.language)

    def rate(self, value: Rate) -> str:
        """``12/20 = 60%``; a dash where nothing is counted."""
        return writing.rate(value, self.language, NOTHING)
