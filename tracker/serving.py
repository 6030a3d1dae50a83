"""What a web server listens on, and what runs beside it: the projector, the database's keeper."""

import errno
import logging
import socket
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


def listen(host: str, port: int) -> socket.socket:
    """What the server listens on, held before anybody is told that it serves there.

    Raises:
        UnfitEnvironmentError: another program has the port, or this machine is not the host.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as failure:
        if failure.errno == errno.EADDRINUSE:
            raise UnfitEnvironmentError("port_taken", port=port) from failure
        raise UnfitEnvironmentError("host_unusable", host=host, port=port) from failure
    # Head and body of an answer go out one after the other; on a connection that is kept, the
    # body would wait for who asked to acknowledge the head, which takes them 40 ms. Connections
    # have this from here: for a socket that it did not make, the event loop leaves it out.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


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
