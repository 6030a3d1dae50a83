"""``GET /deadline`` reads words; ``GET /items/{kind}/{ref}/deadline`` explains an item's."""

from typing import Annotated
from unicodedata import normalize

from fastapi import APIRouter, Query
from pydantic import Field

from tracker.access.rows import item_seen
from tracker.answers.deadlines import reading_answer, story_answer
from tracker.api.callers import Calling
from tracker.api.dependencies import Installed, KnownAtQuery, asking
from tracker.api.problems import QUESTION_ERRORS
from tracker.api.questions.item import ItemQuery
from tracker.api.questions.timeline import Named
from tracker.api.shapes import Answer
from tracker.api.shapes.deadlines import DeadlineStoryShape, ReadingShape
from tracker.days import local_day, parse_day
from tracker.deadlines.calendar import NATIONAL
from tracker.deadlines.outcome import Context
from tracker.deadlines.reading import read_deadline
from tracker.fold.words import Kind
from tracker.reading.calendars import calendars_known
from tracker.reading.deadline import deadline_story

router = APIRouter()


class WordsQuery(KnownAtQuery):
    """The words, and what is known beside them."""

    words: str = Field(
        description="A deadline as people write it.",
        examples=["05 ngày làm việc kể từ ngày 26/4/2024"],
        max_length=500,
    )
    dated: str | None = Field(None, description="The day of the document.", max_length=20)
    received: str | None = Field(None, description="The day it was received.", max_length=20)
    assigned: str | None = Field(None, description="The day of assignment.", max_length=20)
    calendar: str = Field(NATIONAL, description="The working calendar.", max_length=200)


@router.get("/deadline", response_model=ReadingShape, responses=QUESTION_ERRORS)
def get_deadline(query: Annotated[WordsQuery, Query()], _: Calling, found: Installed) -> Answer:
    """What the words mean, how sure that is, why, and how each day was counted."""
    with asking(found) as connection:
        cut = query.cut(connection, found, None)
        calendars = calendars_known(connection, cut.position)
    calendar = calendars.named(normalize("NFC", query.calendar))
    days = {
        f"{name}_on": None if value is None else parse_day(value, name)
        for name in ("dated", "received", "assigned")
        for value in (getattr(query, name),)
    }
    context = Context(
        **days,
        today=local_day(found.clock.now()),
        calendar=calendar,
        roll_fixed_dates=found.settings.roll_fixed_dates,
        before_means=found.settings.before_means,
    )
    return reading_answer(read_deadline(query.words, context), calendar)


@router.get(
    "/items/{kind}/{ref:path}/deadline",
    response_model=DeadlineStoryShape,
    response_model_exclude_unset=True,
    responses=QUESTION_ERRORS,
)
def get_story(
    kind: Kind,
    ref: Named,
    query: Annotated[ItemQuery, Query()],
    caller: Calling,
    found: Installed,
) -> Answer:
    """Every decision about an item's deadline on day C, as known at K, and its counting."""
    with asking(found) as connection:
        cut = query.cut(connection, found, query.as_of)
        item_seen(connection, caller, kind, ref, cut)
        story = deadline_story(connection, kind, normalize("NFC", ref), cut)
    return story_answer(story)
