"""A person changes the password, knowing the old one."""

from tracker.clock import Clock
from tracker.people.people import People


def change_password(  # noqa: PLR0913, PLR0917 - a sentence
    people: People,
    name: str,
    old: str,
    new: str,
    keep_session: str | None,
    clock: Clock,
) -> None:
    """Sets another password and ends all sessions but ``keep_session`` (a session's id).

    Raises:
        NotFoundError: ``unknown_account``.
        InvalidInputError: ``password_wrong`` of the field ``old``, or the new one is weak.
        TooManyError: ``sign_in_too_many``: wrong ones count as failed attempts to sign in.
    """
    raise NotImplementedError
