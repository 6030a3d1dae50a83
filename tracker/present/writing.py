"""Days, amounts and percentages as official Vietnamese writes them (domain.md 1.6)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from tracker.catalogue import Language
from tracker.days import show_moment
from tracker.reading.rates import Rate

_TWO_DIGIT_MONTHS: Final = 2


def day(value: date, language: Language) -> str:
    """``08/3/2024``: the day in two digits, the month only when it is January or February."""
    if language == "en":
        return value.isoformat()
    month = f"{value.month:02d}" if value.month <= _TWO_DIGIT_MONTHS else str(value.month)
    return f"{value.day:02d}/{month}/{value.year}"


def moment(value: datetime, language: Language) -> str:
    """``17:30 ngày 08/3/2024``, in the offices' zone."""
    local = datetime.fromisoformat(show_moment(value))
    if language == "en":
        return local.strftime("%Y-%m-%d %H:%M:%S")
    return f"{local:%H:%M:%S} ngày {day(local.date(), language)}"


def whole(value: int, language: Language) -> str:
    """A whole number with its thousands set apart: ``16.424.380``."""
    grouped = f"{value:,}"
    return grouped.replace(",", ".") if language == "vi" else grouped


def percent(value: Decimal, language: Language) -> str:
    """Two decimals, or none when whole: ``99,59%``, ``60%``."""
    text = f"{value:f}".removesuffix(".00")
    return f"{text.replace('.', ',') if language == 'vi' else text}%"


def rate(value: Rate, language: Language, nothing: str) -> str:
    """A rate with its fraction, ``12/20 = 60%``; ``nothing`` where there is no whole."""
    if value.percent is None:
        return nothing
    part, of = whole(value.part, language), whole(value.whole, language)
    return f"{part}/{of} = {percent(value.percent, language)}"
