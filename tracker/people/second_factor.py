"""The second factor: codes of half a minute from a secret that a telephone holds (TOTP)."""

from dataclasses import dataclass, field

from tracker.clock import Clock
from tracker.people.people import People


@dataclass(frozen=True)
class Enrolment:
    """A secret just made, told this once; it counts when a code of it was confirmed."""

    secret: str = field(repr=False)
    uri: str = field(repr=False)
    """``otpauth://…``, to be shown as a QR code."""


def begin(people: People, name: str, clock: Clock) -> Enrolment:
    """Makes a secret; one that was not confirmed is replaced.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``second_factor_set_already``.
    """
    raise NotImplementedError


def confirm(people: People, name: str, code: str, clock: Clock) -> None:
    """From now on a code is asked for at sign-in.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``second_factor_not_begun`` or ``second_factor_set_already``.
        InvalidInputError: ``second_factor_code_wrong`` of the field ``code``.
        TooManyError: ``sign_in_too_many``: wrong codes count as failed attempts.
    """
    raise NotImplementedError


def remove(people: People, name: str, password: str, clock: Clock) -> None:
    """A person no longer wants it.

    Raises:
        InvalidInputError: ``password_wrong`` of the field ``password``.
        RuleViolationError: ``second_factor_not_set``.
        TooManyError: ``sign_in_too_many``: wrong ones count as failed attempts to sign in.
    """
    raise NotImplementedError


def reset(people: People, name: str, actor: str, reason: str | None, clock: Clock) -> None:
    """An administrator takes it away from somebody who lost the telephone.

    Raises:
        NotFoundError: ``unknown_account``.
        RuleViolationError: ``second_factor_not_set``.
    """
    raise NotImplementedError
