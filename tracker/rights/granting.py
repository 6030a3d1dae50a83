"""Grants: a role for a unit between two days; who holds which on a day."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from tracker.rights.rules import RULES
from tracker.rights.words import Act, Reach, Role


class Grant(NamedTuple):
    """A role for a unit and what the role reaches from there.

    ``unit`` None means the whole installation, units that are yet to come among them.
    ``until`` is the last day; None: until revoked.
    """

    role: Role
    unit: str | None
    since: date
    until: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the grant holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


class Caller(NamedTuple):
    """Who asks: an account, and the grants it holds at this moment.

    ``grants`` are already those in force today, narrowed by the token when one was used.
    """

    account: UUID
    name: str
    """The name it signs in with; the actor of what it records."""
    grants: tuple[Grant, ...]
    asked_on: date
    """The local day of the request: the one on which the grants were in force."""
    session: str | None = None
    """The session's public id; None when an API token was used."""
    csrf: str | None = None
    """What a write must repeat when the caller came with a cookie; None for a token."""
    full_name: str = ""
    """How people call who is signed in; not known of a token."""

    def __repr__(self) -> str:
        """Who it is, for logs; never what proves it."""
        return f"Caller({self.name!r})"

    def for_act(self, act: Act) -> Iterable[tuple[str | None, Reach]]:
        """The units from which the caller may do it, each with how far it reaches."""
        rule = RULES[act]
        return [(grant.unit, rule[grant.role]) for grant in self.grants if grant.role in rule]

    def may_everywhere(self, act: Act) -> bool:
        """Whether some grant is for the whole installation."""
        return any(unit is None for unit, _ in self.for_act(act))

    def may_somewhere(self, act: Act) -> bool:
        """Whether the caller may do it for any unit at all."""
        return bool(list(self.for_act(act)))
