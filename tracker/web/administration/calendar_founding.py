"""``/record/calendar/new``: a calendar of a unit's own, resting on another one."""

from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Response

from tracker.access.judging import refuse_unless_somewhere
from tracker.api.commands.calendars import Establishing
from tracker.api.commands.deeds import ESTABLISH_CALENDAR
from tracker.deadlines.adoption import Established
from tracker.deadlines.calendar import NATIONAL
from tracker.errors import TrackerError
from tracker.reading.calendars import calendars_known
from tracker.reading.tree import ListedUnit, tree
from tracker.rights.words import Act
from tracker.web.administration.beside import SOURCE_FIELDS, beside
from tracker.web.administration.reaching import today
from tracker.web.frame.addresses import part
from tracker.web.frame.forms import Form
from tracker.web.frame.giving import asked, give
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_FIELDS: Final = ("code", "name", "base", "unit", "effective_on", "reason", *SOURCE_FIELDS)


@dataclass(frozen=True, kw_only=True)
class NewCalendarPage:
    """The form."""

    bases: list[Established]
    units: list[ListedUnit]


@router.get("/record/calendar/new")
def show_establishing(visit: Visiting) -> Response:
    """The form for a calendar."""
    refuse_unless_somewhere(visit.caller, Act.RUN_CALENDARS)
    return _form(visit, Form.new(visit, base=NATIONAL, effective_on=visit.today))


@router.post("/record/calendar/new")
def establish_calendar(sent: Submitted) -> Response:
    """A calendar comes into being."""
    try:
        recorded = give(_planned(sent))
    except TrackerError as error:
        return _form(sent.visit, Form.again(sent, beside(error, _FIELDS)))
    code = str(recorded.body["code"])
    where = f"/admin/calendars/{part(code)}"
    return sent.visit.leave(where, "calendar_founded", position=recorded.position, code=code)


def _planned(sent: Submission) -> Establishing:
    fields = sent.given(ESTABLISH_CALENDAR.body)
    request = asked(sent.visit, "/calendars", fields, key=sent.key)
    return Establishing(asked=request, deed=ESTABLISH_CALENDAR, code=fields["code"])


def _form(visit: Visit, form: Form) -> Response:
    with visit.asking() as connection:
        cut = today(connection, visit)
        known = calendars_known(connection, cut.position)
        units = [one for one in tree(connection, cut) if one.level != "person"]
    page = NewCalendarPage(bases=[known.about(code) for code in known], units=units[:400])
    return visit.page("administration/calendar_new.html", form.status, form=form, page=page)
