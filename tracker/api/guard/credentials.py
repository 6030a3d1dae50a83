"""What a request shows as proof of who sends it, as far as it can be told without asking."""

import hashlib
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from tracker.api.cookies import cookie_name
from tracker.bootstrap import Installation


class Credential(NamedTuple):
    """A token or a session's cookie; whether it is valid is found out later."""

    is_token: bool
    digest: str
    """What it is counted by; the secret itself is kept nowhere."""


def credential_of(scope: Scope) -> Credential | None:
    """The token that came with a request, or else the session's cookie, or nothing."""
    headers = Headers(scope=scope)
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return Credential(is_token=True, digest=_digest(token))
    found: Installation = scope["app"].state.installation
    cookies = cookie_parser(headers.get("cookie", ""))
    secret = cookies.get(cookie_name(found.settings))
    return None if secret is None else Credential(is_token=False, digest=_digest(secret))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
