"""One import in a process of its own, so that its memory is its own: ``URL FILE [--profile]``."""

import json
import re
import resource
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.profiling import profiled
from tracker.clock import SystemClock
from tracker.history.importing import import_history


def main() -> None:
    """Imports the file and prints what it took."""
    url, path = sys.argv[1:3]
    began = perf_counter()
    ends = {"read": began, "judge": began, "store": began}

    def progress(stage: str, _done: int, _whole: int) -> None:
        ends[stage] = perf_counter()

    with profiled("import-history", wanted="--profile" in sys.argv):
        imported = import_history(url, [Path(path)], SystemClock().now(), progress)
    stages = {}
    before = began
    for stage, end in ends.items():
        stages[stage] = end - before
        before = end
    print(
        json.dumps(
            {
                "events": imported.events,
                "seconds": perf_counter() - began,
                "stages": stages,
                "peak": _peak(),
            }
        )
    )


def _peak() -> int:
    """Bytes of memory this program had at most.

    Linux lets ``ru_maxrss`` begin with what the parent had when it forked, so the figure
    of the program's own memory is preferred.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found is not None:
            return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
