"""``/people``: who there is, and what happened to an account."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from tracker.access.judging import refuse_unless_somewhere
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, asking
from tracker.api.people.administering import administered, refuse_unless_reached, todays
from tracker.api.people.errors import OWN_ERRORS
from tracker.api.people.telling import told_change, told_person
from tracker.api.shapes.people import AccountHistoryShape, PeopleShape, PersonShape
from tracker.entry.fields import ONE_LINE, Name
from tracker.people.finding import Wanted, find
from tracker.people.listing import history, person
from tracker.reading.tree import tree
from tracker.rights.words import Act

router = APIRouter(prefix="/people", tags=["people"])

Named = Annotated[
    str, Path(min_length=1, max_length=200, pattern=ONE_LINE, examples=["nguyen.van.a"])
]
_PAGE = 200


class PeopleQuery(BaseModel):
    """Whom a list is limited to, and which page of it is wanted."""

    model_config = ConfigDict(extra="forbid")

    search: Name | None = Field(
        None,
        description="Words of the login or the full name, in any letters, with or without accents.",
        examples=["nguyen a"],
    )
    unit: Name | None = Field(None, description="Who holds a role for that unit.")
    limit: int = Field(_PAGE, ge=1, le=_PAGE, description="Accounts in a page.")
    cursor: Name | None = Field(None, description="The `next` of the page before.")


@router.get("", responses=OWN_ERRORS)
def get_people(
    query: Annotated[PeopleQuery, Query()], caller: Calling, found: Installed
) -> PeopleShape:
    """Accounts by login name; an administrator of a unit sees those that are his to administer."""
    refuse_unless_somewhere(caller, Act.RUN_PEOPLE)
    with asking(found) as connection:
        cut = todays(connection, caller, found)
        within = None
        if not caller.may_everywhere(Act.RUN_PEOPLE):
            units = [unit for unit, _ in caller.for_act(Act.RUN_PEOPLE) if unit is not None]
            within = [one.code for unit in units for one in tree(connection, cut, unit)]
        wanted = Wanted(query.search, query.unit, within, caller.name)
        after = query.cursor or ""
        page = find(connection, wanted, caller.asked_on, after=after, limit=query.limit)
    more = len(page) == query.limit
    return PeopleShape(people=list(map(told_person, page)), next=page[-1].name if more else None)


@router.get("/{name}", responses=OWN_ERRORS)
def get_person(name: Named, caller: Calling, response: Response, found: Installed) -> PersonShape:
    """One account with all the roles that it ever held; ``ETag`` is what a command would name."""
    one = administered(found, caller, name)
    response.headers["ETag"] = f'"{one.version}"'
    return told_person(one)


@router.get("/{name}/history", responses=OWN_ERRORS)
def get_history(name: Named, caller: Calling, found: Installed) -> AccountHistoryShape:
    """What happened to an account: grants, sign-ins and those refused, whoever did it."""
    refuse_unless_somewhere(caller, Act.AUDIT)
    one = person(found.pool, name)
    refuse_unless_reached(found, caller, Act.AUDIT, one)
    events = history(found.pool, one.name)
    return AccountHistoryShape(name=one.name, events=list(map(told_change, events)))
