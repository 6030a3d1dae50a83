"""An office of offices for the matrix: a thing at every place, today and in the past.

Places are told from OWN, the unit of everybody's grant. What was at a place in the past is
somewhere else today, so that a right to the row of today and a right to the row as it was
cannot be taken for each other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Final
from uuid import uuid4

from tests.api.asking import Web
from tests.support.scenario import Office
from tracker.api.cookies import cookie_name
from tracker.commands.calendars import EstablishCalendar, establish_calendar
from tracker.commands.items import Transfer
from tracker.commands.units import MoveUnit
from tracker.days import local_day
from tracker.fold.words import Kind
from tracker.people.registering import (
    GrantRole,
    RegisterPerson,
    RevokeRole,
    grant,
    register,
    revoke,
)
from tracker.people.signing_in import sign_in_as
from tracker.people.tokens import IssueToken, issue
from tracker.rights.words import Role

ABOVE, OWN, FOREIGN, FAR = "H57", "H57.31", "H57.32", "H58"
UNITS: Final = {
    "above": ABOVE,
    "own": OWN,
    "person": f"{OWN}.P",
    "below": f"{OWN}.B",
    "foreign": FOREIGN,
}
"""The unit that stands at a place today."""
PAST, MOVED_ON = date(2024, 3, 8), date(2024, 6, 1)
ASSIGNED_ON = date(2024, 1, 5)
_ONCE = {"person": f"{FOREIGN}.WP", "below": f"{FOREIGN}.WB", "foreign": f"{OWN}.WF"}
"""Units that stood at a place in the past and stand elsewhere today."""


def elsewhere(place: str) -> str:
    """A place of which other roles may do what they may here, and the other way round."""
    return "own" if place == "foreign" else "foreign"


@dataclass
class Ground:
    """The installation, everybody's token, and names of things by place."""

    web: Web
    office: Office
    today: date
    tokens: dict[tuple[Role, bool], str] = field(default_factory=dict)
    """By role, and whether the grant is for the whole installation."""
    names: dict[tuple[Role, bool], str] = field(default_factory=dict)
    """Whose tokens these are."""
    nobody: str = ""
    """The token of an account whose only role was revoked."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def unit(self, place: str, when: str) -> str:
        """The unit that stands, or stood, at a place."""
        return _ONCE.get(place, UNITS[place]) if when == "past" else UNITS[place]

    def day(self, when: str) -> str:
        """The day to ask about."""
        return (PAST if when == "past" else self.today).isoformat()

    def item(self, kind: Kind, place: str, when: str) -> str:
        """The reference of an item that is at the place then, and elsewhere at the other time."""
        ref = f"I-{next(self._numbers)}"
        at, other = UNITS[place], UNITS[elsewhere(place)]
        first, then = (at, other) if when == "past" else (other, at)
        self.office.assign(kind, ref, ASSIGNED_ON, unit=first, due=None)
        self.office.act(Transfer, kind, ref, MOVED_ON, to_unit=then)
        return ref

    def target(self, place: str) -> str:
        """The reference of a target of the unit at a place; targets stay where they are."""
        ref = f"CT-{next(self._numbers)}"
        self.office.set_target(ref, ASSIGNED_ON, unit=UNITS[place])
        return ref

    def account(self, place: str) -> str:
        """An account that holds a role for the unit at a place."""
        return self.hold(f"nguoi.{place}", Role.CLERK, UNITS[place])

    def hold(self, name: str, role: Role, unit: str | None) -> str:
        """Registers somebody with a role; gives the name."""
        told = {"actor": "tests", "name": name}
        people, clock = self.web.found.people, self.web.found.clock
        register(RegisterPerson(command_id=uuid4().hex, full_name=name, **told), people, clock)
        command = GrantRole(
            command_id=uuid4().hex, expected_version=None, role=role, unit=unit, **told
        )
        grant(command, people, self.web.found.tracker, clock)
        return name

    def token(self, name: str) -> str:
        """An API token that holds all that the account holds."""
        command = IssueToken(
            actor="tests",
            command_id=uuid4().hex,
            name=name,
            label="ma trận quyền",
            expires_on=self.today + timedelta(days=1),
        )
        return issue(self.web.found.people, command, self.web.found.clock).secret

    def session(self, name: str) -> dict[str, str]:
        """The headers of a page in which somebody has just signed in."""
        people, clock = self.web.found.people, self.web.found.clock
        begun = sign_in_as(people, name, "tests", "127.0.0.1", "tests", clock)
        cookie = f"{cookie_name(self.web.found.settings)}={begun.cookie}"
        return {"Cookie": cookie, "X-CSRF-Token": begun.csrf}


def lay_out(web: Web) -> Ground:
    """Everything that the matrix asks about but items, which are made as they are needed."""
    office = web.office()
    ground = Ground(web, office, local_day(web.found.clock.now()))
    for code, level, parent in (
        (ABOVE, "province", None),
        (OWN, "district", ABOVE),
        (FOREIGN, "district", ABOVE),
        (FAR, "province", None),
        (UNITS["person"], "person", OWN),
        (UNITS["below"], "office", OWN),
        (_ONCE["person"], "person", OWN),
        (_ONCE["below"], "office", OWN),
        (_ONCE["foreign"], "office", FOREIGN),
    ):
        office.establish(code, f"Đơn vị {code}", level, parent)
    for code, parent in (
        (_ONCE["person"], FOREIGN),
        (_ONCE["below"], FOREIGN),
        (_ONCE["foreign"], OWN),
    ):
        office.change(MoveUnit, code, MOVED_ON, parent=parent)
    for place, unit in UNITS.items():
        _calendar(ground, f"LICH.{place}", unit)
        ground.account(place)
    for role in Role:
        for whole in (False, True):
            name = ground.hold(
                f"{role}.{'tat.ca' if whole else 'mot'}", role, None if whole else OWN
            )
            ground.names[role, whole] = name
            ground.tokens[role, whole] = ground.token(name)
    ground.nobody = ground.token(ground.hold("thoi.viec", Role.CLERK, OWN))
    revoke(
        RevokeRole(
            actor="tests",
            command_id=uuid4().hex,
            name="thoi.viec",
            expected_version=None,
            role=Role.CLERK,
            unit=OWN,
        ),
        web.found.people,
        web.found.clock,
    )
    web.found.catch_up()
    return ground


def _calendar(ground: Ground, code: str, unit: str) -> None:
    command = EstablishCalendar(
        actor="tests",
        effective_on=ASSIGNED_ON,
        command_id=uuid4().hex,
        code=code,
        name=f"Lịch {code}",
        base="VN",
        unit=unit,
    )
    establish_calendar(command, ground.web.found.tracker, ground.web.found.clock)
