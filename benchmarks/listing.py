"""Series and lists: a year of days in one call, a page of items, words sought, beside a count."""

from collections.abc import Callable
from datetime import date
from time import perf_counter
from typing import Any

import psycopg
from psycopg import Connection

from benchmarks.counting import LATEST, MILLISECONDS
from benchmarks.country import Country
from benchmarks.report import Figure, Report, percentile
from tracker.database.connect import app_conninfo
from tracker.reading.counts import counts
from tracker.reading.cut import Cut, Filters, cut_at
from tracker.reading.items import items
from tracker.reading.search import words_sought
from tracker.reading.series import Step, series

_TIMES = 15
_YEAR = date(2025, 1, 1), date(2025, 12, 31)
_SOUGHT = {"a reference": "P25-7 {leaf}", "two frequent words": "kiem tra"}


def measure(url: str, size: int, report: Report) -> None:
    """Asks as known now; the baseline is the count of the same unit on the last day."""
    country = Country(size)
    with psycopg.connect(app_conninfo(url), autocommit=True) as connection:
        cut = cut_at(connection, _YEAR[1], None, LATEST)
        for name, unit in (
            ("one unit", country.leaves[-1]),
            ("a province", country.provinces[0]),
            ("the country", None),
        ):
            _of(connection, cut, Filters(unit=unit), name, report)
        for name, words in _SOUGHT.items():
            sought = words_sought(words.format(leaf=country.leaves[-1]))
            found = Filters(words=sought)
            whole = _median(lambda: items(connection, cut, Filters(), limit=200))
            taken = _median(lambda found=found: items(connection, cut, found, limit=200))
            figure = f"a page of items found by {name}, in the country"
            report.add(Figure(figure, taken, "ms", whole, "a page of all items"))


def _of(connection: Connection[Any], cut: Cut, filters: Filters, name: str, report: Report) -> None:
    counted = _median(lambda: counts(connection, cut, filters))
    year = _median(lambda: series(connection, _YEAR[0], cut, filters, Step.DAY))
    figure = f"a year of days of {name}, median"
    report.add(Figure(figure, year, "ms", counted, "one count of the same"))
    page = _median(lambda: items(connection, cut, filters, limit=200))
    report.add(Figure(f"a page of items of {name}, median", page, "ms", counted, "the same count"))


def _median(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(_TIMES):
        began = perf_counter()
        ask()
        taken.append((perf_counter() - began) * MILLISECONDS)
    return percentile(taken, 0.5)
