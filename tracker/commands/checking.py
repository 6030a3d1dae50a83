"""Checks a command's fields by the same shapes as a history file's lines, and composes accents."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from unicodedata import normalize

from pydantic import ValidationError

from tracker.entry.lines import LINES
from tracker.entry.problems import Problem, problems_of
from tracker.errors import InvalidInputError

_NAMES: Final = frozenset({"code", "ref"})


class InvalidCommandError(InvalidInputError):
    """A command whose fields have not the shape of its event."""

    def __init__(self, problems: list[Problem]) -> None:
        first = problems[0]
        super().__init__(first.code, field=first.field, **first.details)
        self.problems = problems


def checked(topic: str, fields: Mapping[str, Any], recorded_at: datetime) -> dict[str, Any]:
    """The fields as they may be recorded.

    Raises:
        InvalidCommandError: naming every field in the way, its value and what was expected.
    """
    composed = {name: in_nfc(value) for name, value in fields.items()}
    for name in _NAMES & composed.keys():
        # A blank before or after would make another code that looks the same.
        composed[name] = composed[name].strip()
    shape = {name: value for name, value in composed.items() if name != "command_id"}
    try:
        LINES[topic].model_validate({"type": topic, "recorded_at": recorded_at, **shape})
    except ValidationError as error:
        raise InvalidCommandError(list(problems_of(error))) from error
    return composed


def in_nfc(value: Any) -> Any:
    """Text in NFC, however deep."""
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, Mapping):
        return {in_nfc(key): in_nfc(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [in_nfc(inner) for inner in value]
    return value
