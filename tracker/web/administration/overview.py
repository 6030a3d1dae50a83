"""``/admin``: what there is to administer, and what of it needs somebody's attention."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, Response
from psycopg import Connection

from tracker.alerts.telling.searching import standing
from tracker.people.finding import Condition, find
from tracker.reading.below import units_right_below
from tracker.reading.candidates import Stranded
from tracker.reading.upkeep import damaged_files
from tracker.rights.words import Act
from tracker.upkeep import runs
from tracker.web.administration.calendar_list import ListedCalendar, calendars_lacking
from tracker.web.administration.people_list import wanted_by
from tracker.web.administration.reaching import refuse_unless_any, today
from tracker.web.administration.system_page import standing_now
from tracker.web.administration.waiting import waiting_units
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

MOST_COUNTED: Final = 500
"""More accounts than these are told as so many and more."""
_TOO_LATE_SECONDS: Final = 60


class Idle(NamedTuple):
    """Accounts that somebody forgot."""

    condition: Condition
    number: int


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """What is wrong with the system; zeroes: nothing."""

    parked: int
    behind: int
    damaged: int
    jobs: int
    """Standing jobs that failed, broke off or found something wrong."""

    @property
    def is_there(self) -> bool:
        """Whether anything is."""
        return bool(self.parked or self.behind or self.damaged or self.jobs)


class Alerting(NamedTuple):
    """How people are told."""

    dead: int
    """Deliveries that were given up."""
    mails: bool
    """Whether there is a mail server."""


@dataclass(frozen=True, kw_only=True)
class OverviewPage:
    """What the page shows; None: not the visitor's to see."""

    waiting: list[Stranded]
    lacking: list[ListedCalendar]
    idle: list[Idle] | None
    trouble: Trouble | None
    alerting: Alerting | None
    shows_units: bool
    shows_rights: bool
    is_new: bool
    """Whether there is no unit yet, so that everything is still to be begun."""
    most: int


@router.get("/admin")
def show_overview(visit: Visiting) -> Response:
    """A line for each part that the visitor's rights open."""
    refuse_unless_any(visit, Act.RUN_UNITS, Act.RUN_CALENDARS, Act.RUN_PEOPLE, Act.AUDIT)
    with visit.asking() as connection:
        cut = today(connection, visit)
        page = OverviewPage(
            waiting=waiting_units(connection, visit),
            lacking=calendars_lacking(connection, cut),
            idle=_idle(connection, visit) if visit.may(Act.RUN_PEOPLE) else None,
            trouble=_trouble(connection, visit),
            alerting=_alerting(connection, visit),
            shows_units=visit.may(Act.RUN_UNITS),
            shows_rights=visit.may(Act.AUDIT),
            is_new=visit.caller.may_everywhere(Act.RUN_UNITS)
            and not units_right_below(connection, cut, None),
            most=MOST_COUNTED,
        )
    return visit.page("administration/overview.html", page=page)


def _idle(connection: Connection[Any], visit: Visit) -> list[Idle]:
    mine = wanted_by(connection, visit)
    counted = [
        Idle(
            condition,
            len(
                find(
                    connection,
                    mine._replace(condition=condition),
                    visit.today,
                    limit=MOST_COUNTED,
                )
            ),
        )
        for condition in (Condition.NO_PASSWORD, Condition.NO_ROLE)
    ]
    return [one for one in counted if one.number]


def _alerting(connection: Connection[Any], visit: Visit) -> Alerting | None:
    if not visit.caller.may_everywhere(Act.AUDIT):
        return None
    return Alerting(standing(connection, visit.today).dead, visit.found.settings.mail is not None)


def _trouble(connection: Connection[Any], visit: Visit) -> Trouble | None:
    if not visit.caller.may_everywhere(Act.AUDIT):
        return None
    standing = standing_now(connection)
    late = standing.lag_seconds(visit.now) > _TOO_LATE_SECONDS
    return Trouble(
        parked=standing.parked,
        behind=standing.lag_events if late else 0,
        damaged=damaged_files(connection),
        jobs=sum(job.needs_attention for job in runs.jobs(connection)),
    )
