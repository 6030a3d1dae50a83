"""Refusals by the fields that a form has: what names no field of it stands in the summary alone."""

from collections.abc import Collection, Mapping

from tracker.commands.checking import InvalidCommandError
from tracker.errors import TrackerError

SOURCE_FIELDS = ("source.number", "source.date", "source.issuer")
"""Of the document that a fact rests on."""
_FILES = ("attachments", "kept", "file")


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
    first = name.partition(".")[0]
    if name in fields or first in _FILES:
        return name
    return first if first in fields else ""
