"""``/admin/rights``: who could do what on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tracker.access.judging import refuse_unless_somewhere
from tracker.api.people.administering import refuse_unless_unit
from tracker.people.listing import HeldRight, rights_on
from tracker.reading.cut import cut_at, refuse_unknown_unit
from tracker.reading.names import unit_names
from tracker.rights.rules import RULES
from tracker.rights.words import Act, Role
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)


class RightsQuery(PageQuery):
    """The day, and whose rights over what."""

    on: str | None = Field(None, max_length=40)
    unit: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    name: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")


@dataclass(frozen=True, kw_only=True)
class RightsPage:
    """What the page shows."""

    on: date
    unit: str | None
    name: str | None
    rights: list[HeldRight]
    names: dict[str, str]
    allows: dict[str, list[str]]
    """The acts of each role."""


@router.get("/admin/rights")
def show_rights(visit: Visiting, query: Annotated[RightsQuery, Query()]) -> Response:
    """Who held which role at any moment of the day; by default today, of the visitor's unit."""
    refuse_unless_somewhere(visit.caller, Act.AUDIT)
    on = visit.today if query.on is None else day_typed(query.on, "on")
    unit = query.unit or _own_unit(visit)
    with visit.asking() as connection:
        cut = cut_at(connection, on, None, visit.now)
        if unit is not None:
            refuse_unknown_unit(connection, unit)
        refuse_unless_unit(connection, visit.caller, Act.AUDIT, unit, cut)
        held = rights_on(visit.found.pool, on, query.name, unit)
        units = {one.grant.unit for one in held if one.grant.unit is not None}
        names = unit_names(connection, units, cut)
    page = RightsPage(on=on, unit=unit, name=query.name, rights=held, names=names, allows=_allows())
    return visit.page("administration/rights.html", page=page)


def _own_unit(visit: Visit) -> str | None:
    """None: the visitor sees everybody's."""
    if visit.caller.may_everywhere(Act.AUDIT):
        return None
    return next(unit for unit, _ in visit.caller.for_act(Act.AUDIT))


def _allows() -> dict[str, list[str]]:
    return {role.value: [act.value for act, rule in RULES.items() if role in rule] for role in Role}
