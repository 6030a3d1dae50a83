"""``GET /deadline-words``: a deadline in words read back at once, before anything is recorded."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Query, Response
from psycopg import Connection
from pydantic import Field

from tracker.deadlines.calendar import NATIONAL, WorkCalendar
from tracker.deadlines.outcome import Certainty, Context, DeadlineKind, Reading
from tracker.deadlines.reading import read_deadline
from tracker.deadlines.rule import rule_of
from tracker.errors import InvalidInputError
from tracker.present import deadlines as present
from tracker.reading.calendars import calendars_known
from tracker.reading.cut import cut_at
from tracker.reading.deadline import calendar_of
from tracker.web.frame.timebar import PageQuery
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit, Visiting
from tracker.web.frame.words import Words

router = APIRouter(include_in_schema=False)


class Days(NamedTuple):
    """The days from which a deadline may be counted."""

    start: date | None = None
    """On which the unit got the work; of a decision, its day."""
    dated: date | None = None
    """Of the document; None: that of the start."""


@dataclass(frozen=True, kw_only=True)
class ReadBack:
    """What the words of a deadline mean, for who typed them."""

    due_on: date | None
    is_sure: bool
    """Whether it can be taken without a look."""
    headline: str
    told: list[str]
    """How sure it is and why, and by which rule it was counted."""
    steps: list[str]
    rule: dict[str, Any] | None
    """How it was counted, as the command keeps it; None: no period."""
    reading: Reading
    """All of it, for who registers what the words come back to again and again."""


def read_words(
    connection: Connection[Any], visit: Visit, typed: str, days: Days, unit: str | None
) -> ReadBack:
    """Reads a deadline by the calendar that rules for the unit today.

    Args:
        connection: to the read model.
        visit: who asks, in which language.
        typed: the words.
        days: from which a period is counted.
        unit: who is to do it; None: by the national calendar.

    Raises:
        InvalidInputError: the words are not understood.
    """
    calendar = _calendar(connection, visit, unit)
    settings = visit.found.settings
    context = Context(
        dated_on=days.dated or days.start,
        received_on=days.start,
        assigned_on=days.start,
        today=visit.today,
        calendar=calendar,
        roll_fixed_dates=settings.roll_fixed_dates,
        before_means=settings.before_means,
    )
    return _read_back(read_deadline(typed, context), calendar, visit.words)


def _calendar(connection: Connection[Any], visit: Visit, unit: str | None) -> WorkCalendar:
    cut = cut_at(connection, visit.today, None, visit.now)
    calendars = calendars_known(connection, cut.position)
    code = NATIONAL if unit is None else calendar_of(connection, unit, calendars, cut)
    return calendars.named(code if code in calendars else NATIONAL)


def _read_back(reading: Reading, calendar: WorkCalendar, words: Words) -> ReadBack:
    rule = rule_of(reading, calendar)
    return ReadBack(
        due_on=reading.due_on,
        is_sure=reading.certainty is Certainty.SURE and reading.kind is not DeadlineKind.SERIES,
        headline=_headline(reading, words),
        told=list(_told(reading, calendar, words)),
        steps=list(present.steps(reading.steps, words.language)),
        rule=None if rule is None else rule.as_stored(),
        reading=reading,
    )


def _headline(reading: Reading, words: Words) -> str:
    typed = reading.words
    if reading.kind is DeadlineKind.SERIES:
        return words.say("due.headline_series", words=typed, number=len(reading.occurrences))
    if reading.kind is DeadlineKind.NONE:
        return words.say("due.headline_none", words=typed)
    if reading.due_on is None:
        return words.say("due.headline_unknown", words=typed)
    due_on = present.dated(reading.due_on, words.language)
    return words.say("due.headline", words=typed, due_on=due_on)


def _told(reading: Reading, calendar: WorkCalendar, words: Words) -> list[str]:
    language = words.language
    told = [words.say(f"certainty.{reading.certainty.value}")]
    told += [present.note(note, language) for note in reading.notes]
    if reading.certainty is not Certainty.SURE and reading.alternatives:
        days = "; ".join(present.dated(day, language) for day in reading.alternatives)
        told.append(words.say("due.choose", days=days))
    if reading.period is not None and reading.zero is not None:
        told.append(words.say("due.counted", period=present.period(reading.period, language)))
        told.append(present.basis(reading, language))
        told.append(words.say("due.calendar", calendar=calendar.code, version=calendar.version))
    return told


class WordsQuery(PageQuery):
    """The words, and what they are read by; forms may use the names of their own fields."""

    words: str | None = Field(None, max_length=500)
    deadline_text: str | None = Field(None, max_length=500)
    start: str | None = Field(None, max_length=20)
    effective_on: str | None = Field(None, max_length=20)
    received_on: str | None = Field(None, max_length=20)
    dated: str | None = Field(None, max_length=20)
    source_date: str | None = Field(None, max_length=20, alias="source.date")
    unit: str | None = Field(None, max_length=200)

    @property
    def typed(self) -> str:
        """The words, if there are any."""
        return self.words or self.deadline_text or ""

    def days(self) -> Days:
        """The days that the form has.

        Raises:
            InvalidInputError: something else than a day.
        """
        start = self.start or self.received_on or self.effective_on
        dated = self.dated or self.source_date
        return Days(
            None if start is None else day_typed(start, "start"),
            None if dated is None else day_typed(dated, "dated"),
        )


@router.get("/deadline-words")
def show_words(visit: Visiting, query: Annotated[WordsQuery, Query()]) -> Response:
    """The part of a form that says what the words mean; also where they mean nothing."""
    read, wrong = None, None
    if query.typed:
        try:
            with visit.asking() as connection:
                read = read_words(connection, visit, query.typed, query.days(), query.unit)
        except InvalidInputError as error:
            wrong = visit.words.why(error)
    return visit.page("items/read_back.html", read=read, wrong=wrong, is_part=True)
