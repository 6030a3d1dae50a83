"""A scheduler with one job: ``scheduling DATABASE_URL batches|deaf``.

``batches`` says when a batch begins, and ends it when it reads a line; ``deaf`` never ends.
"""

import sys
from threading import Event, Thread

from apscheduler.triggers.cron import CronTrigger
from pydantic import SecretStr

from scheduler.running import run
from scheduler.schedule import Standing
from tests.support.say import say
from tracker.bootstrap import Installation, opened
from tracker.cli.running import set_by_signals
from tracker.days import LOCAL_ZONE
from tracker.settings import Settings
from tracker.upkeep.runs import Result

DAILY = CronTrigger(hour=2, timezone=LOCAL_ZONE)


def batches(_: Installation, stop: Event) -> Result:
    """Works until it is told to stop."""
    done = 0
    Thread(target=_hear, args=(stop,), daemon=True).start()
    while not stop.is_set():
        done += 1
        say(f"batch {done} begins")
        sys.stdin.readline()
    return Result({"batches": done}, "stopped")


def _hear(stop: Event) -> None:
    stop.wait()
    say("told to stop")


def deaf(_: Installation, __: Event) -> Result:
    """Does not look whether it is to stop."""
    say("deaf")
    Event().wait()
    raise AssertionError


def main(database_url: str, how: str) -> None:
    job = {"batches": batches, "deaf": deaf}[how]
    stop = set_by_signals()
    with opened(Settings(database_url=SecretStr(database_url))) as found:
        run(found, stop, [Standing(how, DAILY, job)], patience=0.2 if how == "deaf" else 60)
    say("left")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
