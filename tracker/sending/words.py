"""What a way out of the house needs to know, and how it went."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import SecretStr

_LONGEST: Final = 300


class Security(StrEnum):
    """How the way to the mail server is kept private."""

    STARTTLS = "starttls"
    """It begins readable and is made private before anything is said; else nothing is."""
    TLS = "tls"
    NONE = "none"
    """Readable by whoever listens: for a server on the same machine or network."""


class Why(StrEnum):
    """Why something did not go out."""

    UNREACHABLE = "unreachable"
    SILENT = "silent"
    """It did not answer in time; it may have taken it."""
    REFUSED = "refused"
    BAD_ADDRESS = "bad_address"
    """No address that anything can be sent to."""
    FORBIDDEN_ADDRESS = "forbidden_address"
    """An address that programs of this house may not call."""
    ENDED = "ended"
    """The other side said that it wants nothing any more."""


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
    seconds: float = 30
    """After so many it counts as silent."""


class NotSentError(Exception):
    """It did not go out, or nobody knows whether it did.

    Args:
        why: the sort of reason.
        said: what the other side said, on one line; empty where it said nothing.
        for_good: it never will go out as it is; else it may later.
        closed: the way itself is closed, so nothing else needs to be tried on it just now.
    """

    def __init__(
        self, why: Why, said: str = "", *, for_good: bool = False, closed: bool = False
    ) -> None:
        self.why = why
        self.said = one_line(said)[:_LONGEST]
        self.for_good = for_good
        self.closed = closed
        super().__init__(f"{why}: {self.said}")


def one_line(text: str) -> str:
    """Somebody else's words without what would begin a line or hide in it."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
