"""Whose account a caller may administer, and which roles he may give.

An administrator of the whole installation administers everybody. One of a unit registers people
and gives and takes roles within the unit; an account that holds a role anywhere else is not his to
touch, for with it he would reach further than his own grant does. Nor is one that holds none and
never did, unless he registered it: whoever gets hold of it now has what others give it later.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from psycopg import Connection

from tracker.access.judging import (
    may,
    refuse_unless_everywhere,
    refuse_unless_may,
    refuse_unless_somewhere,
)
from tracker.api.dependencies import asking
from tracker.bootstrap import Installation
from tracker.errors import ForbiddenError
from tracker.people.listing import ListedGrant, ListedPerson, person
from tracker.reading.cut import Cut, cut_at
from tracker.rights.granting import Caller
from tracker.rights.words import Act


def todays(connection: Connection[Any], caller: Caller, found: Installation) -> Cut:
    """Today, as known now."""
    return cut_at(connection, caller.asked_on, None, found.clock.now())


def refuse_unless_unit(
    connection: Connection[Any], caller: Caller, act: Act, unit: str | None, cut: Cut
) -> None:
    """Refuses what concerns a unit, or where none is named all of them.

    Raises:
        ForbiddenError: no grant of the caller reaches that far.
    """
    if unit is None:
        refuse_unless_everywhere(caller, act)
    else:
        refuse_unless_may(connection, caller, act, unit, cut)


def refuse_unless_reached(found: Installation, caller: Caller, act: Act, one: ListedPerson) -> None:
    """Refuses an account that holds, or will hold, a role beyond the caller's reach.

    One that holds none any more is judged by those that it held, one that never held any by who
    registered it.

    Args:
        found: the installation.
        caller: who asks.
        act: what is to be done.
        one: the account with all the roles that it ever held.

    Raises:
        ForbiddenError: ``person_not_reached``, or the caller may do it nowhere.
    """
    refuse_unless_somewhere(caller, act)
    if caller.may_everywhere(act):
        return
    units = _units(one.grants, caller.asked_on) or {grant.unit for grant in one.grants}
    with asking(found) as connection:
        cut = todays(connection, caller, found)
        reached = all(
            unit is not None and may(connection, caller, act, unit, cut) for unit in units
        )
    if not reached or (not units and _registrar(found, one) != caller.name):
        raise ForbiddenError("person_not_reached", field="name", value=one.name, act=act)


def administered(found: Installation, caller: Caller, name: str) -> ListedPerson:
    """The account, if the caller may administer it.

    Raises:
        ForbiddenError: he may not, or nobody's.
        NotFoundError: ``unknown_account``.
    """
    refuse_unless_somewhere(caller, Act.RUN_PEOPLE)
    one = person(found.pool, name)
    refuse_unless_reached(found, caller, Act.RUN_PEOPLE, one)
    return one


def _registrar(found: Installation, one: ListedPerson) -> str:
    return found.people.account(one.name).happenings[0].actor


def _units(grants: Iterable[ListedGrant], today: date) -> set[str | None]:
    """For which units an account holds roles now or later."""
    return {
        grant.unit
        for grant in grants
        if grant.revoked_on is None and (grant.until is None or grant.until >= today)
    }
