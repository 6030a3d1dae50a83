"""Commands on accounts: registered, granted, revoked, disabled, enabled, renamed."""

from dataclasses import dataclass
from datetime import date

from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.recording import Outcome
from tracker.people.people import People
from tracker.rights.words import Role


@dataclass(frozen=True, kw_only=True)
class PersonCommand:
    """Who does it to whose account, why, and as which request; it happens today."""

    actor: str
    command_id: str
    name: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class RegisterPerson(PersonCommand):
    """A person gets an account; ``name`` is what they sign in with, for ever theirs."""

    full_name: str
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class OnPerson(PersonCommand):
    """A command on an account as the caller saw it; None: whatever it is now."""

    expected_version: int | None


@dataclass(frozen=True, kw_only=True)
class RenamePerson(OnPerson):
    """The person is called otherwise, or is reached elsewhere; ``name`` stays."""

    full_name: str
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class GrantRole(OnPerson):
    """A role for a unit, or for the whole installation.

    ``since`` None: from today; ``until`` is the last day, None: until revoked.
    """

    role: Role
    unit: str | None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class RevokeRole(OnPerson):
    """A grant ends at once; ``since`` None: every grant of that role for that unit."""

    role: Role
    unit: str | None
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class DisablePerson(OnPerson):
    """The account can do nothing any more; its sessions, tokens and links end at once."""


@dataclass(frozen=True, kw_only=True)
class EnablePerson(OnPerson):
    """The account can be used again, with its password and its grants."""


def register(command: RegisterPerson, people: People, clock: Clock) -> Outcome:
    """Gives a person an account; without a password it waits for a link or a provider.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        RuleViolationError: ``account_name_taken``; a name is never given to a second person.
    """
    raise NotImplementedError


def rename(command: RenamePerson, people: People, clock: Clock) -> Outcome:
    """Records how the person is called and reached from now on.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: ``unknown_account``.
        StaleVersionError: the account is not what the caller saw.
    """
    raise NotImplementedError


def grant(command: GrantRole, people: People, tracker: Tracker, clock: Clock) -> Outcome:
    """Grants a role.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: ``unknown_account`` or ``unknown_unit``.
        RuleViolationError: ``grant_dated_back``, ``grant_ends_before_it_begins`` or
            ``role_held_already``.
        StaleVersionError: the account is not what the caller saw.
    """
    raise NotImplementedError


def revoke(command: RevokeRole, people: People, clock: Clock) -> Outcome:
    """Ends grants at once.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``role_not_held`` or ``last_administrator``.
        StaleVersionError: the account is not what the caller saw.
    """
    raise NotImplementedError


def disable(command: DisablePerson, people: People, clock: Clock) -> Outcome:
    """Disables the account and ends its sessions, tokens and links.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``account_disabled_already`` or ``last_administrator``.
        StaleVersionError: the account is not what the caller saw.
    """
    raise NotImplementedError


def enable(command: EnablePerson, people: People, clock: Clock) -> Outcome:
    """Enables the account again.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``account_not_disabled``.
        StaleVersionError: the account is not what the caller saw.
    """
    raise NotImplementedError
