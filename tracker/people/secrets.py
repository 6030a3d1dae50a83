"""Secrets that we make ourselves; only their hashes are kept."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_urlsafe

_BYTES = 32


def new_secret() -> str:
    """256 random bits, as text for cookies, links and headers."""
    return token_urlsafe(_BYTES)


def digest(secret: str) -> bytes:
    """What is kept of a secret; of so many random bits a plain SHA-256 tells nothing."""
    return sha256(secret.encode("utf-8", "surrogatepass")).digest()


def csrf_of(cookie: str) -> str:
    """What writes of a session must repeat: known to who has the cookie, and telling it to nobody.

    A page of another site can have the cookie sent, but cannot read it.
    """
    return urlsafe_b64encode(digest(f"csrf:{cookie}")).decode().rstrip("=")
