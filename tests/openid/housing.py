"""The product with a provider, and the people in it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.api.asking import Web, serving
from tests.openid.providing import CLIENT, HERE, SECRET, Browser, OpenIDProvider, RunningClock
from tests.openid.visiting import Visitor
from tracker.people.listing import history
from tracker.people.people import People
from tracker.people.registering import (
    DisablePerson,
    EnablePerson,
    RegisterPerson,
    disable,
    enable,
    register,
)
from tracker.people.signing_in import sign_in_as


class House:
    """An application with people; each test brings its own."""

    def __init__(self, web: Web, clock: RunningClock) -> None:
        self.web, self.clock = web, clock
        self.people: People = web.found.people

    def register(self, name: str) -> None:
        command = RegisterPerson(
            actor="quan.tri", command_id=str(uuid4()), name=name, full_name="Một người"
        )
        register(command, self.people, self.clock)

    def disable(self, name: str) -> None:
        disable(self._on(DisablePerson, name), self.people, self.clock)

    def enable(self, name: str) -> None:
        enable(self._on(EnablePerson, name), self.people, self.clock)

    def _on(self, command: Callable[..., Any], name: str) -> Any:
        return command(actor="quan.tri", command_id=str(uuid4()), name=name, expected_version=None)

    def visitor(self) -> Visitor:
        return Visitor(self.web.app)

    def signed_in(self, name: str) -> Visitor:
        """Somebody who came in by a password."""
        visitor = self.visitor()
        session = sign_in_as(self.people, name, "password", "192.0.2.1", "test", self.clock)
        host = urlsplit(HERE).hostname or ""
        visitor.cookies.set("tracker_session", session.cookie, domain=host)
        return visitor

    def link(self, name: str, browser: Browser) -> Visitor:
        """Somebody who came in by a password links the account."""
        visitor = self.signed_in(name)
        answer = visitor.come_back(self.begin_link(visitor, browser))
        assert answer.status_code == 303, answer.text
        return visitor

    def begin_link(self, visitor: Visitor, browser: Browser, **body: str) -> dict[str, str]:
        """Somebody signed in is sent to the provider to link the account; what it says."""
        csrf = visitor.me().json()["csrf"]
        answer = visitor.ask(
            "/api/v1/me/openid", method="POST", json=body, headers={"x-csrf-token": csrf}
        )
        assert answer.status_code == 200, answer.text
        return browser.sent_back(answer.json()["location"])

    def happened(self, name: str) -> list[str]:
        return [event.topic for event in history(self.people.pool, name)]


@contextmanager
def house_of(provider: OpenIDProvider, url: str, **told: Any) -> Iterator[House]:
    """The product on a database, with a provider and other settings."""
    settings = {
        "public_address": HERE,
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
        **told,
    }
    clock = RunningClock()
    with serving(url, clock=clock, **settings) as web:
        yield House(web, clock)
