"""Commands on accounts: registered, granted, revoked, disabled, enabled, renamed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import Connection

from tracker.aggregates.account import Account, account_stream
from tracker.aggregates.account_events import Renamed
from tracker.aggregates.item_events import SCHEDULER
from tracker.application import Tracker
from tracker.clock import Clock
from tracker.commands.recording import Outcome
from tracker.commands.referring import refuse_unknown_units
from tracker.database.connect import answered
from tracker.days import local_day
from tracker.errors import RuleViolationError, StaleVersionError
from tracker.people.checking import (
    Onward,
    SaidGrant,
    SaidRegister,
    SaidRename,
    SaidRevoke,
    checked,
)
from tracker.people.deciding import About, decide
from tracker.people.people import ADMINISTRATORS_LOCK, People
from tracker.people.readmodel import SQL
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
    said = checked(SaidRegister, command)
    about = _about(said, clock)
    if about.name == SCHEDULER:
        # What the scheduler records stands in the log under this name.
        raise RuleViolationError("account_name_taken", field="name", value=about.name)
    who = {"full_name": said["full_name"], "email": said["email"]}
    account = Account.register(name=about.name, **who, **about.fields)
    try:
        return Outcome(account.version, people.decide(account))
    except StaleVersionError as error:
        there = people.account(about.name)
        if there.has_recorded(about.command_id):
            return Outcome(there.version, None)
        raise RuleViolationError("account_name_taken", field="name", value=about.name) from error


def rename(command: RenamePerson, people: People, clock: Clock) -> Outcome:
    """Records how the person is called and reached from now on.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: ``unknown_account``.
        StaleVersionError: the account is not what the caller saw.
    """
    said = checked(SaidRename, command)
    about = _about(said, clock)
    who = {"full_name": said["full_name"], "email": said["email"]}
    return decide(people, about, lambda account: account.record(Renamed, **who, **about.fields))


def grant(command: GrantRole, people: People, tracker: Tracker, clock: Clock) -> Outcome:
    """Grants a role; a one-time link that somebody else made ends with it.

    Whoever made a link can use it, and would come by the role with it.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: ``unknown_account`` or ``unknown_unit``.
        RuleViolationError: ``grant_dated_back``, ``grant_ends_before_it_begins`` or
            ``role_held_already``.
        StaleVersionError: the account is not what the caller saw.
    """
    said = checked(SaidGrant, command)
    about = _about(said, clock)
    refuse_unknown_units(tracker, {"unit": said["unit"]})
    since = said["since"] or local_day(about.now)
    what = (said["role"], said["unit"], since, said["until"])
    makers: list[str | None] = []

    def deed(account: Account) -> None:
        makers.append(account.link_maker)
        account.grant(*what, **about.fields)

    def end_foreign_link(connection: Connection[Any]) -> None:
        if makers[-1] not in (None, about.actor):
            connection.execute(SQL["end_link"], {"account_id": account_stream(about.name)})

    return decide(people, about, deed, end_foreign_link)


def revoke(command: RevokeRole, people: People, clock: Clock) -> Outcome:
    """Ends grants at once.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``role_not_held`` or ``last_administrator``.
        StaleVersionError: the account is not what the caller saw.
    """
    said = checked(SaidRevoke, command)
    about = _about(said, clock)

    def deed(account: Account) -> None:
        with _leaving_an_administrator(people, account, about):
            account.revoke(said["role"], said["unit"], said["since"], **about.fields)

    with people.taking_turns(ADMINISTRATORS_LOCK):
        return decide(people, about, deed)


def disable(command: DisablePerson, people: People, clock: Clock) -> Outcome:
    """Disables the account and ends its sessions, tokens, links and calendar addresses.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``account_disabled_already`` or ``last_administrator``.
        StaleVersionError: the account is not what the caller saw.
    """
    about = _about(checked(Onward, command), clock)

    def deed(account: Account) -> None:
        with _leaving_an_administrator(people, account, about):
            account.disable(**about.fields)

    def end_access(connection: Connection[Any]) -> None:
        told = {"account_id": account_stream(about.name), "now": about.now}
        connection.execute(SQL["end_access"], told)

    with people.taking_turns(ADMINISTRATORS_LOCK):
        return decide(people, about, deed, end_access)


def enable(command: EnablePerson, people: People, clock: Clock) -> Outcome:
    """Enables the account again; what ended when it was disabled does not come back.

    Raises:
        InvalidInputError: a field has not the shape it should have.
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``account_not_disabled``.
        StaleVersionError: the account is not what the caller saw.
    """
    about = _about(checked(Onward, command), clock)
    return decide(people, about, lambda account: account.enable(**about.fields))


def _about(said: Mapping[str, Any], clock: Clock) -> About:
    return About(
        name=said["name"],
        actor=said["actor"],
        now=clock.now(),
        reason=said["reason"],
        command_id=said["command_id"],
        expected_version=said.get("expected_version"),
    )


@contextmanager
def _leaving_an_administrator(people: People, account: Account, about: About) -> Iterator[None]:
    """Refuses a decision after which nobody could administer the whole installation."""
    today = local_day(about.now)
    did = account.administers(today)
    yield
    if did and not account.administers(today):
        asked = {"name": account.name, "today": today}
        others = answered(
            people.pool, lambda c: c.execute(SQL["other_administrators"], asked).fetchone()
        )
        if others is None:
            raise RuleViolationError("last_administrator", value=account.name)
