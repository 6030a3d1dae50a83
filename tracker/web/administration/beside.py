"""A form and what comes of it: refusals by its fields, and what a form that confirms repeats."""

from collections.abc import Collection, Mapping
from typing import Final

from tracker.commands.checking import InvalidCommandError
from tracker.errors import TrackerError
from tracker.web.frame.forms import Form
from tracker.web.frame.submission import Submission

SOURCE_FIELDS: Final = ("source.number", "source.date", "source.issuer")
"""Of the document that a fact rests on."""
_OF_THE_FRAME: Final = frozenset({"by", "key", "version", "step"})
"""Fields that every form has of its own."""


def beside(
    error: TrackerError, fields: Collection[str], called: Mapping[str, str] | None = None
) -> TrackerError:
    """The same refusal, naming fields of the form or none.

    Args:
        error: what a command refused, by the names of its own fields.
        fields: those of the form.
        called: what the form calls fields that the command calls otherwise.
    """
    names = called or {}
    if isinstance(error, InvalidCommandError):
        return InvalidCommandError(
            [one._replace(field=_field(one.field, fields, names)) for one in error.problems]
        )
    if "field" not in error.details:
        return error
    rest = {name: value for name, value in error.details.items() if name != "field"}
    field = _field(str(error.details["field"]), fields, names)
    told = type(error)(error.code, **({"field": field} if field else {}), **rest)
    return told.with_traceback(error.__traceback__)


def _field(field: str, fields: Collection[str], called: Mapping[str, str]) -> str:
    name = called.get(field, field)
    if name in fields:
        return name
    first = name.partition(".")[0]
    return first if first in fields else ""


def carried(sent: Submission) -> tuple[tuple[str, str], ...]:
    """All that was typed, to be sent again once the person has seen what it comes to."""
    return tuple(
        (name, value)
        for name, values in sent.fields.items()
        if name not in _OF_THE_FRAME
        for value in values
    )


def to_be_edited(sent: Submission) -> Form | None:
    """The form as it was typed, where the person goes back to put something right."""
    if sent.one("step") != "edit":
        return None
    typed = {name: list(values) for name, values in sent.fields.items()}
    told = {name: values for name, values in typed.items() if name not in _OF_THE_FRAME}
    return Form.new(sent.visit, version=sent.version, **told)


def document_of(sent: Submission) -> str:
    """The document that was typed, on one line."""
    return ", ".join(filter(None, map(sent.one, SOURCE_FIELDS)))
