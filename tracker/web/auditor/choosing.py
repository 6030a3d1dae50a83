"""Days that reports are often closed on, to choose from: a help, no rule (domain.md section 2)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from tracker.web.auditor.asking import FIGURES, FiguresQuery
from tracker.web.frame.addresses import Addresses, Parameter

_CLOSING_DAY: Final = 14
"""Windows go from the 15th to the 14th."""
_MONTHS: Final = 12
_SORTS: Final = (("month", 1), ("quarter", 3), ("half", 6), ("year", 12))
"""What a period is called and how many months it has."""


class Window(NamedTuple):
    """A period of reporting that has ended."""

    sort: str
    """``month``, ``quarter``, ``half`` or ``year``."""
    number: int
    """Which of its year."""
    year: int
    first: date
    last: date


def windows(today: date) -> list[Window]:
    """The last period of each sort that ended before today, the latest first."""
    found = [next(_ended(sort, months, today)) for sort, months in _SORTS]
    return sorted(found, key=lambda window: window.last, reverse=True)


def _ended(sort: str, months: int, today: date) -> Iterator[Window]:
    month = date(today.year, today.month, _CLOSING_DAY)
    while True:
        if month < today and month.month % months == 0:
            first = _earlier(month, months) + timedelta(days=1)
            yield Window(sort, month.month // months, month.year, first, month)
        month = _earlier(month, 1)


def _earlier(day: date, months: int) -> date:
    """The same day some months before."""
    years, month = divmod(day.year * _MONTHS + day.month - 1 - months, _MONTHS)
    return day.replace(year=years, month=month + 1)


class Preset(NamedTuple):
    """A window with the ways to look at its last day."""

    window: Window
    as_known_now: str
    as_known_then: str
    compared: str
    """Then beside now."""


def presets(today: date, href: Addresses, query: FiguresQuery) -> list[Preset]:
    """The windows that ended last, each for the items that the page is about."""
    return [_preset(window, href, query) for window in windows(today)]


def _preset(window: Window, href: Addresses, query: FiguresQuery) -> Preset:
    beside = dict.fromkeys(("against", "against_now", "against_as_of", "page"))
    day = window.last.isoformat()

    def at(known_at: str | None, **more: Parameter) -> str:
        told = {**query.told(**beside), "as_of": day, "known_at": known_at}
        return href(FIGURES, **{**told, **more})

    return Preset(window, at(None), at(day), at(day, against_now=True))
