"""The rebuild of the read model from the whole log, phase by phase."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Final

import psycopg

from benchmarks.profiling import profiled
from benchmarks.report import Figure, Report, note, progress_note
from tracker.database.connect import owner_conninfo
from tracker.projections import rebuild as rebuilding
from tracker.projections.projector import catch_up

_PHASES: Final = ("_make_tables", "_build", "_make_indexes", "_catch_up", "_swap")


def measure(url: str, report: Report, *, profile: bool) -> None:
    """Rebuilds once."""
    events, copied = _copy_out(url)
    progress_note(f"rebuilding from {events:,} events")
    with _timed_phases() as phases, profiled("rebuild", wanted=profile):
        began = perf_counter()
        rebuilding.rebuild(url)
        seconds = perf_counter() - began
    report.add(
        Figure(
            "rebuild",
            events / seconds,
            "events/s",
            copied,
            "COPY out of all events",
            at_least=25_000,
        )
    )
    shown = ", ".join(f"{name.strip('_')} {took:.1f} s" for name, took in phases.items())
    note(f"   {events:,} events in {seconds:.1f} s: {shown}")


def make_sure(url: str) -> None:
    """Only has a read model built, where the rebuild is not measured."""
    rebuilding.ensure_read_model(url)
    catch_up(url)


def _copy_out(url: str) -> tuple[int, float]:
    began = perf_counter()
    statement = "copy tracker.event to stdout (format binary)"
    with psycopg.connect(owner_conninfo(url)) as connection, connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for _ in copy:
                pass
        events = cursor.rowcount
    return events, events / (perf_counter() - began)


@contextmanager
def _timed_phases() -> Iterator[dict[str, float]]:
    """Measures the functions that the rebuild calls one after another."""
    taken: dict[str, float] = {}
    originals = {name: getattr(rebuilding, name) for name in _PHASES if hasattr(rebuilding, name)}
    for name, function in originals.items():
        setattr(rebuilding, name, _timed(name, function, taken))
    try:
        yield taken
    finally:
        for name, function in originals.items():
            setattr(rebuilding, name, function)


def _timed(name: str, function: Callable[..., Any], taken: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        began = perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            taken[name] = taken.get(name, 0) + perf_counter() - began

    return timed
