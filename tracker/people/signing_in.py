"""Signing in and out: one answer for everything that is wrong, and a growing delay."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4

from psycopg import Connection
from psycopg.rows import class_row

from tracker.aggregates.account import Account, account_stream
from tracker.aggregates.account_events import SignedIn as HasSignedIn
from tracker.aggregates.account_events import SignedOutEverywhere, SignInFailed
from tracker.clock import Clock
from tracker.database.connect import answered, borrowed
from tracker.errors import UnauthenticatedError
from tracker.eventstore.recorder import Beside
from tracker.people.account_names import folded
from tracker.people.callers import caller_of_session
from tracker.people.checking import is_login
from tracker.people.codes import step_of
from tracker.people.counting import Attempts
from tracker.people.deciding import About, decide
from tracker.people.people import People
from tracker.people.readmodel import SQL
from tracker.people.secrets import csrf_of, digest, new_secret
from tracker.rights.granting import Caller

_NOBODY: Final = "-"
"""No login name; under it is rehearsed what is done for a known one."""


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


class _Known(NamedTuple):
    """What is kept of an account to check an attempt by."""

    account_id: UUID
    disabled: bool
    hash: str | None
    totp: str | None
    """The secret of the second factor, if a code is asked for."""


class _CalledOffError(Exception):
    """Ends a rehearsal; nothing of it is kept."""


def sign_in(people: People, attempt: Attempt, clock: Clock) -> SignedIn:
    """Begins a session.

    Raises:
        UnauthenticatedError: ``sign_in_refused`` for an unknown name, a wrong password or a
            disabled account alike; ``second_factor_needed`` and ``second_factor_refused`` only
            after a right password.
        TooManyError: ``sign_in_too_many`` with ``seconds``, for known and unknown names alike;
            nothing was checked.
    """
    now = clock.now()
    name = folded(attempt.name)
    attempts = Attempts(people.pool, now, name=name, address=attempt.address)
    attempts.begin()
    known = _known(people, name)
    match = people.passwords.matches(attempt.password, known and known.hash)
    if known is None:
        _rehearse_failure(people, attempts, attempt.address, now)
        raise UnauthenticatedError("sign_in_refused")
    if not match.right or known.disabled:
        why = "disabled" if match.right else "password"
        _note_failure(people, name, attempt.address, now, why)
        raise UnauthenticatedError("sign_in_refused")
    step = _step(people, name, known, attempt, attempts, now)

    def settle(connection: Connection[Any]) -> None:
        _refuse_changed(connection, known, step)
        if match.rehashed is not None:
            rehash = {"account_id": known.account_id, "hash": match.rehashed}
            connection.execute(SQL["rehash"], rehash)
        if attempt.replaces is not None:
            connection.execute(SQL["end_session"], {"session_id": attempt.replaces})

    begun = _begun(people, name, "password", attempt.address, attempt.agent, now, settle)
    attempts.succeed()
    return begun


def sign_in_as(  # noqa: PLR0913, PLR0917 - a sentence
    people: People, name: str, by: str, address: str, agent: str, clock: Clock
) -> SignedIn:
    """Begins a session for somebody whom another has vouched for (``by``: "oidc").

    Raises:
        UnauthenticatedError: ``sign_in_refused``: no such account, or it is disabled.
    """
    now = clock.now()
    known = _known(people, folded(name))
    if known is None:
        raise UnauthenticatedError("sign_in_refused")
    if known.disabled:
        _note_failure(people, folded(name), address, now, "disabled")
        raise UnauthenticatedError("sign_in_refused")
    return _begun(people, folded(name), by, address, agent, now)


def sign_out(people: People, session_id: str, clock: Clock) -> None:  # noqa: ARG001
    """Ends one session; one that has ended already is no error."""
    with borrowed(people.pool) as connection:
        connection.execute(SQL["end_session"], {"session_id": session_id})


def sign_out_everywhere(people: People, name: str, actor: str, clock: Clock) -> int:
    """Ends all sessions of an account; gives how many there were.

    Raises:
        NotFoundError: ``unknown_account``.
    """
    about = About(folded(name), actor, clock.now())
    ended: list[int] = []

    def end(connection: Connection[Any]) -> None:
        row = {"account_id": account_stream(about.name), "keep": None}
        ended.append(connection.execute(SQL["end_sessions"], row).rowcount)

    def deed(account: Account) -> None:
        account.record(SignedOutEverywhere, **about.fields)

    decide(people, about, deed, end)
    return ended[-1]


def _known(people: People, name: str) -> _Known | None:
    """What is kept of an account; a name that can be nobody's is asked for like any other."""
    asked = {"name": name if is_login(name) else _NOBODY}

    def ask(connection: Connection[Any]) -> _Known | None:
        with connection.cursor(row_factory=class_row(_Known)) as cursor:
            return cursor.execute(SQL["known"], asked).fetchone()

    return answered(people.pool, ask)


