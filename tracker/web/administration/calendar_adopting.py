"""``/record/calendar/adopt/{code}``: days that a document lays down, after a look at what moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, NamedTuple
from unicodedata import normalize

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.judging import refuse_unless_everywhere, refuse_unless_may
from tracker.api.commands.calendars import Adopting
from tracker.api.commands.deeds import ADOPT_DAYS
from tracker.api.questions.timeline import Named
from tracker.commands.calendars import Adoption
from tracker.days import iso_day
from tracker.deadlines.adoption import Established
from tracker.deadlines.calendar import DayKind, WorkCalendar
from tracker.deadlines.proposals import SOURCE, ProposedDay, proposed_days
from tracker.errors import TrackerError
from tracker.reading.calendars import calendar_events, calendars_known
from tracker.rights.words import Act
from tracker.web.administration.beside import (
    SOURCE_FIELDS,
    beside,
    carried,
    document_of,
    to_be_edited,
)
from tracker.web.administration.reaching import today
from tracker.web.administration.typed_days import TypedDays, row_numbers, typed_days
from tracker.web.frame.addresses import address, part
from tracker.web.frame.forms import Form
from tracker.web.frame.giving import asked, give
from tracker.web.frame.submission import Submission, Submitted
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.typed import as_count
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

_KINDS: Final = tuple(kind.value for kind in DayKind)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class AdoptQuery(PageQuery):
    """Which year's proposals are offered; absent: this year's."""

    year: int | None = Field(None, ge=_FIRST_YEAR, le=_LAST_YEAR)


@dataclass(frozen=True)
class Chosen:
    """A calendar, and the year whose days somebody is about to lay down."""

    about: Established
    calendar: WorkCalendar
    seen: int
    """The version of its stream."""
    year: int

    @property
    def proposed(self) -> Mapping[date, ProposedDay]:
        """The nation's days of the year that no document has laid down so; of no other calendar."""
        if self.about.base is not None:
            return {}
        entries = self.calendar.entries
        return {
            day: one
            for day, one in proposed_days(self.year).items()
            if day not in entries or entries[day].kind.value != one.kind
        }


@dataclass(frozen=True, kw_only=True)
class AdoptPage:
    """The form."""

    chosen: Chosen
    kinds: tuple[str, ...]
    rows: list[str]
    source: str
    """Whose proposals they are."""
    told: list[str]


class ShownDay(NamedTuple):
    """A day that is about to be laid down."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True, kw_only=True)
class MovesPage:
    """What would move, and all that was typed, to be sent again."""

    chosen: Chosen
    days: list[ShownDay]
    years: list[int]
    adoption: Adoption
    opens_items: bool
    """Whether the visitor may open the items; who runs calendars alone sees none."""
    document: str
    carried: tuple[tuple[str, str], ...]


@router.get("/record/calendar/adopt/{code:path}")
def show_adopting(visit: Visiting, code: Named, query: Annotated[AdoptQuery, Query()]) -> Response:
    """The form, with what is proposed of the year."""
    chosen = _chosen(visit, code, query.year or visit.today.year)
    settled = [day.isoformat() for day, one in chosen.proposed.items() if one.settled_by_law]
    form = Form.new(visit, version=chosen.seen, year=chosen.year, take=settled)
    return _form(visit, form, chosen)


@router.post("/record/calendar/adopt/{code:path}")
def adopt(sent: Submitted, code: Named) -> Response:
    """Shows which deadlines would move, and once that was confirmed records it."""
    visit, year = sent.visit, _year(sent)
    chosen = _chosen(visit, code, year)
    if (form := to_be_edited(sent)) is not None:
        return _form(visit, form, chosen)
    said = typed_days(sent, proposed_days(year))
    is_confirmed = sent.one("step") == "confirm"
    try:
        planned = _planned(sent, chosen, said, is_preview=not is_confirmed)
        if not is_confirmed:
            return _moves(sent, chosen, said, planned)
        recorded = give(planned)
    except TrackerError as error:
        told = beside(said.named(error), ["days", "note", *said.fields, *SOURCE_FIELDS])
        return _form(visit, Form.again(sent, told), chosen)
    return visit.leave(
        address(f"/admin/calendars/{part(chosen.about.code)}", year=year),
        "days_adopted",
        position=recorded.position,
        days=len(said.days),
        moved=int(recorded.body["moved"]),
    )


def _planned(sent: Submission, chosen: Chosen, said: TypedDays, *, is_preview: bool) -> Adopting:
    """The command; what is adopted is adopted today, whatever days it names."""
    also: dict[str, Any] = {"days": said.days, "effective_on": sent.visit.today.isoformat()}
    if sent.one("complete") == "yes":
        also["years"] = [chosen.year]
    fields = sent.given(ADOPT_DAYS.body, **also)
    code = chosen.about.code
    path = f"/calendars/{part(code)}/adopt-days"
    key = None if is_preview else sent.key
    request = asked(sent.visit, path, fields, version=sent.version, key=key)
    return Adopting(asked=request, deed=ADOPT_DAYS, code=code)


def _chosen(visit: Visit, code: str, year: int) -> Chosen:
    """The calendar, if the visitor may lay days down in it.

    Raises:
        ForbiddenError: he may not.
        NotFoundError: there is no such calendar.
    """
    with visit.asking() as connection:
        cut = today(connection, visit)
        known = calendars_known(connection, cut.position)
        calendar = known.named(normalize("NFC", code))
        about = known.about(calendar.code)
        _refuse_foreign(connection, visit, about.unit)
        seen = calendar_events(connection, calendar.code, cut.position)
    return Chosen(about, calendar, seen, year)


def _refuse_foreign(connection: Connection[Any], visit: Visit, unit: str | None) -> None:
    if unit is None:
        refuse_unless_everywhere(visit.caller, Act.RUN_CALENDARS)
    else:
        cut = today(connection, visit)
        refuse_unless_may(connection, visit.caller, Act.RUN_CALENDARS, unit, cut)


def _year(sent: Submission) -> int:
    year = as_count(sent.text("year"))
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else sent.visit.today.year


def _form(visit: Visit, form: Form, chosen: Chosen) -> Response:
    page = AdoptPage(
        chosen=chosen,
        kinds=_KINDS,
        rows=row_numbers(form.values),
        source=SOURCE,
        told=[visit.words.say(f"event.{event['type']}") for event in form.changed],
    )
    return visit.page("administration/calendar_adopt.html", form.status, form=form, page=page)


def _moves(sent: Submission, chosen: Chosen, said: TypedDays, planned: Adopting) -> Response:
    adoption = planned.preview()
    page = MovesPage(
        chosen=chosen,
        days=sorted(ShownDay(iso_day(one["day"]), one["kind"], one["name"]) for one in said.days),
        years=list(planned.asked.fields.get("years") or ()),
        adoption=adoption,
        opens_items=sent.visit.may(Act.READ),
        document=document_of(sent),
        carried=carried(sent),
    )
    form = Form.new(sent.visit, version=sent.version)
    return sent.visit.page("administration/calendar_moves.html", form=form, page=page)
