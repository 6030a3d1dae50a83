"""What can go wrong, by kind.

An error carries a stable ``code`` and its ``details``; the words that a person
reads are in the catalogue under ``error.<code>``, in Vietnamese and in English.
HTTP statuses and exit codes are chosen at the edges, never here.
"""


class TrackerError(Exception):
    """Root of everything this product refuses or fails to do."""

    def __init__(self, code: str, /, **details: object) -> None:
        super().__init__(code, details)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        """Code and details, for logs; people read the catalogue's words instead."""
        facts = ", ".join(f"{name}={value!r}" for name, value in self.details.items())
        return f"{self.code}({facts})"


class InvalidInputError(TrackerError):
    """The input is malformed: a field, its value, and what was expected."""


class NotFoundError(TrackerError):
    """Nothing is known under the given name."""


class RuleViolationError(TrackerError):
    """Well formed, but against a rule of contract.md section 2; names what is in the way."""


class StaleVersionError(TrackerError):
    """The item changed after the caller saw it."""


class UnauthenticatedError(TrackerError):
    """Nobody is signed in, or what was shown as proof is not valid."""


class ForbiddenError(TrackerError):
    """Signed in, but without the right to this, here, on that day."""


class TooManyError(TrackerError):
    """Too many requests or attempts; ``seconds`` says when to come back."""


class TooLargeError(TrackerError):
    """More bytes than are taken."""


class UnsupportedTypeError(TrackerError):
    """Content of a type that is not taken."""


class UnavailableError(TrackerError):
    """The database is busy, down or behind; the same request may succeed later."""


class UnfitEnvironmentError(TrackerError):
    """This machine or database is not set up so that the product can run on it."""
