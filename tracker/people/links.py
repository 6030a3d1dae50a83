"""One-time links by which people set their password; whoever has the link has the account."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from tracker.clock import Clock
from tracker.people.people import People

LIFETIME: Final = timedelta(hours=72)


@dataclass(frozen=True)
class Invitation:
    """A link that was just made; ``secret`` is told this once."""

    secret: str = field(repr=False)
    expires_at: datetime


def invite(people: People, name: str, actor: str, clock: Clock) -> Invitation:
    """Makes a link for an account; an earlier one no longer works.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``account_is_disabled``.
    """
    raise NotImplementedError


def accept(people: People, secret: str, new_password: str, address: str, clock: Clock) -> str:
    """Sets the password by a link, ends earlier sessions, and uses the link up; gives the name.

    The second factor stays. Of two at once one wins.

    Raises:
        InvalidInputError: the password is weak; the link can be used again.
        UnauthenticatedError: ``link_refused``: unknown, used, replaced or expired.
        TooManyError: ``sign_in_too_many``: wrong links count for the address.
    """
    raise NotImplementedError
