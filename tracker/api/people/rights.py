"""``GET /rights``: who could do what on a day."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from tracker.access.judging import refuse_unless_somewhere
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, asking
from tracker.api.people.administering import refuse_unless_unit
from tracker.api.people.errors import OWN_ERRORS
from tracker.api.people.telling import told_right
from tracker.api.shapes.people import RightsShape
from tracker.entry.fields import Day, Name
from tracker.people.listing import rights_on
from tracker.reading.cut import cut_at, refuse_unknown_unit
from tracker.rights.words import Act

router = APIRouter(tags=["people"])


class RightsQuery(BaseModel):
    """The day, and whose rights over what."""

    model_config = ConfigDict(extra="forbid")

    on: Day = Field(description="Which day.", examples=["2024-03-08"])
    unit: Name | None = Field(
        None,
        description="Who could do something to that unit, also by a grant for one above it.",
        examples=["H57.31.05"],
    )
    name: Name | None = Field(None, description="One account only.")


@router.get("/rights", responses=OWN_ERRORS)
def get_rights(
    query: Annotated[RightsQuery, Query()], caller: Calling, found: Installed
) -> RightsShape:
    """Who held which role on a day, and what it allowed; accounts disabled that day held none.

    Who audits a unit names it, or one below it; who audits the whole installation need not.
    """
    refuse_unless_somewhere(caller, Act.AUDIT)
    with asking(found) as connection:
        cut = cut_at(connection, query.on, None, found.clock.now())
        if query.unit is not None:
            refuse_unknown_unit(connection, query.unit)
        refuse_unless_unit(connection, caller, Act.AUDIT, query.unit, cut)
    held = rights_on(found.pool, query.on, query.name, query.unit)
    return RightsShape(on=query.on, unit=query.unit, rights=list(map(told_right, held)))
