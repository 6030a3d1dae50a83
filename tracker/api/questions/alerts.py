"""``GET /alerts``: which alerts should have been raised on a day, and were they."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from psycopg import Connection
from pydantic import Field

from tracker.access.limiting import audited
from tracker.alerts.audit.lines import Line
from tracker.alerts.audit.outcomes import Outcome
from tracker.alerts.audit.report import alerts_on
from tracker.alerts.audit.reported import ALERTS, report_answer
from tracker.alerts.words import Occasion
from tracker.answers import through
from tracker.api.callers import Calling
from tracker.api.dependencies import FilterQuery, Installed, asking
from tracker.api.questions.cursor import Place, place_of
from tracker.api.shapes import Answer
from tracker.api.shapes.alerts import AlertsShape
from tracker.api.sheets.answering import LIST_ANSWERS, Form, FormQuery, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.bootstrap import Installation
from tracker.days import parse_day, parse_moment
from tracker.errors import InvalidInputError
from tracker.reading.cut import Cut, Filters, projected_position

router = APIRouter()

PAGE: Final = 1_000


class AlertsQuery(FilterQuery, FormQuery):
    """The day beside the filters, and which of its alerts are listed."""

    on: str = Field(
        description="The day in question; one that lies ahead is told by what is known.",
        examples=["2024-03-12"],
        max_length=20,
    )
    occasion: Occasion | None = Field(None, description="Only alerts of this occasion.")
    outcome: Outcome | None = Field(
        None, description="Only alerts that came to this are listed; the totals stay."
    )
    limit: int = Field(
        200, ge=1, le=PAGE, description="Alerts in a page; a file holds the whole list."
    )
    cursor: str | None = Field(
        None, description="The `next` of the page before; it keeps the same K.", max_length=200
    )

    @property
    def asked(self) -> tuple[object, ...]:
        """Which list it is, whatever its page."""
        return (*self.filters(), self.occasion, self.outcome)


@router.get(
    "/alerts",
    response_model=AlertsShape,
    response_model_exclude_unset=True,
    responses=LIST_ANSWERS,
)
def get_alerts(
    request: Request, query: Annotated[AlertsQuery, Query()], caller: Calling, found: Installed
) -> Answer | Response:
    """Due is what the morning of the day knew, by the events; raised is what was flagged."""
    with asking(found) as connection:
        cut, start = _place(connection, query, found)
        filters = audited(connection, caller, query.filters(), cut)
        report = alerts_on(connection, cut, filters, query.occasion)
    lines = [line for line in report.lines if query.outcome in (None, line.outcome)]
    if query.form is not Form.JSON:
        return as_file(request, query.form, _sheet(lines, cut, filters))
    page = lines[start : start + query.limit]
    following = None
    if start + len(page) < len(lines):
        place = Place(cut.known_at, cut.position, start + len(page))
        following = place.cursor(cut.as_of, query.asked)
    return {**through(report_answer(report, page), filters), "next": following}


def _place(connection: Connection[Any], query: AlertsQuery, found: Installation) -> tuple[Cut, int]:
    """The cut of the page, and how many alerts come before it."""
    day = parse_day(query.on, "on")
    if query.cursor is None:
        return query.cut(connection, found, query.on)._replace(as_of=day), 0
    place = place_of(query.cursor, day, query.asked)
    known_at = place.known_at
    wanted = known_at if query.known_at is None else parse_moment(query.known_at, "known_at")
    is_known = place.position <= projected_position(connection)
    if query.form is not Form.JSON or not is_known or wanted != known_at:
        raise InvalidInputError("bad_cursor", field="cursor", value=query.cursor)
    return Cut(day, known_at, place.position), place.after


def _sheet(lines: list[Line], cut: Cut, filters: Filters) -> Sheet[Line]:
    dated = {"on": cut.as_of, "known_at": cut.known_at}
    return Sheet("alerts", ALERTS, lines, dated, filters, about=file_word(cut.as_of))
