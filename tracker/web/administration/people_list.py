"""``/admin/people``: accounts, found by name, unit, role, and how they stand."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.judging import refuse_unless_somewhere
from tracker.people.finding import Condition, Wanted, find
from tracker.people.listing import ListedPerson
from tracker.reading.names import unit_names
from tracker.reading.tree import tree
from tracker.rights.words import Act, Role
from tracker.web.administration.reaching import today
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PAGE: Final = 100
"""Accounts in a page."""


class PeopleQuery(PageQuery):
    """Whom the list is limited to, and from whom on it goes."""

    q: str | None = Field(None, max_length=200)
    unit: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    role: Role | None = None
    condition: Condition | None = None
    after: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")


@dataclass(frozen=True, kw_only=True)
class PeoplePage:
    """What the page shows."""

    people: list[ListedPerson]
    names: dict[str, str]
    query: PeopleQuery
    roles: tuple[str, ...]
    conditions: tuple[str, ...]
    following: str | None
    """After whom the next page begins; None: this is the last."""
    may_audit: bool


@router.get("/admin/people")
def show_people(visit: Visiting, query: Annotated[PeopleQuery, Query()]) -> Response:
    """Accounts by login name; those that are the visitor's to administer."""
    refuse_unless_somewhere(visit.caller, Act.RUN_PEOPLE)
    with visit.asking() as connection:
        wanted = wanted_by(connection, visit)._replace(
            words=query.q, unit=query.unit, role=query.role, condition=query.condition
        )
        found = find(connection, wanted, visit.today, after=query.after or "", limit=PAGE + 1)
        units = {grant.unit for one in found for grant in one.grants if grant.unit is not None}
        names = unit_names(connection, units, today(connection, visit))
    people = found[:PAGE]
    page = PeoplePage(
        people=people,
        names=names,
        query=query,
        roles=tuple(role.value for role in Role),
        conditions=tuple(one.value for one in Condition),
        following=people[-1].name if len(found) > PAGE else None,
        may_audit=visit.may(Act.AUDIT),
    )
    return visit.page("administration/people.html", page=page)


def wanted_by(connection: Connection[Any], visit: Visit) -> Wanted:
    """All that are the visitor's to administer."""
    caller = visit.caller
    if caller.may_everywhere(Act.RUN_PEOPLE):
        return Wanted()
    cut = today(connection, visit)
    units = [unit for unit, _ in caller.for_act(Act.RUN_PEOPLE) if unit is not None]
    within = [one.code for unit in units for one in tree(connection, cut, unit)]
    return Wanted(within=within, registrar=caller.name)
