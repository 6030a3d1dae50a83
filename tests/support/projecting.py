"""A projector in a process of its own: ``projecting URL BATCH``; any line on stdin ends it.

Says ``true`` when it comes to lead and ``false`` when it no longer does.
"""

import sys
from threading import Event, Thread

from tests.support.say import say
from tracker.projections.projector import Projector


def main(database_url: str, batch: int) -> None:
    projector = Projector(database_url, batch=batch)
    stop, told = Event(), Event()
    work = Thread(target=projector.run, args=(stop,))
    work.start()
    Thread(target=lambda: (sys.stdin.readline(), told.set()), daemon=True).start()
    leading = False
    while not told.wait(0.02) and work.is_alive():
        if projector.health.leading != leading:
            leading = projector.health.leading
            say(leading)
    stop.set()
    work.join()
    if projector.health.failure is not None:
        say(projector.health.failure.code)


main(sys.argv[1], int(sys.argv[2]))
