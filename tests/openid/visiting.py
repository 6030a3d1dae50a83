"""A visitor of the product: its browser's cookies, and the same browser at the provider."""

import asyncio
from typing import Any
from urllib.parse import urlencode

import httpx
from fastapi import FastAPI

from tests.openid.providing import HERE, Browser

WAY = "/api/v1/sign-in/openid"
CALLBACK_PATH = f"{WAY}/callback"


class Visitor:
    """One browser; it follows no redirect by itself."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.cookies = httpx.Cookies()

    def ask(self, path: str, *, method: str = "GET", **told: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url=HERE, cookies=self.cookies
            ) as client:
                response = await client.request(method, path, **told)
                self.cookies = client.cookies
                return response

        return asyncio.run(send())

    def begin(self, **query: str) -> str:
        """Asks for the way in; where at the provider it leads."""
        answer = self.ask(WAY, params=query)
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def come_back(self, told: dict[str, str]) -> httpx.Response:
        """Comes back from the provider with what it says, as a browser led here by it."""
        led = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
        return self.ask(f"{CALLBACK_PATH}?{urlencode(told)}", headers=led)

    def sign_in(self, browser: Browser, **query: str) -> httpx.Response:
        """The whole way: to the provider, through its forms, and back."""
        return self.come_back(browser.sent_back(self.begin(**query)))

    def me(self) -> httpx.Response:
        return self.ask("/api/v1/me")

    def name(self) -> str:
        """As whom it is signed in."""
        answer = self.me()
        assert answer.status_code == 200, answer.text
        return str(answer.json()["name"])
