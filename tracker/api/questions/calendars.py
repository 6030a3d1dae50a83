"""``GET /calendars``, ``GET /calendars/{code}``: which days are off or worked."""

from typing import Annotated
from unicodedata import normalize

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tracker.answers.deadlines import calendar_answer, calendars_answer
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, KnownAtQuery, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.questions.timeline import Named
from tracker.api.shapes import Answer
from tracker.api.shapes.deadlines import CalendarShape, CalendarsShape
from tracker.reading.calendars import calendar_events, calendars_known

router = APIRouter()


class YearQuery(KnownAtQuery):
    """The year beside the known-at time."""

    year: int = Field(ge=1900, le=2199, examples=[2024])


@router.get("/calendars", response_model=CalendarsShape, responses=QUESTION_ERRORS)
def get_calendars(query: Annotated[KnownAtQuery, Query()], _: Calling, found: Installed) -> Answer:
    """Every calendar, on which other one it rests, and for which unit it rules."""
    with asking(found) as connection:
        cut = query.cut(connection, found, None)
        calendars = calendars_known(connection, cut.position)
    return calendars_answer(calendars)


@router.get("/calendars/{code}", response_model=CalendarShape, responses=QUESTION_ERRORS)
def get_calendar(
    code: Named,
    query: Annotated[YearQuery, Query()],
    response: Response,
    _: Calling,
    found: Installed,
) -> Answer:
    """The days of a year that are not what the week says; without a document: proposed.

    ``ETag`` is the version that a write would name.
    """
    with asking(found) as connection:
        cut = query.cut(connection, found, None)
        calendars = calendars_known(connection, cut.position)
        calendar = calendars.named(normalize("NFC", code))
        seen = calendar_events(connection, calendar.code, cut.position)
    response.headers["ETag"] = f'"{seen}"'
    return calendar_answer(calendar, calendar.days_of(query.year))
