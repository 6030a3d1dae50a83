"""Who looks at pages: somebody with the grants of one office, signed in as in a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from tracker.api.cookies import OVER_HTTP
from tracker.application import Tracker
from tracker.clock import SystemClock
from tracker.database.connect import open_pool
from tracker.people.links import accept, invite
from tracker.people.people import People
from tracker.people.registering import GrantRole, RegisterPerson, grant, register
from tracker.people.signing_in import Attempt, sign_in
from tracker.rights.words import Role

_HERE: Final = "127.0.0.1"
_ACTOR: Final = "bench"


@dataclass(frozen=True)
class Visitor:
    """A session, and something to look at."""

    unit: str
    cookie: str
    """As a browser sends it."""


@contextmanager
def visitor(url: str, unit: str, *roles: Role) -> Iterator[Visitor]:
    """Registers somebody who has the roles for one unit, and signs in; the store keeps both."""
    clock = SystemClock()
    with open_pool(url) as pool:
        tracker, people = Tracker(pool), People(pool)
        name = f"xem.trang.{uuid4().hex[:8]}"
        told = {"actor": _ACTOR, "name": name}
        register(
            RegisterPerson(command_id=uuid4().hex, full_name="Xem trang", **told), people, clock
        )
        for role in roles:
            command = GrantRole(
                command_id=uuid4().hex, role=role, unit=unit, expected_version=None, **told
            )
            grant(command, people, tracker, clock)
        password = uuid4().hex
        accept(people, invite(people, name, _ACTOR, clock).secret, password, _HERE, clock)
        session = sign_in(people, Attempt(name, password, None, _HERE, "bench"), clock)
        yield Visitor(unit, f"{OVER_HTTP}={session.cookie}")