def _step(  # noqa: PLR0913, PLR0917 - a step of signing in, told apart
    people: People,
    name: str,
    known: _Known,
    attempt: Attempt,
    attempts: Attempts,
    now: datetime,
) -> int | None:
    """The half-minute of the code, where one is asked for beside the right password."""
    if known.totp is None:
        return None
    if not attempt.code:
        attempts.forgive()
        raise UnauthenticatedError("second_factor_needed")
    step = step_of(known.totp, attempt.code, now)
    if step is None:
        _note_failure(people, name, attempt.address, now, "second_factor")
        raise UnauthenticatedError("second_factor_refused")
    return step


def _refuse_changed(connection: Connection[Any], known: _Known, step: int | None) -> None:
    """What was checked must still be so, and a code is accepted once."""
    asked = {"account_id": known.account_id, "hash": known.hash, "totp": known.totp}
    if connection.execute(SQL["still_known"], asked).fetchone() is None:
        raise UnauthenticatedError("sign_in_refused")
    if step is not None:
        used = connection.execute(SQL["use_code"], {"account_id": known.account_id, "step": step})
        if not used.rowcount:
            raise UnauthenticatedError("second_factor_refused")


def _begun(  # noqa: PLR0913, PLR0917 - all that a session is
    people: People,
    name: str,
    by: str,
    address: str,
    agent: str,
    now: datetime,
    settle: Beside | None = None,
) -> SignedIn:
    cookie, session_id = new_secret(), str(uuid4())
    row = {
        "session_id": session_id,
        "hash": digest(cookie),
        "account_id": account_stream(name),
        "now": now,
        "idle": people.limits.idle,
        "ends_at": now + people.limits.absolute,
        "by": by,
        "address": address,
        "agent": agent,
    }

    def keep(connection: Connection[Any]) -> None:
        if not connection.execute(SQL["begin_session"], row).rowcount:
            raise UnauthenticatedError("sign_in_refused")
        if settle is not None:
            settle(connection)

    people.note(HasSignedIn, name, now, keep, actor=name, address=address, by=by)
    caller = caller_of_session(people.pool, cookie, now)
    return SignedIn(cookie, csrf_of(cookie), session_id, caller, now + people.limits.absolute)


def _note_failure(  # noqa: PLR0913, PLR0917 - all that is noted
    people: People,
    name: str,
    address: str,
    now: datetime,
    why: str,
    beside: Beside | None = None,
) -> None:
    people.note(SignInFailed, name, now, beside, actor=name, address=address, why=why)


def _rehearse_failure(people: People, attempts: Attempts, address: str, now: datetime) -> None:
    """Does as much for an unknown name as is noted for a known one, and keeps none of it.

    Else the time that an answer takes would tell which names are somebody's.
    """
    try:
        _note_failure(people, _NOBODY, address, now, "unknown", _call_off)
    except _CalledOffError:
        attempts.touch()


def _call_off(_: Connection[Any]) -> None:
    raise _CalledOffError
