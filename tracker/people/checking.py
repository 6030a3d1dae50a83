"""The shapes of what people say about accounts; the same words for what is wrong as elsewhere."""

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, StringConstraints, ValidationError

from tracker.commands.checking import InvalidCommandError, in_nfc
from tracker.entry.fields import ONE_LINE, Day, LongText, Name, Shape, expected
from tracker.entry.problems import problems_of
from tracker.people.account_names import folded
from tracker.rights.words import Role

_LOGIN: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,58}[a-z0-9])")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_LONGEST_EMAIL: Final = 254


def is_login(name: str) -> bool:
    """Whether a folded name could be somebody's."""
    return _LOGIN.fullmatch(name) is not None


def _login(value: Any) -> str:
    if not isinstance(value, str) or not is_login(folded(value)):
        raise expected("account_name")
    return folded(value)


def _email(value: Any) -> str:
    if (
        not isinstance(value, str)
        or len(value) > _LONGEST_EMAIL
        or re.fullmatch(ONE_LINE, value) is None
        or _EMAIL.fullmatch(value) is None
    ):
        raise expected("email")
    return value


Login = Annotated[str, BeforeValidator(_login)]
"""``nguyen.van.a``: 2 to 60 small letters without accents, digits, ``.``, ``_``, ``-``."""
Email = Annotated[str, BeforeValidator(_email)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=ONE_LINE)]


class Said(Shape):
    """What every command on an account says."""

    actor: Name
    command_id: Name
    name: Login
    reason: LongText | None = None


class Onward(Said):
    """The same on an account that is there."""

    expected_version: int | None


class SaidRegister(Said):
    """``register``."""

    full_name: Name
    email: Email | None


class SaidRename(Onward):
    """``rename``."""

    full_name: Name
    email: Email | None


class SaidGrant(Onward):
    """``grant``."""

    role: Role
    unit: Name | None
    since: Day | None
    until: Day | None


class SaidRevoke(Onward):
    """``revoke``."""

    role: Role
    unit: Name | None
    since: Day | None


class SaidToken(Said):
    """``issue``."""

    label: Label
    expires_on: Day
    roles: tuple[Role, ...] | None
    unit: Name | None


def checked(shape: type[Shape], command: object) -> dict[str, Any]:
    """The fields of a command as they may be recorded: composed, the name folded.

    Raises:
        InvalidCommandError: naming every field in the way, its value and what was expected.
    """
    said = {name: in_nfc(value) for name, value in vars(command).items()}
    try:
        return dict(shape.model_validate(said))
    except ValidationError as error:
        raise InvalidCommandError(list(problems_of(error))) from error
