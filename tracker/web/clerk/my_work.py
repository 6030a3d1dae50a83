"""``/my-work``: what there is to do today for the people of a unit, and what waits for oneself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.judging import place_of, refuse_unless_somewhere
from tracker.commands.checking import in_nfc
from tracker.deadlines.calendar import WorkCalendar
from tracker.fold.words import Kind
from tracker.present.deadlines import dated
from tracker.reading.calendars import calendars_known
from tracker.reading.cut import Cut, Filters, cut_at, own_units
from tracker.reading.my_work import LINES, SOON, MyWork, Section, my_work
from tracker.reading.names import unit_names
from tracker.reading.requests import requests
from tracker.rights.words import Act, Reach
from tracker.web.clerk.deciding import Asked, Deciding, asked_of, deciding
from tracker.web.clerk.places import Place, place_named, places_for
from tracker.web.clerk.rows import Desk, Row, rows_of
from tracker.web.frame.addresses import address
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

PATH: Final = "/my-work"
TOLD: Final = (
    Section.REJECTED,
    Section.OVERDUE,
    Section.TODAY,
    Section.WEEK,
    Section.WAITING,
    Section.TARGETS,
)
"""The sections with their items, in the order of the page."""
COUNTED: Final = (Section.LATER, Section.NO_DEADLINE, Section.SUSPENDED)
"""Those of which only the number is told."""

REGISTERED: Final = (Kind.DIRECTIVE, Kind.PLAN_TASK, Kind.FINDING, Kind.TARGET)
"""What is registered, the commonest first."""


class MyWorkQuery(PageQuery):
    """The unit whose work it is."""

    unit: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")


class Number(NamedTuple):
    """How many items a section holds, and where they are listed."""

    section: Section
    number: int
    address: str


@dataclass(frozen=True, kw_only=True)
class Work:
    """The work of one unit."""

    place: Place
    numbers: Mapping[Section, Number]
    rows: Mapping[Section, Sequence[Row]]
    asked: Sequence[Asked]
    """Requests of the unit that nobody has answered."""
    asked_number: int
    has_others: bool
    """Whether some of it is led by people of the unit rather than by the unit itself."""
    list_address: str
    soon: date
    """The last day of "this week"."""


@dataclass(frozen=True, kw_only=True)
class MyWorkPage:
    """The page one works from."""

    cut: Cut
    places: Sequence[Place]
    """The visitor's units, to choose from; the one chosen is that of ``work``."""
    work: Work | None
    """None: the visitor logs for no unit."""
    deciding: Sequence[Deciding]
    names: Mapping[str, str]
    register: Sequence[Kind]
    """What the visitor may register."""
    dated: str
    """Today with its weekday."""
    back: str
    """The address of this page."""
    told: Sequence[Section] = TOLD
    counted: Sequence[Section] = COUNTED

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to do at all."""
        return self.work is not None and not any(one.number for one in self.work.numbers.values())

    @property
    def has_picks(self) -> bool:
        """Whether something can be recorded of several items at once."""
        rows = {} if self.work is None else self.work.rows
        return any(row.pick for lines in rows.values() for row in lines)


@router.get(PATH)
def show_my_work(visit: Visiting, query: Annotated[MyWorkQuery, Query()]) -> Response:
    """What there is to do today, as known now; lists show it for any other time."""
    if not visit.may(Act.DECIDE):
        refuse_unless_somewhere(visit.caller, Act.LOG)
    with visit.asking() as connection:
        cut = cut_at(connection, visit.today, None, visit.now)
        page = _page(connection, visit, cut, in_nfc(query.unit))
    return visit.page("clerk/my_work.html", page=page)


def _page(connection: Connection[Any], visit: Visit, cut: Cut, unit: str | None) -> MyWorkPage:
    places = places_for(connection, visit.caller, Act.LOG, cut) if visit.may(Act.LOG) else []
    chosen = _chosen(connection, visit, cut, places, unit)
    back = address(PATH, unit=unit)
    work = None if chosen is None else _work(connection, visit, cut, chosen, back)
    waiting = _deciding(connection, visit, cut, back)
    return MyWorkPage(
        cut=cut,
        places=places,
        work=work,
        deciding=waiting,
        names=unit_names(connection, _codes(work, waiting), cut),
        register=REGISTERED if visit.may(Act.REGISTER) else (),
        dated=dated(visit.today, visit.words.language),
        back=back,
    )


def _chosen(
    connection: Connection[Any], visit: Visit, cut: Cut, places: Sequence[Place], unit: str | None
) -> Place | None:
    if unit is None or not visit.may(Act.LOG):
        return places[0] if places else None
    known = next((place for place in places if place.code == unit), None)
    return known or place_named(connection, visit.caller, Act.LOG, unit, cut)


def _work(connection: Connection[Any], visit: Visit, cut: Cut, place: Place, back: str) -> Work:
    units = own_units(connection, place.code, cut)
    found = my_work(connection, cut, units, TOLD)
    calendar = _calendar(connection, place, cut)
    rows = rows_of(Desk(place.code, visit.today, calendar, visit.words, back), found.tasks)
    asked = requests(connection, cut, Filters(unit=place.code, reach=Reach.OWN))
    return Work(
        place=place,
        numbers=_numbers(place, found, visit.today),
        rows=rows,
        asked=[asked_of(request, back) for request in asked[:LINES]],
        asked_number=len(asked),
        has_others=any(row.whose for lines in rows.values() for row in lines),
        list_address=address("/items", unit=place.code, reach=Reach.OWN),
        soon=visit.today + SOON,
    )


def _calendar(connection: Connection[Any], place: Place, cut: Cut) -> WorkCalendar:
    calendars = calendars_known(connection, cut.position)
    return calendars.named(calendars.of_unit(place_of(connection, place.code, cut).codes))


def _numbers(place: Place, found: MyWork, today: date) -> dict[Section, Number]:
    return {
        section: Number(section, number, _list_address(place, section, today))
        for section, number in found.numbers.items()
    }


def _list_address(place: Place, section: Section, today: date) -> str:
    told = section.filters(today)
    return address(
        "/items",
        unit=place.code,
        reach=Reach.OWN,
        kind=told.get("kind"),
        class_=told.get("classes", ()),
        due_from=told.get("due_from"),
        due_to=told.get("due_to"),
        rejected=told.get("is_rejected"),
    )


def _deciding(connection: Connection[Any], visit: Visit, cut: Cut, back: str) -> Sequence[Deciding]:
    if not visit.may(Act.DECIDE):
        return ()
    if visit.caller.may_everywhere(Act.DECIDE):
        return (deciding(connection, cut, None, back),)
    places = places_for(connection, visit.caller, Act.DECIDE, cut)
    return [deciding(connection, cut, place, back) for place in places]


def _codes(work: Work | None, waiting: Sequence[Deciding]) -> set[str]:
    """The units that the page mentions."""
    rows = [] if work is None else [row for lines in work.rows.values() for row in lines]
    led = {row.whose for row in rows if row.whose}
    asked = [one for block in waiting for one in block.requests]
    return led | {one.request.unit for one in asked}
