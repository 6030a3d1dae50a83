"""``POST /calendars`` makes a calendar, ``POST /calendars/{code}/adopt-days`` fills it."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar
from unicodedata import normalize
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from psycopg import Connection

from tracker.access.acting import refuse_unless_for_all
from tracker.access.judging import refuse_unless_everywhere
from tracker.answers.deadlines import moves_answer
from tracker.api.commands.deeds import ADOPT_DAYS, ESTABLISH_CALENDAR
from tracker.api.commands.describing import about, about_preview
from tracker.api.commands.once import GivingOnNamed, Told, answer_once
from tracker.api.commands.receiving import Asked, receiving
from tracker.api.dependencies import asking
from tracker.api.questions.timeline import Named
from tracker.api.shapes import Answer
from tracker.api.shapes.commands import AdoptedShape, RecordedCalendarShape
from tracker.api.shapes.units import MovesShape
from tracker.commands.calendars import (
    AdoptDays,
    Adoption,
    EstablishCalendar,
    adopt_days,
    establish_calendar,
    preview_days,
)
from tracker.commands.checking import InvalidCommandError
from tracker.days import local_day
from tracker.entry.problems import Problem
from tracker.idempotency.claims import Claim
from tracker.reading.recorded import recorded_since
from tracker.reforming import counted_after

router = APIRouter()


class GivingOnCalendar(GivingOnNamed):
    """A command on a working calendar."""

    FAMILY: ClassVar[str] = "calendar"

    def judge(self, unit: str | None) -> None:
        """Asks for the right to the unit for which the calendar rules; all, if it is for none.

        Raises:
            ForbiddenError: naming the unit.
            NotFoundError: no unit ever had the code.
        """
        asked, act = self.asked, self.deed.act
        if unit is None:
            refuse_unless_everywhere(asked.caller, act)
            return
        with asking(asked.found) as connection:
            named = [("unit", unit)]
            refuse_unless_for_all(connection, asked.caller, act, named, asked.today(connection))


class Establishing(GivingOnCalendar):
    """A calendar comes into being."""

    @property
    def created(self) -> str:
        """Its code."""
        return self.code

    def give(self, command_id: str) -> None:
        """Asks for the right to the unit that it rules for."""
        asked, found = self.asked, self.asked.found
        self.judge(asked.fields.get("unit"))
        command = EstablishCalendar(**asked.fields, actor=asked.caller.name, command_id=command_id)
        establish_calendar(command, found.tracker, found.clock)


class Adopting(GivingOnCalendar):
    """A document lays days down, and open deadlines move."""

    IS_WIDE: ClassVar[bool] = True

    def give(self, command_id: str) -> None:
        """Records the days and every deadline that they move."""
        found = self.asked.found
        command, candidates = self._command(command_id, self.asked.expected)
        adopt_days(command, candidates, found.tracker, found.clock)

    def preview(self) -> Adoption:
        """The same, recording nothing."""
        found = self.asked.found
        command, candidates = self._command("preview", None)
        return preview_days(command, candidates, found.tracker, found.clock)

    def _command(self, command_id: str, expected: int | None) -> tuple[AdoptDays, list[UUID]]:
        asked, found = self.asked, self.asked.found
        self.judge(found.tracker.calendars().about(self.code).unit)
        if not (asked.fields["days"] or asked.fields.get("years")):
            raise InvalidCommandError([Problem("days", "no_days_named", {})])
        command = AdoptDays(
            code=self.code,
            expected_version=expected,
            actor=asked.caller.name,
            command_id=command_id,
            **asked.fields,
        )
        self.asked.wait_for_read_model()
        with asking(found) as connection:
            return command, counted_after(connection, command, local_day(found.clock.now()))

    def told(self, connection: Connection[Any], claim: Claim, *, is_done: bool) -> Told | None:
        """The adoption, and how many deadlines it moved."""
        told = super().told(connection, claim, is_done=is_done)
        whole = recorded_since(connection, claim.command_id, claim.since)
        if told is None or whole is None:
            return None
        counted = {"position": whole.position, "moved": whole.items}
        return told._replace(body={**told.body, **counted})


@router.post("/calendars", **about(ESTABLISH_CALENDAR, RecordedCalendarShape, is_new=True))
def post_calendar(
    asked: Annotated[Asked, Depends(receiving(ESTABLISH_CALENDAR.body, is_versioned=False))],
) -> Response:
    """A calendar comes into being."""
    code = asked.fields["code"]
    return answer_once(Establishing(asked=asked, deed=ESTABLISH_CALENDAR, code=code))


def _looking() -> Callable[..., Any]:
    return receiving(ADOPT_DAYS.body, is_versioned=False, is_repeatable=False)


@router.post("/calendars/{code:path}/adopt-days/preview", **about_preview(ADOPT_DAYS, MovesShape))
def preview_adoption(code: Named, asked: Annotated[Asked, Depends(_looking())]) -> Answer:
    """The open deadlines that the days would move; nothing is recorded."""
    adopting = Adopting(asked=asked, deed=ADOPT_DAYS, code=normalize("NFC", code))
    look = adopting.preview()
    return moves_answer(adopting.code, look.moves, look.kept, recorded=False)


@router.post("/calendars/{code:path}/adopt-days", **about(ADOPT_DAYS, AdoptedShape))
def post_adoption(
    code: Named, asked: Annotated[Asked, Depends(receiving(ADOPT_DAYS.body))]
) -> Response:
    """A document lays days down, and open deadlines move."""
    named = normalize("NFC", code)
    return answer_once(Adopting(asked=asked, deed=ADOPT_DAYS, code=named))
