"""Where the time of a measure goes, by the profiler; only when asked for."""

import cProfile
import io
import pstats
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from benchmarks.report import note


def profiled(name: str, *, wanted: bool) -> Any:
    """A block that is profiled if wanted; the profiler itself makes everything slower."""
    return _profiled(name) if wanted else nullcontext()


@contextmanager
def _profiled(name: str) -> Iterator[None]:
    profiler = cProfile.Profile()
    profiler.enable()
    try:
        yield
    finally:
        profiler.disable()
        for order in ("cumulative", "tottime"):
            out = io.StringIO()
            pstats.Stats(profiler, stream=out).sort_stats(order).print_stats(40)
            note(f"profile of {name}, by {order}\n{out.getvalue()}")
