"""``/admin/people/{name}``: one account, its roles, and what happened to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from fastapi import APIRouter, Response

from tracker.api.people.administering import administered, refuse_unless_reached
from tracker.api.people.people import Named
from tracker.errors import ForbiddenError
from tracker.people.listing import (
    AccountChange,
    ListedGrant,
    ListedPerson,
    ListedSession,
    history,
    sessions_of,
)
from tracker.reading.names import unit_names
from tracker.rights.words import Act
from tracker.web.administration.reaching import today
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.frame.words import Words

router = APIRouter(include_in_schema=False)

_MOST_EVENTS: Final = 100


@dataclass(frozen=True)
class ToldChange:
    """An event of an account in words."""

    change: AccountChange
    facts: str


@dataclass(frozen=True, kw_only=True)
class PersonPage:
    """What the page shows; never a secret."""

    person: ListedPerson
    standing: list[ListedGrant]
    """The roles that have not ended."""
    ended: list[ListedGrant]
    names: dict[str, str]
    sessions: list[ListedSession]
    events: list[ToldChange] | None
    """The newest first; None: not for the visitor to know."""
    is_shortened: bool
    state: str
    """``account_state.<state>`` says it."""


@router.get("/admin/people/{name}")
def show_person(visit: Visiting, name: Named) -> Response:
    """The account with all roles that it ever held."""
    found = visit.found
    person = administered(found, visit.caller, name)
    told = _events(visit, person)
    with visit.asking() as connection:
        units = {grant.unit for grant in person.grants if grant.unit is not None}
        names = unit_names(connection, units, today(connection, visit))
    standing = [grant for grant in person.grants if _stands(grant, visit.today)]
    page = PersonPage(
        person=person,
        standing=standing,
        ended=[grant for grant in person.grants if grant not in standing],
        names=names,
        sessions=sessions_of(found.pool, person.name, visit.now),
        events=None if told is None else told[:_MOST_EVENTS],
        is_shortened=told is not None and len(told) > _MOST_EVENTS,
        state=state_of(person),
    )
    return visit.page("administration/person.html", page=page)


def state_of(person: ListedPerson) -> str:
    """The word under which the catalogue says how an account stands."""
    if person.disabled:
        return "disabled"
    return "active" if person.has_password else "no_password"


def _stands(grant: ListedGrant, day: date) -> bool:
    return grant.revoked_on is None and (grant.until is None or grant.until >= day)


def _events(visit: Visit, person: ListedPerson) -> list[ToldChange] | None:
    try:
        refuse_unless_reached(visit.found, visit.caller, Act.AUDIT, person)
    except ForbiddenError:
        return None
    changes = history(visit.found.pool, person.name)
    return [ToldChange(one, facts_told(visit.words, one.facts)) for one in reversed(changes)]


def facts_told(words: Words, facts: dict[str, Any]) -> str:
    """What an event of an account says, in words."""
    told = (_fact(words, name, value) for name, value in facts.items())
    return ", ".join(one for one in told if one)


def _fact(words: Words, name: str, value: Any) -> str:
    match name, value:
        case "role", str(role):
            return words.say(f"role.{role}")
        case "by" | "why", str(word):
            return words.say(f"account_{name}.{word.partition(' ')[0]}")
        case "unit", None:
            return words.say("scope.everywhere")
        case (("since" | "until" | "expires_on"), None):
            return ""
        case _, date() as day:
            return words.day(day)
        case _, list(values):
            return ", ".join(_fact(words, name.removesuffix("s"), one) for one in values)
    return str(value or "")
