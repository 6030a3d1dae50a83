"""Asks the application as a reader's program would, and reads its refusals."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from pydantic import SecretStr

from tests.support.askers import Held, employ, everybody, token_of
from tests.support.scenario import Office
from tracker.api.app import PREFIX
from tracker.bootstrap import Installation, opened
from tracker.clock import Clock
from tracker.days import LOCAL_ZONE
from tracker.projections.projector import Health
from tracker.settings import Settings
from tracker.web.site import create_site

WHEN_ASKED = datetime(2024, 6, 3, 9, tzinfo=LOCAL_ZONE)
"""After the last event of the sample."""
HUONG_HUU, PHUNG_HIEP = "H57.31.05", "H30.35"
PROBLEM = "application/problem+json"
WITHOUT_RATES = dict.fromkeys(
    [f"rate_{sort}_per_minute" for sort in ("reads", "writes", "exports", "strangers")], 0
)
BESIDE = {"field", "problems", "version", "changed"}
"""What some refusals say beside what all say."""
TYPES = "urn:reform-tracker:problem:"


@dataclass
class Web:
    """A running application and what a test may want of it; ask it from any thread."""

    found: Installation
    health: Health
    app: FastAPI
    _client: httpx.AsyncClient
    _portal: BlockingPortal
    token: str | None = None
    """Of the account that asks where a request does not say who does."""

    @property
    def credentials(self) -> dict[str, str]:
        """The headers that say who asks; for tests that send requests themselves."""
        return {} if self.token is None else {"authorization": f"Bearer {self.token}"}

    def signed_in_as(self, name: str, *held: Held) -> str:
        """The token of a new account that holds some roles."""
        employ(self.found, name, *held)
        return token_of(self.found, name)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        language: str | None = None,
        as_: str | None = None,
        **query: object,
    ) -> httpx.Response:
        """Asks from the root; a parameter called ``from`` is given as ``from_``.

        ``as_`` is the token of another account.
        """
        headers = {} if language is None else {"accept-language": language}
        if as_ is not None:
            headers["authorization"] = f"Bearer {as_}"
        named = {name.rstrip("_"): str(value) for name, value in query.items() if value is not None}
        return self.send(method, path, params=named or None, headers=headers)

    def get(
        self, path: str, *, language: str | None = None, as_: str | None = None, **query: object
    ) -> httpx.Response:
        """Asks below ``/api/v1``."""
        return self.ask(PREFIX + path, language=language, as_=as_, **query)

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Sends any request from the root; ``headers``, ``content`` and the rest as in httpx."""
        headers = httpx.Headers(more.pop("headers", None))
        if "authorization" not in headers and "cookie" not in headers:
            headers.update(self.credentials)

        async def send() -> httpx.Response:
            return await self._client.request(method, path, headers=headers, timeout=60, **more)

        return self._portal.call(send)

    def answer(self, path: str, **query: object) -> Any:
        """The same, where it must be answered."""
        response = self.get(path, **query)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/json"
        return response.json()

    def office(self) -> Office:
        """Gives commands to the same store, by the machine's clock."""
        return Office(self.found.tracker, self.found.clock)  # type: ignore[arg-type]


@contextmanager
def serving(
    url: str, *, clock: Clock | None = None, signed_in: bool = True, **told: Any
) -> Iterator[Web]:
    """The application on a database, in this process, without a projector beside it.

    Tests ask as often as they like, unless they are told a rate as a setting.
    """
    settings = Settings(database_url=SecretStr(url), **{**WITHOUT_RATES, **told})
    with (
        opened(settings, clock=clock) as found,
        over(found, Health(), signed_in=signed_in) as web,
    ):
        yield web


@contextmanager
def over(found: Installation, health: Health, *, signed_in: bool = True) -> Iterator[Web]:
    """The application on an installation, started and stopped as a server does it.

    Who asks may do all, unless a request says otherwise; not ``signed_in``, it is nobody.
    """
    app = create_site(found, health)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    # Who asks with a cookie sends it himself; one client asks for many people.
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    base = "http://tracker.example"
    client = httpx.AsyncClient(transport=transport, base_url=base, cookies=no_cookies)
    with start_blocking_portal() as portal:
        lifespan = portal.wrap_async_context_manager(app.router.lifespan_context(app))
        with lifespan, portal.wrap_async_context_manager(client):
            token = everybody(found) if signed_in else None
            yield Web(found, health, app, client, portal, token)


def refused(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document, after the checks that every refusal must pass."""
    assert response.status_code == status, (response.status_code, response.text)
    assert response.headers["content-type"] == PROBLEM
    body = response.json()
    assert set(body) - BESIDE == {"type", "title", "status", "detail", "request_id"}
    assert body["request_id"] == response.headers["x-request-id"]
    assert body["status"] == status
    assert body["type"] == TYPES + code
    assert body["title"]
    assert body["detail"]
    return dict(body)
