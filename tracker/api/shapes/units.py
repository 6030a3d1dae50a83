"""The shapes of answers about one unit, and of looks at what a command would touch."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from tracker.api.shapes import CutShape
from tracker.api.shapes.deadlines import UnitShape


class OneUnitShape(CutShape):
    """``GET /units/{code}``: on a day on which it is not there it has no name."""

    code: str
    version: int
    name: str | None
    level: str | None
    parent: str | None
    since: date | None
    until: date | None = Field(description="The first day on which something of it is otherwise.")
    ended_on: date | None = Field(description="The first day on which it is no longer there.")
    heir: str | None = Field(description="Who keeps its records then.")


class AffectedItemShape(BaseModel):
    """An open item that somebody else will lead."""

    model_config = ConfigDict(populate_by_name=True)

    kind: str
    ref: str
    item_class: str = Field(alias="class")
    due_on: date | None
    title: str
    alerts: int


class AffectedShape(BaseModel):
    """``POST /units/{code}/<merge|split|dissolve|hand-over>/preview``."""

    unit: str
    on: date
    open_items: int
    by_class: dict[str, int]
    alerts: int
    actors: list[str]
    people: list[UnitShape]
    below: list[UnitShape]
    items: list[AffectedItemShape]


class MoveShape(BaseModel):
    """An open item whose deadline a calendar would move."""

    kind: str
    ref: str
    title: str
    before: date
    after: date


class MovesShape(BaseModel):
    """``POST /calendars/{code}/adopt-days/preview``."""

    calendar: str
    recorded: bool
    moves: list[MoveShape]
    kept: list[str] = Field(
        description="Items that keep their deadline: counted anew, it would lie before their"
        " assignment."
    )
