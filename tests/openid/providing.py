"""A provider process that can be stopped, started and given a new key, and who signs in at it."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import httpx
from jwcrypto.jwk import JWK
from pydantic import SecretStr

from tests.support.programs import Program, programs
from tracker.clock import SystemClock
from tracker.openid.words import Registration

HERE = "http://tracker.example"
CALLBACK = f"{HERE}/api/v1/sign-in/openid/callback"
PASSWORD = "chín chữ cái trở lên"  # noqa: S105 - of people that only the tests know
PEOPLE = tuple(f"nguyen.van.{number}" for number in range(1, 101))
_OTHERS = iter(PEOPLE)
CLIENT, SECRET = "tracker", "bí mật: 50%+1 & những điều khác nữa"
SHARING = "tracker-sharing"
"""A client to which the provider signs with the secret that both know (HS256)."""


class RunningClock:
    """Runs with the machine's, for the provider's tokens do; it may be set ahead."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


def somebody() -> str:
    """Somebody registered at the provider whom nobody has asked for yet."""
    return next(_OTHERS)


@dataclass
class OpenIDProvider:
    """One provider; its folder holds all that it knows."""

    folder: Path
    _start: Callable[..., Program] = field(repr=False)
    issuer: str = ""
    _program: Program | None = None

    def start(self) -> None:
        """Begins to answer, where it answered before."""
        port = urlsplit(self.issuer).port or 0
        self._program = self._start("openid_provider", self.folder, port)
        self.issuer = self._program.says()

    @contextmanager
    def down(self) -> Iterator[None]:
        """Does not answer for the length of the block."""
        assert self._program
        self._program.close()
        try:
            yield
        finally:
            self.start()

    def renew_key(self) -> None:
        """Is started anew with another key, and knows the old one no more."""
        with self.down():
            write_key(self.folder)

    def registration(self, **differing: Any) -> Registration:
        secret, scopes = SecretStr(SECRET), "openid profile email"
        usual = Registration(self.issuer, CLIENT, secret, scopes, "preferred_username")
        return usual._replace(**differing)

    def key(self) -> JWK:
        """What it signs with; only forgers ask for it."""
        return JWK.from_pem((self.folder / "key.pem").read_bytes())


def write_key(folder: Path) -> None:
    key = JWK.generate(kty="RSA", size=2048)
    (folder / "key.pem").write_bytes(key.export_to_pem(private_key=True, password=None))


@contextmanager
def provider_in(folder: Path) -> Iterator[OpenIDProvider]:
    """A running provider whose people and clients are registered."""
    write_key(folder)
    clients = {CLIENT: "RS256", SHARING: "HS256"}
    registered = {
        "people": [
            {"username": name, "password": PASSWORD, "email": f"{name}@example.vn"}
            for name in PEOPLE
        ],
        "clients": [
            {
                "client_id": name,
                "client_secret": SECRET,
                "hash_client_secret": False,
                "algorithm": algorithm,
                "redirect_uris": CALLBACK,
            }
            for name, algorithm in clients.items()
        ],
    }
    (folder / "registered.json").write_text(json.dumps(registered))
    with programs() as start:
        provider = OpenIDProvider(folder, start)
        provider.start()
        yield provider


class Browser:
    """Somebody's browser at the provider: keeps its cookies, fills its forms."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._client = httpx.Client(trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def sent_back(self, way_in: str, *, agrees: bool = True) -> dict[str, str]:
        """Goes to the provider, signs in, agrees or not; with what it is sent back to us."""
        page = self._client.get(way_in)
        while not page.headers.get("location", "").startswith(HERE):
            page = self._onwards(page, agrees=agrees)
        back = urlsplit(page.headers["location"])
        assert f"{back.scheme}://{back.netloc}{back.path}" == CALLBACK
        return dict(parse_qsl(back.query))

    def _onwards(self, page: httpx.Response, *, agrees: bool) -> httpx.Response:
        if page.is_redirect:
            return self._client.get(page.url.join(page.headers["location"]))
        assert page.status_code == 200, page.text
        assert "errorlist" not in page.text, page.text
        filled = hidden_fields(page.text)
        if 'name="password"' in page.text:
            filled |= {"username": self.name, "password": PASSWORD}
        elif agrees:
            filled["allow"] = "Authorize"
        return self._client.post(page.url, data=filled)


def hidden_fields(page: str) -> dict[str, str]:
    """What a form sends without anybody typing it."""
    inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    return {attribute(tag, "name"): attribute(tag, "value") for tag in inputs}


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def parameters(url: str) -> dict[str, Any]:
    return dict(parse_qsl(urlsplit(url).query))
