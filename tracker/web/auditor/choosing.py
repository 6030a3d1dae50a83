"""Days that reports are often closed on, to choose from: a help, no rule (domain.md section 2)."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tracker.deadlines.closings import LAST_DAY, SORTS, Closing, closings, months_before
from tracker.web.auditor.asking import FIGURES, FiguresQuery
from tracker.web.frame.addresses import Addresses, Parameter

Window = Closing
"""A period of reporting that has ended."""


def windows(today: date) -> list[Window]:
    """The last period of each sort that ended before today, the latest first."""
    found = [next(_ended(sort, today)) for sort, _ in SORTS]
    return sorted(found, key=lambda window: window.last, reverse=True)


def _ended(sort: str, today: date) -> Iterator[Window]:
    day = today.replace(day=LAST_DAY)
    while True:
        if day < today:
            yield from (window for window in closings(day) if window.sort == sort)
        day = months_before(day, 1)


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
