"""What runs beside the web server in its process: the projector, and the database's keeper."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from tracker.bootstrap import Installation
from tracker.database.embedded import EmbeddedPostgres
from tracker.errors import UnavailableError, UnfitEnvironmentError
from tracker.projections.projector import Health, Projector

logger: Final = logging.getLogger(__name__)

_LOOK_EVERY_SECONDS: Final = 1.0


@contextmanager
def background(installation: Installation) -> Iterator[Health]:
    """Runs them until the block ends; gives what the projector says of itself."""
    stop = Event()
    projector = Projector(installation.database_url)
    threads = [Thread(target=projector.run, args=(stop,), name="projector", daemon=True)]
    if installation.embedded is not None:
        keeper = Thread(
            target=_keep, args=(installation.embedded, stop), name="database-keeper", daemon=True
        )
        threads.append(keeper)
    for thread in threads:
        thread.start()
    try:
        yield projector.health
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _keep(embedded: EmbeddedPostgres, stop: Event) -> None:
    """Starts the embedded database again whenever it died; nobody else is there to do it."""
    while not stop.wait(_LOOK_EVERY_SECONDS):
        try:
            embedded.ensure_running()
        except (UnavailableError, UnfitEnvironmentError) as error:
            logger.warning("the embedded database is not up yet: %s", error)
