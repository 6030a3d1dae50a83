"""Where the year happens: a province with districts and communes, and who is what for them.

Who holds what is written down here as well as given to the product, so that the oracle need not
ask the product.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random
from typing import NamedTuple
from uuid import UUID

from psycopg import Connection

from tests.people.staff import Staff
from tests.simulation.calendar import FIRST, ONE_DAY, days_laid_down
from tests.support.scenario import Office
from tracker.aggregates.account import account_stream
from tracker.alerts.recipients.wishes import set_wanted
from tracker.alerts.words import Channel
from tracker.commands.calendars import AdoptDays, adopt_days
from tracker.commands.units import MoveUnit
from tracker.deadlines.calendar import NATIONAL
from tracker.rights.words import Role

ROOT = "H57"
DISTRICTS = ("H57.1", "H57.2", "H57.3")
COMMUNES = tuple(f"{district}.{n:02}" for district in DISTRICTS for n in range(1, 6))
LEADING = (*DISTRICTS, *COMMUNES)
"""The units that are given work."""
FOUNDED = FIRST - 60 * ONE_DAY


class Span(NamedTuple):
    """From a moment until before another; None: for good."""

    since: datetime
    until: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass
class Person:
    """One account; every list is of what was told to the product."""

    name: str
    email: str | None
    grants: list[tuple[Role, str, Span]] = field(default_factory=list)
    disabled: list[Span] = field(default_factory=list)
    unwanted: list[Span] = field(default_factory=list)

    @property
    def account(self) -> UUID:
        return account_stream(self.name)

    def holds(self, role: Role, unit: str, moment: datetime) -> bool:
        """Whether the person can act in the role at the moment."""
        held = any(
            (role, unit) == (its, where) and span.holds(moment) for its, where, span in self.grants
        )
        return held and not any(span.holds(moment) for span in self.disabled)

    def takes_mail(self, moment: datetime) -> bool:
        return self.email is not None and not any(span.holds(moment) for span in self.unwanted)


@dataclass
class Town:
    """Its people and its tree; changes are given to the product and written down at once."""

    staff: Staff
    office: Office
    dice: Random
    people: dict[str, Person] = field(default_factory=dict)
    parents: list[tuple[datetime, date, str, str | None]] = field(default_factory=list)
    """When it was recorded from which day on which unit stands below which."""

    @property
    def now(self) -> datetime:
        return self.office.clock.now()

    def found(self) -> None:
        """The units, their people, and the rest days of the year."""
        self._establish(ROOT, "UBND tỉnh", "province", None)
        for code in DISTRICTS:
            self._establish(code, f"UBND huyện {code}", "district", ROOT)
        for code in COMMUNES:
            self._establish(code, f"UBND xã {code}", "commune", code.rpartition(".")[0])
        self.engage("vt", Role.CONFIRMER, ROOT)
        self.engage("ct", Role.LEADER, ROOT)
        for code in DISTRICTS[:2]:  # the third has nobody who confirms: its superior does
            self.engage("xn", Role.CONFIRMER, code)
        for code in LEADING:
            self.engage("vt", Role.CLERK, code)
            if code != "H57.2":  # nobody leads there
                self.engage("ct", Role.LEADER, code)
        for code in COMMUNES[::4]:
            self.engage("vt2", Role.CLERK, code)
        self._adopt()

    def _establish(self, code: str, name: str, level: str, parent: str | None) -> None:
        self.office.establish(code, name, level, parent, on=FOUNDED)
        self.parents.append((self.now, FOUNDED, code, parent))

    def _adopt(self) -> None:
        command = AdoptDays(
            code=NATIONAL,
            expected_version=None,
            days=days_laid_down(),
            years=[FIRST.year],
            **self.office.meta(FOUNDED, {"source": {"number": "2450/VPCP-KGVX"}}),
        )
        adopt_days(command, [], self.office.tracker, self.office.clock)

    # --- what happens to people ------------------------------------------------------------------

    def engage(self, sort: str, role: Role, unit: str) -> Person:
        """Somebody new; every seventh has no address for mail."""
        name = f"{sort}.{unit}.{len(self.people)}".lower()
        email = None if len(self.people) % 7 == 5 else f"{name}@h57.example"
        person = self.people[name] = Person(name, email)
        self.staff.register(name, f"Người thứ {len(self.people)}", email=email)
        self.grant(person, role, unit)
        return person

    def grant(self, person: Person, role: Role, unit: str) -> None:
        self.staff.grant(person.name, role, unit)
        person.grants.append((role, unit, Span(self.now)))

    def revoke(self, person: Person, role: Role, unit: str) -> None:
        self.staff.revoke(person.name, role, unit)
        for no, (its, where, span) in enumerate(person.grants):
            if (its, where, span.until) == (role, unit, None):
                person.grants[no] = (role, unit, Span(span.since, self.now))

    def replace(self) -> None:
        """A clerk goes, another one comes."""
        unit = self.dice.choice(LEADING)
        for person in list(self.people.values()):
            if person.holds(Role.CLERK, unit, self.now):
                self.revoke(person, Role.CLERK, unit)
                break
        self.engage("vt", Role.CLERK, unit)

    def disable(self) -> None:
        """Somebody's account is closed until :meth:`enable`."""
        person = self.dice.choice([each for each in self.people.values() if each.grants])
        if not any(span.holds(self.now) for span in person.disabled):
            self.staff.disable(person.name)
            person.disabled.append(Span(self.now))

    def enable(self) -> None:
        for person in self.people.values():
            if any(span.holds(self.now) for span in person.disabled):
                self.staff.enable(person.name)
                person.disabled[-1] = Span(person.disabled[-1].since, self.now)

    def wish(self, connection: Connection) -> None:
        """Somebody wants no more mails, or wants them again."""
        person = self.dice.choice(list(self.people.values()))
        wants = not any(span.holds(self.now) for span in person.unwanted)
        set_wanted(connection, person.account, Channel.EMAIL, not wants, self.now)
        if wants:
            person.unwanted.append(Span(self.now))
        else:
            person.unwanted[-1] = Span(person.unwanted[-1].since, self.now)

    def move(self, on: date) -> None:
        """A commune comes to another district."""
        code, parent = self.dice.choice(COMMUNES), self.dice.choice(DISTRICTS)
        if self.parent(code, on, self.now) != parent:
            self.office.change(MoveUnit, code, on, parent=parent)
            self.parents.append((self.now, on, code, parent))

    # --- who is asked for ------------------------------------------------------------------------

    def parent(self, code: str, day: date, known: datetime) -> str | None:
        return [
            parent
            for recorded, on, unit, parent in self.parents
            if unit == code and on <= day and recorded <= known
        ][-1]

    def upwards(self, code: str, day: date, known: datetime) -> list[str]:
        """The unit, its parent, and so on, on a day as known at a moment."""
        units = [code]
        while (parent := self.parent(units[-1], day, known)) is not None:
            units.append(parent)
        return units

    def who(self, role: Role, unit: str, moment: datetime) -> set[str]:
        """The names of those who hold a role for the unit itself."""
        return {name for name, one in self.people.items() if one.holds(role, unit, moment)}

    def nearest(self, role: Role, units: list[str], moment: datetime) -> set[str]:
        """Those of the first of the units that has any."""
        for unit in units:
            if found := self.who(role, unit, moment):
                return found
        return set()
