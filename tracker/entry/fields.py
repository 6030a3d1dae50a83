"""The kinds of field an event may have (contract.md section 3): what is taken, what is not."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
)
from pydantic_core import PydanticCustomError

from tracker.days import is_kept, iso_day

# Control characters have no place in a text and cannot all be kept by the database; marks
# that turn the writing direction make a name look like another one.
_SIGNS = r"\x7f-\x9f\u202a-\u202e\u2066-\u2069"
_NOT_IN_LINE = rf"\x00-\x1f{_SIGNS}"
ONE_LINE = rf"^[^{_NOT_IN_LINE}]*[^\s{_NOT_IN_LINE}][^{_NOT_IN_LINE}]*$"
"""One line that is not blank."""
_LINES = rf"^[^\x00-\x08\x0b\x0c\x0e-\x1f{_SIGNS}]*$"


def _day(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    if not isinstance(value, str):
        raise expected("day")
    try:
        return iso_day(value)
    except ValueError as error:
        raise expected("day") from error


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, str) and "T" in value:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise expected("moment") from error
    else:
        raise expected("moment")
    if moment.tzinfo is None or not is_kept(moment):
        raise expected("moment")
    return moment


def expected(what: str) -> PydanticCustomError:
    """A refusal by us: ``error.expected_<what>`` says what was expected."""
    return PydanticCustomError("expected", "expected {what}", {"what": what})


Day = Annotated[date, BeforeValidator(_day)]
"""An ISO day, 1900 to 2199."""
Moment = Annotated[datetime, BeforeValidator(_moment)]
"""An ISO moment with its offset."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE)]
"""A reference, a code, a document number, a name: one short line, not empty."""
Title = Annotated[str, StringConstraints(min_length=1, max_length=4000, pattern=_LINES)]
LongText = Annotated[str, StringConstraints(max_length=20000, pattern=_LINES)]
Amount = Annotated[int, Field(ge=1, le=10**15)]
"""Whole đồng, more than none."""
AmountRequired = Annotated[int, Field(ge=0, le=10**15)]
Ordinal = Annotated[int, Field(ge=1, le=10**6)]
Year = Annotated[int, Field(ge=1900, le=2199)]
Number = Annotated[int, Field(ge=0, le=10**12)]


class Shape(BaseModel):
    """Base of all shapes: no unknown field, and no guessing of types."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Source(Shape):
    """The document that a fact rests on."""

    issuer: Name | None = None
    type: Name | None = None
    number: Name | None = None
    date: Day | None = None


class Attachment(Shape):
    """A file kept beside the event, by its content."""

    name: Name
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size: Number | None = None
    media_type: Name | None = None


FILE, PAPER = "<file>", "<paper>"
"""What an attachment is told by; no part of a field's name (see tracker.entry.problems)."""


def _sort_of_attachment(value: Any) -> str:
    return PAPER if isinstance(value, str) else FILE


Attached = Annotated[
    Annotated[Attachment, Tag(FILE)] | Annotated[Name, Tag(PAPER)],
    Discriminator(_sort_of_attachment),
]
"""A file by its content, or a paper by its name."""
