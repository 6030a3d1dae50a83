"""The second factor: codes of half a minute from a secret that a telephone holds (TOTP)."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from psycopg import Connection
from pyotp import random_base32

from tracker.aggregates.account import Account, account_stream
from tracker.aggregates.account_events import SecondFactorRemoved, SecondFactorSet
from tracker.clock import Clock
from tracker.database.connect import answered, borrowed
from tracker.errors import InvalidInputError, RuleViolationError
from tracker.people.account_names import folded
from tracker.people.codes import enrolment_uri, step_of
from tracker.people.counting import Attempts
from tracker.people.deciding import About, decide
from tracker.people.passwords import proved
from tracker.people.people import People
from tracker.people.readmodel import SQL

CONFIRMED_WITHIN: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Enrolment:
    """A secret just made, told this once; it counts when a code of it was confirmed."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    """``otpauth://…``, to be shown as a QR code."""


def begin(people: People, name: str, clock: Clock) -> Enrolment:
    """Makes a secret, to be confirmed within the hour; one that was not confirmed is replaced.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``second_factor_set_already``.
    """
    account = people.account(name)
    secret = random_base32()
    row = {"account_id": account.id, "secret": secret, "now": clock.now()}
    with borrowed(people.pool) as connection:
        if not connection.execute(SQL["begin_factor"], row).rowcount:
            raise RuleViolationError("second_factor_set_already", value=account.name)
    return Enrolment(secret, enrolment_uri(secret, account.name))


def confirm(people: People, name: str, code: str, clock: Clock) -> None:
    """From now on a code is asked for at sign-in.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``second_factor_not_begun`` or ``second_factor_set_already``.
        InvalidInputError: ``second_factor_code_wrong`` of the field ``code``.
        TooManyError: ``sign_in_too_many``: wrong codes count as failed attempts.
    """
    about = About(folded(name), folded(name), clock.now())
    secret = _begun(people, about)
    attempts = Attempts(people.pool, about.now, name=about.name)
    attempts.begin()
    step = step_of(secret, code, about.now)
    if step is None:
        raise InvalidInputError("second_factor_code_wrong", field="code")
    attempts.forgive()
    row = {"account_id": account_stream(about.name), "secret": secret, "step": step}

    def deed(account: Account) -> None:
        if account.second_factor:
            raise RuleViolationError("second_factor_set_already", value=account.name)
        account.record(SecondFactorSet, **about.fields)

    def keep(connection: Connection[Any]) -> None:
        if not connection.execute(SQL["confirm_factor"], row).rowcount:
            raise RuleViolationError("second_factor_not_begun", value=about.name)

    decide(people, about, deed, keep)


def remove(people: People, name: str, password: str, clock: Clock) -> None:
    """A person no longer wants it.

    Raises:
        NotFoundError: ``unknown_account``.
        InvalidInputError: ``password_wrong`` of the field ``password``.
        RuleViolationError: ``second_factor_not_set``.
        TooManyError: ``sign_in_too_many``: wrong ones count as failed attempts to sign in.
    """
    about = About(folded(name), folded(name), clock.now())
    proved(people, about, password, "password")
    _take_away(people, about)


def reset(people: People, name: str, actor: str, reason: str | None, clock: Clock) -> None:
    """An administrator takes it away from somebody who lost the telephone.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``second_factor_not_set``.
    """
    _take_away(people, About(folded(name), actor, clock.now(), reason))


def _begun(people: People, about: About) -> str:
    """The secret that waits to be confirmed."""
    account = people.account(about.name)
    if account.second_factor:
        raise RuleViolationError("second_factor_set_already", value=account.name)
    asked = {"account_id": account.id, "since": about.now - CONFIRMED_WITHIN}
    row = answered(people.pool, lambda c: c.execute(SQL["begun_factor"], asked).fetchone())
    if row is None:
        raise RuleViolationError("second_factor_not_begun", value=account.name)
    return str(row[0])


def _take_away(people: People, about: About) -> None:
    def deed(account: Account) -> None:
        if not account.second_factor:
            raise RuleViolationError("second_factor_not_set", value=account.name)
        account.record(SecondFactorRemoved, **about.fields)

    def forget(connection: Connection[Any]) -> None:
        connection.execute(SQL["forget_factor"], {"account_id": account_stream(about.name)})

    decide(people, about, deed, forget)
