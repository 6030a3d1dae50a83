"""``/admin/units/{code}``: one unit, its history, its people, and what can be done with it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from psycopg import Connection

from tracker.aggregates.unit import UnitEvent
from tracker.api.questions.timeline import Named
from tracker.people.finding import find
from tracker.people.listing import ListedPerson
from tracker.present.happening import event_name
from tracker.reading.candidates import Stranded
from tracker.reading.cut import Cut
from tracker.reading.lineage import Lineage, lineage
from tracker.reading.names import unit_names
from tracker.reading.tree import ListedUnit, tree
from tracker.rights.words import Act
from tracker.web.administration.people_list import wanted_by
from tracker.web.administration.reaching import may_run, refuse_unless_any
from tracker.web.administration.unit_figures import OPEN_CLASSES, open_items
from tracker.web.administration.unit_forms import FORMS
from tracker.web.administration.waiting import waiting_units
from tracker.web.frame.timebar import TimeQuery
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Told:
    """An event of a unit as the page tells it."""

    event: UnitEvent
    name: str
    """What happened."""
    units: tuple[str, ...]
    """Codes of other units that it names."""
    new_name: str

    @property
    def document(self) -> str:
        """The number of the document that it rests on."""
        return str((self.event.source or {}).get("number") or "")


@dataclass(frozen=True, kw_only=True)
class UnitPage:
    """What the page shows."""

    unit: Lineage
    title: str
    is_there: bool
    level: str | None
    parent: str | None
    since: date | None
    until: date | None
    """The day after its last one under this name and parent."""
    history: list[Told]
    names: dict[str, str]
    below: list[ListedUnit]
    open_items: int | None
    open_classes: tuple[str, ...]
    people: list[ListedPerson] | None
    """Of those whom the visitor administers, who holds a role for the unit itself; None: nobody
    here is his to administer."""
    waiting: Stranded | None
    """Open items that it still leads after its end."""
    deeds: tuple[str, ...]
    """What the visitor may do with it."""


@router.get("/admin/units/{code:path}")
def show_unit(visit: Visiting, code: Named, query: Annotated[TimeQuery, Query()]) -> Response:
    """The unit on C as known at K."""
    refuse_unless_any(visit, Act.RUN_UNITS, Act.RUN_CALENDARS, Act.RUN_PEOPLE, Act.AUDIT)
    with visit.asking() as connection:
        times = query.times(connection, visit)
        page = _page(connection, visit, times.cut, code, is_past=times.is_past)
    return visit.page("administration/unit.html", times=times, page=page)


def _page(
    connection: Connection[Any], visit: Visit, cut: Cut, code: str, *, is_past: bool
) -> UnitPage:
    unit = lineage(connection, code, cut.position)
    standing = unit.on(cut.as_of)
    around = tree(connection, cut, unit.code)
    history = [_told(visit, event) for event in unit.events]
    waiting = None if is_past else _waiting(connection, visit, unit.code)
    named = {
        *(code for one in history for code in one.units),
        *(event.code for event in unit.came_from),
        *(one.parent for one in unit.stretches if one.parent is not None),
        *unit.successors,
        unit.code,
    }
    names = unit_names(connection, named, cut)
    return UnitPage(
        unit=unit,
        title=unit.stretches[-1].name if standing is None else standing.name,
        is_there=standing is not None,
        level=None if standing is None else standing.level,
        parent=None if standing is None else standing.parent,
        since=None if standing is None else standing.valid_from,
        until=None
        if standing is None or standing.valid_to.year == date.max.year
        else standing.valid_to,
        history=history,
        names=names,
        below=[one for one in around if one.depth == 1],
        open_items=open_items(connection, visit.caller, around, cut).get(unit.code),
        open_classes=OPEN_CLASSES,
        people=_people(connection, visit, unit.code),
        waiting=waiting,
        deeds=() if is_past else _deeds(connection, visit, unit, waiting),
    )


def _told(visit: Visit, event: UnitEvent) -> Told:
    fact = event.fact
    parents = () if fact.parent is None else (fact.parent,)
    return Told(
        event,
        event_name(event.TOPIC, visit.words.language),
        (*parents, *fact.successors),
        fact.name,
    )


def _waiting(connection: Connection[Any], visit: Visit, code: str) -> Stranded | None:
    return next((one for one in waiting_units(connection, visit) if one.code == code), None)


def _people(connection: Connection[Any], visit: Visit, code: str) -> list[ListedPerson] | None:
    if not may_run(connection, visit, Act.RUN_PEOPLE, code):
        return None
    return find(connection, wanted_by(connection, visit)._replace(unit=code), visit.today)


def _deeds(
    connection: Connection[Any], visit: Visit, unit: Lineage, waiting: Stranded | None
) -> tuple[str, ...]:
    """A unit whose end is recorded can only hand over what it still leads."""
    if not may_run(connection, visit, Act.RUN_UNITS, unit.code):
        return ()
    if unit.end is not None:
        return () if waiting is None else ("hand-over",)
    return tuple(name for name in FORMS if name != "hand-over")
