"""Who is told about the work of a unit: by the roles of today, in the tree of today (domain.md 6).

Rights go the same way (docs/rights.md): everybody named here may read the work of the unit, but
for the coordinators, who are told because the assignment names their unit.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import Connection

from tracker.access.judging import Place
from tracker.alerts.words import Audience, Channel
from tracker.database.sqlfile import queries
from tracker.fold.words import UnitLevel
from tracker.rights.words import Reach, Role

SQL: Final = queries("tracker.alerts.recipients", "audience.sql")
_NOBODY: Final = frozenset[UUID]()


class Program(NamedTuple):
    """A program that is told of the work of a unit and those below it; None: of all."""

    endpoint_id: UUID
    channel: Channel
    unit: str | None


class Audiences(NamedTuple):
    """Who is told about the work of some units, asked of the database in one go."""

    places: Mapping[str, Place]
    """Where each unit stands; one that has ended stands where the keeper of its records does."""
    holders: Mapping[tuple[Role, str | None], frozenset[UUID]]
    reached_by_mail: frozenset[UUID]
    """Accounts that have an address and do not mind."""
    programs: tuple[Program, ...]

    def units_upwards(self, unit: str) -> list[str]:
        """The unit and those above it, from below to the top."""
        return list(dict.fromkeys([unit, *self._place(unit).codes]))

    def accounts(
        self, audience: Audience, unit: str, coordinators: Iterable[str] = ()
    ) -> frozenset[UUID]:
        """Who is told of work that a unit leads and others coordinate."""
        match audience:
            case Audience.CLERKS:
                return self._clerks(unit)
            case Audience.COORDINATORS:
                return _NOBODY.union(*map(self._clerks, coordinators))
            case Audience.CONFIRMERS:
                place = self._place(unit)
                return self._nearest(Role.CONFIRMER, place.codes[1:] or place.codes)
            case Audience.HEAD:
                return self._held(Role.LEADER, self._office(unit)[0])
            case Audience.SUPERIOR:
                return self._nearest(Role.LEADER, self._office(unit)[1:])

    def endpoints(self, unit: str) -> list[Program]:
        """The programs that are told of the work of a unit."""
        units = {None, *self.units_upwards(unit)}
        return [program for program in self.programs if program.unit in units]

    def has_program(self, endpoint_id: UUID) -> bool:
        """Whether an endpoint is still there, for whatever units."""
        return any(program.endpoint_id == endpoint_id for program in self.programs)

    def wishes(self, recipient: UUID, channel: Channel) -> bool:
        """Whether the channel reaches the recipient, and is not unwanted."""
        return channel is not Channel.EMAIL or recipient in self.reached_by_mail

    def _clerks(self, unit: str) -> frozenset[UUID]:
        place = self._place(unit)
        own = [code for code in place.codes if place.is_reached(code, Reach.OWN)]
        return _NOBODY.union(*(self._held(Role.CLERK, code) for code in own))

    def _office(self, unit: str) -> list[str]:
        """The office that answers for the work, and those above: a person's is the parent."""
        place = self._place(unit)
        return (place.codes[1:] or place.codes) if place.is_person else place.codes

    def _nearest(self, role: Role, units: Iterable[str]) -> frozenset[UUID]:
        found = (self._held(role, unit) for unit in [*units, None])
        return next((holders for holders in found if holders), _NOBODY)

    def _held(self, role: Role, unit: str | None) -> frozenset[UUID]:
        return self.holders.get((role, unit), _NOBODY)

    def _place(self, unit: str) -> Place:
        return self.places.get(unit) or Place([unit], is_person=False)


def audiences(connection: Connection[Any], units: Collection[str], today: date) -> Audiences:
    """Who is told about the work of these units, by what is known now.

    Args:
        connection: to the read model and the accounts.
        units: all units that will be asked about: those that lead, and those that coordinate.
        today: the day whose tree and grants hold.
    """
    places = _places(connection, units, today)
    codes = sorted({code for place in places.values() for code in place.codes})
    holders: dict[tuple[Role, str | None], set[UUID]] = {}
    mailed: set[UUID] = set()
    for role, unit, account, has_mail in connection.execute(
        SQL["holders"], {"codes": codes, "today": today}
    ):
        holders.setdefault((Role(role), unit), set()).add(account)
        if has_mail:
            mailed.add(account)
    programs = connection.execute(SQL["endpoints"]).fetchall()
    return Audiences(
        places,
        {key: frozenset(accounts) for key, accounts in holders.items()},
        frozenset(mailed),
        tuple(Program(one, Channel(channel), unit) for one, channel, unit in programs),
    )


def staffed_units(
    connection: Connection[Any], today: date, accounts: Collection[UUID] | None = None
) -> list[str]:
    """The units that have a clerk or a leader today; with ``accounts``, one of these."""
    told = {"today": today, "accounts": None if accounts is None else list(accounts)}
    return [unit for (unit,) in connection.execute(SQL["staffed"], told)]


def _places(connection: Connection[Any], units: Collection[str], today: date) -> dict[str, Place]:
    chains = _chains(connection, units, today)
    codes = sorted({code for place in chains.values() for code in place.codes} | set(units))
    heirs = dict(connection.execute(SQL["heirs"], {"codes": codes, "today": today}).fetchall())
    keepers = _chains(connection, set(heirs.values()), today) if heirs else {}
    return {unit: _standing(place, heirs, keepers) for unit, place in chains.items()}


def _chains(connection: Connection[Any], units: Collection[str], today: date) -> dict[str, Place]:
    told = {"codes": sorted(set(units)), "today": today}
    rows = connection.execute(SQL["chains"], told).fetchall()
    chains = {asked: list(found) for asked, found in groupby(rows, key=itemgetter(0))}
    return {
        asked: Place([code for _, code, _ in found], found[0][2] == UnitLevel.PERSON)
        for asked, found in chains.items()
    }


def _standing(place: Place, heirs: Mapping[str, str], keepers: Mapping[str, Place]) -> Place:
    """Where a unit stands: from the first that has ended on, where its heir does."""
    for height, code in enumerate(place.codes):
        if code in heirs:
            keeper = keepers[heirs[code]]
            is_person = place.is_person if height else keeper.is_person
            return Place([*place.codes[:height], *keeper.codes], is_person)
    return place
