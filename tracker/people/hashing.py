"""How passwords are kept: Argon2id, dearer as machines grow, never the password itself."""

from base64 import b64encode
from secrets import token_bytes
from typing import Final, NamedTuple
from unicodedata import normalize

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

_MEMORY_KIB: Final = 19_456
_PASSES: Final = 3
"""Above the least that OWASP asks for of Argon2id: 19 MiB gone over twice in one lane."""

_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32
_LONGEST_TYPED: Final = 2_000
"""More signs than the longest password has, however they are composed; they cost time."""


class Match(NamedTuple):
    """Whether a password was right, and its hash by today's parameters if that one is weaker."""

    right: bool
    rehashed: str | None = None


class PasswordHasher:
    """Argon2id with its parameters.

    Args:
        memory_kib: memory of one hash in KiB.
        passes: how often it is gone over.
    """

    def __init__(self, *, memory_kib: int = _MEMORY_KIB, passes: int = _PASSES) -> None:
        argon2 = Argon2Hasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)
        self._hasher = PasswordHash((argon2,))
        self._nobodys = _unmatched(memory_kib, passes)

    def hashed(self, password: str) -> str:
        """The hash that is kept of a password, in the PHC string format."""
        return self._hasher.hash(_bytes(password))

    def matches(self, password: str, kept: str | None) -> Match:
        """Whether a password is the one kept; it takes its time even where none is kept."""
        if len(password) > _LONGEST_TYPED:
            password, kept = "", None
        right, rehashed = self._hasher.verify_and_update(_bytes(password), kept or self._nobodys)
        return Match(right, rehashed) if kept is not None else Match(right=False)


def composed(password: str) -> str:
    """The same password however a keyboard composes its letters (NIST SP 800-63B 3.1.1.2)."""
    return normalize("NFKC", password)


def _unmatched(memory_kib: int, passes: int) -> str:
    """What looks like a kept hash and is of no password; to compare with it takes as long."""
    salt, digest = (
        b64encode(token_bytes(size)).decode().rstrip("=") for size in (_SALT_BYTES, _HASH_BYTES)
    )
    return f"$argon2id$v=19$m={memory_kib},t={passes},p=1${salt}${digest}"


def _bytes(password: str) -> bytes:
    """What is hashed; also of halves of signs, which no keyboard makes but programs may send."""
    return composed(password).encode("utf-8", "surrogatepass")
