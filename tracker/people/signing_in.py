"""Signing in and out: one answer for everything that is wrong, and a growing delay."""

from dataclasses import dataclass, field
from datetime import datetime

from tracker.clock import Clock
from tracker.people.people import People
from tracker.rights.granting import Caller


@dataclass(frozen=True)
class Attempt:
    """What somebody typed, and from where.

    ``replaces`` is the session (its id) that the browser had so far; it ends by signing in.
    """

    name: str
    password: str = field(repr=False)
    code: str | None = field(repr=False)
    address: str
    agent: str
    replaces: str | None = None


@dataclass(frozen=True)
class SignedIn:
    """A session just begun: what the browser keeps, and what its writes must repeat."""

    cookie: str = field(repr=False)
    csrf: str = field(repr=False)
    session_id: str
    caller: Caller = field(repr=False)
    expires_at: datetime
    """When it ends whatever happens; unused it ends earlier."""


def sign_in(people: People, attempt: Attempt, clock: Clock) -> SignedIn:
    """Begins a session.

    Raises:
        UnauthenticatedError: ``sign_in_refused`` for an unknown name, a wrong password or a
            disabled account alike; ``second_factor_needed`` and ``second_factor_refused`` only
            after a right password.
        TooManyError: ``sign_in_too_many`` with ``seconds``, for known and unknown names alike;
            nothing was checked.
    """
    raise NotImplementedError


def sign_in_as(  # noqa: PLR0913, PLR0917 - a sentence
    people: People, name: str, by: str, address: str, agent: str, clock: Clock
) -> SignedIn:
    """Begins a session for somebody whom another has vouched for (``by``: "oidc").

    Raises:
        UnauthenticatedError: ``sign_in_refused``: no such account, or it is disabled.
    """
    raise NotImplementedError


def sign_out(people: People, session_id: str, clock: Clock) -> None:
    """Ends one session; one that has ended already is no error."""
    raise NotImplementedError


def sign_out_everywhere(people: People, name: str, actor: str, clock: Clock) -> int:
    """Ends all sessions of an account; gives how many there were.

    Raises:
        NotFoundError: ``unknown_account``.
    """
    raise NotImplementedError
