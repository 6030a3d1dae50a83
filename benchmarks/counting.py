"""Counts at random (C, K): of one unit, of a province, of the whole country."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any, ClassVar, Final, NamedTuple

import psycopg
from psycopg import Connection, Cursor
from psycopg.sql import SQL, Composed

from benchmarks.country import ROOT, Country
from benchmarks.report import Figure, Report, note, percentile
from tracker.database.connect import app_conninfo
from tracker.reading.counts import counts
from tracker.reading.cut import Cut, Filters, cut_at

MILLISECONDS: Final = 1_000
LATEST: Final = datetime(2030, 1, 1, tzinfo=UTC)
"""After all that is generated."""
_FIRST: Final = datetime(2025, 1, 15, tzinfo=UTC)
_DAYS: Final = 400


class Timing(NamedTuple):
    """Milliseconds of one question."""

    wall: float
    executing: float
    planning: float


class _Noting(Cursor[Any]):
    """A cursor that keeps what it was asked."""

    asked: ClassVar[list[tuple[Any, Any]]] = []

    def execute(self, query: Any, params: Any = None, **kwargs: Any) -> "_Noting":
        self.asked.append((query, params))
        return super().execute(query, params, **kwargs)


def measure(url: str, items: int, report: Report) -> None:
    """Asks for random units, random provinces and the country."""
    country = Country(items)
    with (
        psycopg.connect(app_conninfo(url), autocommit=True) as connection,
        psycopg.connect(app_conninfo(url), autocommit=True, cursor_factory=_Noting) as noting,
    ):
        trip = _round_trip(connection)
        random = Random(3)
        ask = _Asker(connection, noting, random)
        _figures(report, "counts of one unit", ask.timings(country.leaves, 400), trip, 5)
        provinces = f"counts of a province ({len(country.leaves) // len(country.provinces)} units)"
        _figures(report, provinces, ask.timings(country.provinces, 60), trip, 100)
        _figures(report, "counts of the country", ask.timings([None], 8), trip, None)
        _figures(report, "counts below the root", ask.timings([ROOT], 8), trip, None)
        cuts = [_timed_cut(connection, random) for _ in range(100)]
        note(f"   K to position: p50 {percentile(cuts, 0.5):.2f} ms, {_p95(cuts)} ms")


def _p95(values: Sequence[float]) -> str:
    return f"p95 {percentile(values, 0.95):.2f}"


def _figures(
    report: Report, name: str, timings: list[Timing], trip: float, bound: float | None
) -> None:
    executing = [timing.executing for timing in timings]
    wall = [timing.wall for timing in timings]
    planning = [timing.planning for timing in timings]
    report.add(
        Figure(
            f"{name}, p95 in the database",
            percentile(executing, 0.95),
            "ms",
            trip,
            "select 1",
            at_most=bound,
        )
    )
    note(
        f"   executing p50 {percentile(executing, 0.5):.2f} {_p95(executing)} ms;"
        f" planning p50 {percentile(planning, 0.5):.2f} ms;"
        f" client wall p50 {percentile(wall, 0.5):.2f} {_p95(wall)} ms"
    )


def _round_trip(connection: Connection[Any]) -> float:
    taken = []
    for _ in range(300):
        began = perf_counter()
        connection.execute("select 1").fetchone()
        taken.append((perf_counter() - began) * MILLISECONDS)
    return percentile(taken, 0.5)


def random_cut(connection: Connection[Any], random: Random) -> Cut:
    """Any day and any known-at time of the history, independent of each other."""
    as_of: date = (_FIRST + timedelta(days=random.randrange(_DAYS))).date()
    known_at = _FIRST + timedelta(seconds=random.randrange(_DAYS * 86_400))
    return cut_at(connection, as_of, known_at, known_at)


def _timed_cut(connection: Connection[Any], random: Random) -> float:
    began = perf_counter()
    random_cut(connection, random)
    return (perf_counter() - began) * MILLISECONDS


class _Asker:
    """Asks each question twice: as the product does, then explained statement by statement."""

    def __init__(
        self, connection: Connection[Any], noting: Connection[Any], random: Random
    ) -> None:
        self._connection = connection
        self._noting = noting
        self._random = random

    def timings(self, codes: Sequence[str | None], times: int) -> list[Timing]:
        """One timing for each question, each of a unit and a cut chosen at random."""
        return [self._timing(self._random.choice(codes)) for _ in range(times)]

    def _timing(self, code: str | None) -> Timing:
        cut = random_cut(self._connection, self._random)
        filters = Filters(unit=code)
        began = perf_counter()
        counts(self._connection, cut, filters)
        wall = (perf_counter() - began) * MILLISECONDS
        _Noting.asked.clear()
        counts(self._noting, cut, filters)
        plans = [self._explained(query, params) for query, params in tuple(_Noting.asked)]
        return Timing(
            wall,
            sum(plan["Execution Time"] for plan in plans),
            sum(plan["Planning Time"] for plan in plans),
        )

    def _explained(self, query: Any, params: Any) -> dict[str, Any]:
        explain = SQL("explain (analyze, timing off, format json) ")
        statement = Composed([explain, SQL(query) if isinstance(query, str) else query])
        row = self._connection.execute(statement, params).fetchone()
        answer = row[0] if row else "[]"
        plans = json.loads(answer) if isinstance(answer, str) else answer
        return dict(plans[0])
