"""From a form as it was sent to the fields of its command; what people must fill is seen to."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from psycopg import Connection

from tracker.api.commands.deeds import ON_ITEM, Deed
from tracker.commands.checking import InvalidCommandError
from tracker.entry.problems import Problem
from tracker.errors import InvalidInputError, NotFoundError, TrackerError
from tracker.reading.cut import Cut
from tracker.web.frame.submission import Submission
from tracker.web.frame.typed import as_iso_day, day_typed
from tracker.web.items.reading_words import Days, ReadBack, read_words
from tracker.web.items.units import unit_typed
from tracker.web.items.wording import WORDINGS

WORDS: Final = "deadline_text"
DUE: Final = "due_on"
NO_DUE: Final = "no_due"
"""A box of the form: there is no deadline."""


def filled(
    connection: Connection[Any], sent: Submission, name: str, unit: str | None, cut: Cut
) -> dict[str, Any]:
    """The fields of a command from its form.

    Args:
        connection: to the read model.
        sent: the form.
        name: the command.
        unit: whose calendar counts the words of a deadline.
        cut: today, as known now.

    Raises:
        TrackerError: what is missing or wrong, field by field.
    """
    deed = ON_ITEM[name]
    problems = list(_missing(sent, name))
    also: dict[str, Any] = {}
    try:
        also |= _due(connection, sent, deed, unit)
        if "to_unit" in deed.body.model_fields and (typed := sent.one("to_unit")):
            also["to_unit"] = unit_typed(connection, sent.visit.caller, typed, cut)
    except (InvalidInputError, NotFoundError) as error:
        problems.append(_problem(error))
    try:
        fields = sent.given(deed.body, **also)
    except InvalidCommandError as error:
        known = {one.field for one in problems}
        # What is wrong with the words is why there is no day.
        known |= {DUE} if WORDS in known else set()
        problems += [one for one in error.problems if one.field not in known]
    if problems:
        raise InvalidCommandError(problems)
    return fields


def _problem(error: TrackerError) -> Problem:
    details = {name: value for name, value in error.details.items() if name != "field"}
    return Problem(str(error.details.get("field", "-")), error.code, details)


def _missing(sent: Submission, name: str) -> Iterator[Problem]:
    for field in sorted(WORDINGS[name].required):
        if sent.one(field) is None:
            yield Problem(field, "text_needed", {})


def _due(
    connection: Connection[Any], sent: Submission, deed: Deed, unit: str | None
) -> dict[str, Any]:
    """The deadline that the form sets: a day, or words that give one for sure.

    Raises:
        InvalidInputError: words of which a person has to choose the day.
    """
    if DUE not in deed.body.model_fields:
        return {}
    if sent.one(NO_DUE) is not None:
        return {DUE: None}
    if WORDS not in deed.body.model_fields or (typed := sent.one(WORDS)) is None:
        if sent.one(DUE) is None and deed.body.model_fields[DUE].is_required():
            raise InvalidInputError("due_needed", field=DUE)
        return {}
    return _worded(connection, sent, typed, unit)


def _worded(
    connection: Connection[Any], sent: Submission, typed: str, unit: str | None
) -> dict[str, Any]:
    chosen = sent.one(DUE)
    try:
        read = read_words(connection, sent.visit, typed, days_of(sent), unit)
    except InvalidInputError as error:
        if chosen is not None:
            # A person has chosen the day; the words are kept as they were given.
            return {}
        raise InvalidInputError(error.code, **{**error.details, "field": WORDS}) from error
    if read.due_on is None and chosen is None:
        raise InvalidInputError("words_without_day", field=DUE)
    if chosen is None and not read.is_sure:
        raise InvalidInputError("due_to_be_chosen", field=DUE)
    is_read = chosen is None or as_iso_day(chosen) == _iso(read.due_on)
    due = {DUE: _iso(read.due_on)} if is_read else {}
    return {**due, "deadline_rule": read.rule} if is_read and read.rule else due


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def days_of(sent: Submission) -> Days:
    """The days of the form from which its deadline is counted.

    Raises:
        InvalidInputError: something else than a day.
    """
    start, dated = sent.one("effective_on"), sent.one("source.date")
    return Days(
        None if start is None else day_typed(start, "effective_on"),
        None if dated is None else day_typed(dated, "source.date"),
    )


def read_again(
    connection: Connection[Any], sent: Submission, name: str, unit: str | None
) -> ReadBack | None:
    """What the words of a form mean that is shown again; None where there is nothing to read."""
    typed = sent.one(WORDS)
    if typed is None or WORDS not in ON_ITEM[name].body.model_fields:
        return None
    try:
        return read_words(connection, sent.visit, typed, days_of(sent), unit)
    except InvalidInputError:
        # Said beside the field already.
        return None
