"""``/admin/calendars``: the working calendars, and which of them lack the days of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from psycopg import Connection

from tracker.deadlines.adoption import Calendars, Established
from tracker.reading.calendars import calendars_known
from tracker.reading.cut import Cut
from tracker.reading.names import unit_names
from tracker.rights.words import Act
from tracker.web.administration.reaching import refuse_unless_any
from tracker.web.frame.timebar import TimeQuery
from tracker.web.frame.visit import Visiting

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class ListedCalendar:
    """A calendar and how far its days are laid down."""

    about: Established
    version: int
    lacking: tuple[int, ...]
    """This year and the next, where nobody has laid down all of their days."""


@dataclass(frozen=True, kw_only=True)
class CalendarsPage:
    """What the page shows."""

    calendars: list[ListedCalendar]
    names: dict[str, str]
    may_establish: bool


def listed(calendars: Calendars, years: Sequence[int]) -> list[ListedCalendar]:
    """All calendars, and which of the years each lacks."""
    return [
        ListedCalendar(
            calendars.about(code),
            calendars.version(code),
            tuple(year for year in years if year not in calendars.named(code).complete),
        )
        for code in calendars
    ]


def calendars_lacking(connection: Connection[Any], cut: Cut) -> list[ListedCalendar]:
    """Those without all days of the year of the cut or of the next one."""
    known = calendars_known(connection, cut.position)
    year = cut.as_of.year
    return [one for one in listed(known, (year, year + 1)) if one.lacking]


@router.get("/admin/calendars")
def show_calendars(visit: Visiting, query: Annotated[TimeQuery, Query()]) -> Response:
    """Every calendar as known at K."""
    refuse_unless_any(visit, Act.RUN_CALENDARS, Act.RUN_UNITS, Act.RUN_PEOPLE, Act.AUDIT)
    with visit.asking() as connection:
        times = query.times(connection, visit)
        year = times.as_of.year
        calendars = listed(calendars_known(connection, times.cut.position), (year, year + 1))
        units = [one.about.unit for one in calendars if one.about.unit is not None]
        names = unit_names(connection, units, times.cut)
    page = CalendarsPage(
        calendars=calendars,
        names=names,
        may_establish=visit.may(Act.RUN_CALENDARS) and not times.is_past,
    )
    return visit.page("administration/calendars.html", times=times, page=page)
