"""A person changes the password, or shows again to know it."""

from typing import Any

from psycopg import Connection

from tracker.aggregates.account import Account, account_stream
from tracker.aggregates.account_events import PasswordChanged
from tracker.clock import Clock
from tracker.database.connect import answered
from tracker.errors import InvalidInputError
from tracker.people.account_names import folded
from tracker.people.counting import Attempts
from tracker.people.deciding import About, decide
from tracker.people.people import People
from tracker.people.readmodel import SQL
from tracker.people.weakness import refuse_weak


def change_password(  # noqa: PLR0913, PLR0917 - a sentence
    people: People, name: str, old: str, new: str, keep_session: str | None, clock: Clock
) -> None:
    """Sets another password and ends all sessions but ``keep_session`` (a session's id).

    Raises:
        NotFoundError: ``unknown_account``.
        InvalidInputError: ``password_wrong`` of the field ``old``, or the new one is weak.
        TooManyError: ``sign_in_too_many``: wrong ones count as failed attempts to sign in.
    """
    about = About(folded(name), folded(name), clock.now())
    kept = proved(people, about, old, "old")
    refuse_weak(new, about.name)
    row = {
        "account_id": account_stream(about.name),
        "old": kept,
        "password": people.passwords.hashed(new),
        "now": about.now,
        "keep": keep_session,
    }

    def change(connection: Connection[Any]) -> None:
        if not connection.execute(SQL["change_password"], row).rowcount:
            raise InvalidInputError("password_wrong", field="old")
        connection.execute(SQL["end_sessions"], row)

    def deed(account: Account) -> None:
        account.record(PasswordChanged, by="self", **about.fields)

    decide(people, about, deed, change)


def proved(people: People, about: About, password: str, field: str) -> str:
    """The hash that is kept, when ``password`` is the account's.

    Raises:
        NotFoundError: ``unknown_account``.
        InvalidInputError: ``password_wrong`` of the field.
        TooManyError: ``sign_in_too_many``.
    """
    account = people.account(about.name)
    attempts = Attempts(people.pool, about.now, name=about.name)
    attempts.begin()
    asked = {"account_id": account.id}
    row = answered(people.pool, lambda c: c.execute(SQL["password"], asked).fetchone())
    kept = None if row is None else str(row[0])
    if kept is None or not people.passwords.matches(password, kept).right:
        raise InvalidInputError("password_wrong", field=field)
    attempts.succeed()
    return kept
