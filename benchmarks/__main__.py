"""Runs the benchmarks: ``python -m benchmarks [--items N] [--parts import,counts] ...``."""

import argparse
import os
from time import perf_counter
from typing import Final

from benchmarks import (
    api,
    counting,
    importing,
    listing,
    pages,
    projecting,
    rebuilding,
    reforming,
    saving,
    scheduler,
    selftest,
    sizes,
)
from benchmarks.filling import fill_store
from benchmarks.generator import Generator
from benchmarks.ground import Ground, ground, machine, settle
from benchmarks.report import Report, note, progress_note

PARTS: Final = (
    "selftest",
    "import",
    "rebuild",
    "counts",
    "lists",
    "bytes",
    "incremental",
    "save",
    "reform",
    "api",
    "pages",
    "scheduler",
)
_OWN_STORE: Final = {"selftest", "scheduler"}
"""Parts that fill a store of their own."""


def main() -> None:
    """Measures the parts asked for, then prints the table."""
    options = _options()
    with ground(keep=options.keep) as place:
        note(f"{options.items:,} items; {machine(place.url)}")
        if "selftest" in options.parts:
            selftest.run(place)
        report = Report()
        if set(options.parts) - _OWN_STORE:
            _measure(place, options, report)
        if "scheduler" in options.parts:
            scheduler.measure(place, options.items, report, profile=options.profile)
        if report.figures:
            note(f"\n{options.items:,} items; {machine(place.url)}\n")
            note(report.table())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--items", type=int, default=int(os.environ.get("ITEMS") or 200_000))
    parser.add_argument(
        "--parts",
        type=lambda text: tuple(text.split(",")),
        default=PARTS,
        help=f"only some of {','.join(PARTS)}",
    )
    parser.add_argument("--keep", action="store_true", help="leave the server's home behind")
    parser.add_argument(
        "--reuse", action="store_true", help="take the store of a kept TRACKER_BENCH_HOME as it is"
    )
    parser.add_argument("--profile", action="store_true", help="run the profiler as well")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return options


def _measure(place: Ground, options: argparse.Namespace, report: Report) -> None:
    parts, items = options.parts, options.items
    if "import" in parts:
        url = importing.measure(place, items, report, profile=options.profile)
    elif options.reuse and place.exists("store"):
        url = place.address("store")
    else:
        url = _filled(place, items)
    if "rebuild" in parts:
        rebuilding.measure(url, report, profile=options.profile)
    else:
        rebuilding.make_sure(url)
    _ask(parts, url, items, report)
    if "bytes" in parts:
        sizes.measure(url, report)
        sizes.measure_grown(place, items, report)
    if "incremental" in parts:
        projecting.measure(url, items, report, profile=options.profile)
    if "save" in parts:
        saving.measure(url, items, report)
    if "reform" in parts:
        reforming.measure(url, report)
    if "api" in parts:
        api.measure(url, items, report)
    if "pages" in parts:
        pages.measure(url, items, report)


def _ask(parts: tuple[str, ...], url: str, items: int, report: Report) -> None:
    if "counts" in parts:
        counting.measure(url, items, report)
    if "lists" in parts:
        listing.measure(url, items, report)


def _filled(place: Ground, items: int) -> str:
    url = place.store("store")
    progress_note(f"filling a store with {items:,} items")
    began = perf_counter()
    events = fill_store(url, Generator(items), place.folder)
    progress_note(f"{events:,} events in {perf_counter() - began:.0f} s")
    settle(url)
    return url


if __name__ == "__main__":
    main()
