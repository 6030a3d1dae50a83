"""Administrators before their browsers: looking at pages, filling forms, reading the log."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.api.asking import Web
from tests.api.people.browsers import Browser, signed_in
from tests.web.reading_pages import Page
from tracker.reading.recorded import end_of_log

EVERYBODY = "quan.tri"
"""Administers and audits the whole installation."""


@dataclass
class Bureau:
    """The office; each person signs in once."""

    web: Web
    _browsers: dict[str, Browser] = field(default_factory=dict)

    def browser(self, name: str = EVERYBODY) -> Browser:
        """The browser of somebody."""
        if name not in self._browsers:
            self._browsers[name] = signed_in(self.web, name)
        return self._browsers[name]

    def look(self, path: str, status: int = 200, *, as_: str = EVERYBODY, **asked: str) -> Page:
        """A page as somebody sees it."""
        address = f"{path}?{urlencode(asked)}" if asked else path
        return Page.of(self.browser(as_).ask("GET", address), status)

    def send(
        self, page: Page, action: str, /, as_: str = EVERYBODY, **typed: Any
    ) -> httpx.Response:
        """Sends the form of a page that leads to ``action``, with what a person typed."""
        data = page.filled(action, **typed)
        response = self.browser(as_).ask("POST", action, data=data)
        if response.status_code == HTTPStatus.SEE_OTHER:
            self.web.found.catch_up()
        return response

    def confirm(self, page: Page, action: str, /, **typed: Any) -> httpx.Response:
        """Sends what was shown before, to be recorded."""
        return self.send(page, action, step="confirm", **typed)

    def said(self, response: httpx.Response, *, as_: str = EVERYBODY) -> str:
        """What the page says to which an answer leads."""
        assert response.status_code == 303, response.text
        path = response.headers["location"]
        return Page.of(self.browser(as_).ask("GET", path)).text

    def forget_browsers(self) -> None:
        """Everybody signs in anew: sessions do not last from day to day."""
        self._browsers.clear()

    @property
    def recorded(self) -> int:
        """The last position of the log."""
        with self.web.found.pool.connection() as connection:
            return end_of_log(connection)
