"""One line of a history file: from bytes to a checked event, or to the problems it has."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NamedTuple
from unicodedata import is_normalized, normalize

import orjson
from pydantic import ValidationError

from tracker.aggregates.events import stored_fields
from tracker.aggregates.topics import EVENT_CLASSES
from tracker.entry.lines import LINES
from tracker.entry.problems import Problem, problems_of, shown

LONGEST_LINE: Final = 1_000_000
"""Bytes; a longer line is no event that an office wrote."""


class Entry(NamedTuple):
    """A well-formed event of a file; ``state`` holds its fields in stored order, as given."""

    topic: str
    name: str
    effective_on: date
    recorded_at: datetime
    state: dict[str, Any]


class BadLineError(Exception):
    """A line that is no event; carries its problems and, if readable, whose it was."""

    def __init__(self, *problems: Problem, topic: str = "", name: str = "") -> None:
        super().__init__(problems)
        self.problems = problems
        self.topic = topic
        self.name = name


def read_line(raw: bytes) -> Entry:
    """Checks the shape of one line.

    Raises:
        BadLineError: with every problem of the line.
    """
    fields = _json_object(_text(raw))
    topic = fields.get("type")
    if not isinstance(topic, str) or topic not in LINES:
        problem = "missing" if topic is None else "unknown_type"
        raise BadLineError(Problem("type", problem, {"value": shown(topic)}))
    try:
        line = LINES[topic].model_validate(fields)
    except ValidationError as error:
        name = fields.get("code" if topic.startswith("unit.") else "ref")
        named = name if isinstance(name, str) else ""
        raise BadLineError(*problems_of(error), topic=topic, name=named) from error
    state = {name: fields[name] for name in _state_fields(topic) if name in fields}
    name = state["code"] if "code" in state else state["ref"]
    return Entry(topic, name, line.effective_on, line.recorded_at, state)


@cache
def _state_fields(topic: str) -> tuple[str, ...]:
    names = (field.name for field in stored_fields(EVENT_CLASSES[topic]))
    return tuple(name for name in names if name != "command_id")


def _text(raw: bytes) -> str:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadLineError(Problem("-", "not_utf8", {"byte": error.start + 1})) from error
    if "\\u" in text:
        # Accents spelled as escapes must be composed too.
        text = _unescaped(text)
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def _unescaped(text: str) -> str:
    try:
        return orjson.dumps(orjson.loads(text)).decode("utf-8")
    except (orjson.JSONDecodeError, orjson.JSONEncodeError) as error:
        raise BadLineError(Problem("-", "not_json", {"why": str(error)})) from error


def _json_object(text: str) -> Mapping[str, Any]:
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadLineError(Problem("-", "not_json", {"why": str(error)})) from error
    if not isinstance(fields, dict):
        raise BadLineError(Problem("-", "expected_object", {"value": shown(fields)}))
    source = fields.get("source")
    names = len(fields) + (len(source) if isinstance(source, dict) else 0)
    if text.count('":') != names:
        # Nested or oddly spaced; only then is it worth a slow look for repeated names.
        json.loads(text, object_pairs_hook=_refuse_repeated)
    return fields


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name given twice would silently lose one of its values."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadLineError(Problem(shown(twice), "repeated_field", {}))
    return fields
