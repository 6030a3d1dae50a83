"""People before their browsers, who sign in, and programs with a token."""

from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import httpx

from tests.api.asking import Web
from tracker.api.app import PREFIX

PASSWORD = "mot buoi sang tren song Hau"  # noqa: S105 - of everybody in the tests
OTHER_PASSWORD = "con duong dat do sau mua"  # noqa: S105


@dataclass
class Browser:
    """Keeps cookies as a browser does and sends them back; ``csrf`` is what our pages know."""

    web: Web
    address: str = "10.57.31.5"
    agent: str = "Mozilla/5.0 (X11; Linux x86_64)"
    csrf: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Sends a request from the root, as a person who types or follows links."""
        headers = {"user-agent": self.agent, "x-forwarded-for": self.address}
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        response = self.web.send(method, path, headers=headers | more.pop("headers", {}), **more)
        self._keep(response)
        return response

    def get(self, path: str, **query: str) -> httpx.Response:
        """Asks below ``/api/v1``."""
        return self.ask("GET", PREFIX + path, params=query)

    def post(self, path: str, json: Any = None, **headers: str) -> httpx.Response:
        """Writes below ``/api/v1`` as a page of ours does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.csrf is not None:
            named = {"x-csrf-token": self.csrf} | named
        return self.ask("POST", PREFIX + path, json=json, headers=named)

    def sign_in(self, name: str, password: str = PASSWORD, **more: str) -> httpx.Response:
        """Signs in, successfully or not."""
        response = self.post("/sign-in", {"name": name, "password": password, **more})
        if response.status_code == 200:
            self.csrf = response.json()["csrf"]
        return response

    @property
    def is_in(self) -> bool:
        """Whether the session is good."""
        return self.get("/me").status_code == 200

    def _keep(self, response: httpx.Response) -> None:
        for line in response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


def signed_in(web: Web, name: str, **about: str) -> Browser:
    """A browser in which somebody has signed in."""
    browser = Browser(web, **about)  # type: ignore[arg-type]
    response = browser.sign_in(name)
    assert response.status_code == 200, response.text
    return browser
