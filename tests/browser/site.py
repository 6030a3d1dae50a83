"""The whole product for browsers: the sample's offices with their people, served on loopback.

The clock stands on a morning after the last event of the sample, so that figures and addresses
are the same on every run; the projector runs beside it, so that what is written shows.
"""

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, NamedTuple

import uvicorn
from pydantic import SecretStr

from tests.api.asking import WHEN_ASKED, WITHOUT_RATES
from tests.api.people.conftest import employ, hashing_cheaply
from tests.browser.living import lines
from tests.browser.people import ADMINISTRATOR, CLERK
from tests.browser.told import tell
from tests.support.scenario import write_history
from tests.support.waiting import GUARD, until
from tracker.aggregates.account import account_stream
from tracker.alerts.recipients.wishes import secret_for
from tracker.api.cookies import OVER_HTTP
from tracker.bootstrap import Installation, opened
from tracker.cli.demo_people import PEOPLE
from tracker.clock import FixedClock
from tracker.history.importing import import_history
from tracker.people.links import invite
from tracker.people.signing_in import Attempt, sign_in
from tracker.sample import HISTORIES
from tracker.serving import background, listen
from tracker.settings import Settings
from tracker.web.site import create_site

HERE = "127.0.0.1"


class Keys(NamedTuple):
    """What opens doors in a store, and in every copy of it."""

    cookies: Mapping[str, str] = {}
    """Of everybody's session, by name."""
    link: str = ""
    """The secret of a one-time link of somebody's."""
    mail: str = ""
    """The secret of a mail that somebody got."""
    dead: str = ""
    """A notice that could not be sent."""


def furnish(url: str, password: str) -> Keys:
    """Fills an empty store with the sample, its people and some last days.

    They are signed in once, for what is copied from the store has their sessions too.
    """
    clock = FixedClock(WHEN_ASKED)
    with TemporaryDirectory() as folder:
        last = write_history(Path(folder) / "last-days.history.jsonl", lines())
        import_history(url, [*HISTORIES, last], WHEN_ASKED)
    with opened(Settings(database_url=SecretStr(url)), clock=clock) as found:
        hashing_cheaply(found)
        for person in PEOPLE:
            employ(found, person.name, person.full_name, [(person.role, person.unit)])
        found.catch_up()
        cookies = {one.name: _signed_in(found, one.name, password) for one in PEOPLE}
        link = invite(found.people, CLERK, ADMINISTRATOR, clock).secret
        with found.pool.connection() as connection:
            mail = secret_for(connection, account_stream(CLERK), clock.now())
        return Keys(cookies, link, mail, str(tell(found)))


def _signed_in(found: Installation, name: str, password: str) -> str:
    return sign_in(found.people, Attempt(name, password, None, HERE, "-"), found.clock).cookie


@dataclass(frozen=True)
class Site:
    """A server that answers on loopback."""

    found: Installation = field(repr=False)
    clock: FixedClock
    address: str
    """With scheme and port, without a path."""
    keys: Keys = field(repr=False)

    def cookie_of(self, name: str) -> dict[str, str]:
        """What the browser of somebody keeps."""
        return {"name": OVER_HTTP, "value": self.keys.cookies[name], "url": self.address}


@contextmanager
def serving(url: str, keys: Keys, **told: Any) -> Iterator[Site]:
    """The application on a store, on a port of its own, as `tracker serve` runs it."""
    clock = FixedClock(WHEN_ASKED)
    with ExitStack() as exits:
        listening = exits.enter_context(listen(HERE, 0))
        port = listening.getsockname()[1]
        settings = Settings(
            database_url=SecretStr(url), host=HERE, port=port, **{**WITHOUT_RATES, **told}
        )
        found = exits.enter_context(opened(settings, clock=clock))
        hashing_cheaply(found)
        health = exits.enter_context(background(found))
        app = create_site(found, health)
        exits.enter_context(_answering(app, listening))
        yield Site(found, clock, settings.address, keys)


@contextmanager
def _answering(app: Any, listening: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        # A browser keeps its connections; what is asked no more need not be waited for.
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    until(lambda: server.started, "the server")
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(GUARD)
