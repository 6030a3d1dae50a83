"""Accounts that tests ask as, made as an administrator makes them, and their tokens."""

from datetime import datetime, timedelta
from uuid import uuid4

from tracker.bootstrap import Installation
from tracker.clock import FixedClock
from tracker.days import LOCAL_ZONE, local_day
from tracker.errors import NotFoundError
from tracker.people.registering import GrantRole, RegisterPerson, grant, register
from tracker.people.tokens import IssueToken, issue
from tracker.rights.words import Role

Held = tuple[Role, str | None]

EVERYBODY = "quan.tri"
"""Who asks where a test does not say: may do all, everywhere."""
EVERYTHING: tuple[Held, ...] = tuple((role, None) for role in Role)
LONG_AGO = FixedClock(datetime(2000, 1, 1, 9, tzinfo=LOCAL_ZONE))
"""When they were given their roles, so that tests may ask as of any day."""
_LASTS = timedelta(days=366)


def employ(found: Installation, name: str, *held: Held) -> None:
    """Gives somebody an account with roles, but no password."""
    people, about = found.people, {"actor": "tests", "name": name}
    command = RegisterPerson(command_id=f"register {name}", full_name=f"Người {name}", **about)
    register(command, people, LONG_AGO)
    for no, (role, unit) in enumerate(held):
        granted = GrantRole(
            command_id=f"grant {name} {no}", expected_version=None, role=role, unit=unit, **about
        )
        grant(granted, people, found.tracker, LONG_AGO)


def token_of(found: Installation, name: str) -> str:
    """A token of somebody, not narrowed, that is good for a year."""
    issued = IssueToken(
        actor=name,
        command_id=str(uuid4()),
        name=name,
        label="tests",
        expires_on=local_day(found.clock.now()) + _LASTS,
    )
    return issue(found.people, issued, found.clock).secret


def everybody(found: Installation) -> str:
    """A token of who may do all; makes the account where it is not there yet."""
    try:
        return token_of(found, EVERYBODY)
    except NotFoundError:
        employ(found, EVERYBODY, *EVERYTHING)
        return token_of(found, EVERYBODY)
