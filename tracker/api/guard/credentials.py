"""What a request shows as proof of who sends it, as far as it can be told without asking."""

import hashlib
from typing import NamedTuple

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
    shown = {name: value for name, value in scope["headers"] if name in _SHOWN}
    if b"authorization" in shown:
        return Credential(is_token=True, digest=_digest(shown[b"authorization"]))
    found: Installation = scope["app"].state.installation
    cookies = cookie_parser(shown.get(b"cookie", b"").decode("latin-1"))
    secret = cookies.get(cookie_name(found.settings))
    return None if secret is None else Credential(is_token=False, digest=_digest(secret.encode()))


_SHOWN = frozenset({b"authorization", b"cookie"})


def _digest(secret: bytes) -> str:
    return hashlib.sha256(secret).hexdigest()
