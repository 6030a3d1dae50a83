"""What a way out of the house needs to know, and how it went."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import SecretStr


class Security(StrEnum):
    """How the way to the mail server is kept private."""

    STARTTLS = "starttls"
    """It begins readable and is made private before anything is said; else nothing is."""
    TLS = "tls"
    NONE = "none"
    """Readable by whoever listens: for a server on the same machine or network."""


@dataclass(frozen=True)
class MailServer:
    """The office's mail server, and as whom mail is sent."""

    host: str
    port: int
    security: Security
    sender: str
    """The address that mail comes from."""
    user: str | None = None
    password: SecretStr | None = None


class NotSentError(Exception):
    """It did not go out; the text says why, in the words of who refused it.

    ``for_good``: it never will, as it is; else it may later.
    """

    def __init__(self, why: str, *, for_good: bool = False) -> None:
        super().__init__(short(why))
        self.for_good = for_good


_LONGEST = 300


def short(why: str) -> str:
    """Somebody else's words on one line, as long as they are worth keeping."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in why).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
