"""One line of a history file: from bytes to a checked event, or to the problems it has."""

import json
import re
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
_SPACED_COLON: Final = re.compile(r'"\s+:')
_ANY_OF_SORT: Final = {topic.partition(".")[0]: topic for topic in LINES}


class Entry(NamedTuple):
    """A well-formed event of a file; ``state`` holds its fields in stored order, as given."""

    topic: str
    name: str
    effective_on: date
    recorded_at: datetime
    state: dict[str, Any]


class Owner(NamedTuple):
    """Whose event a bad line was: a topic of the same sort, and the reference or code."""

    topic: str
    name: str


class BadLineError(Exception):
    """A line that is no event; carries its problems and, if readable, whose it was."""

    def __init__(self, *problems: Problem, owner: Owner = Owner("", "")) -> None:  # noqa: B008
        super().__init__(problems)
        self.problems = problems
        self.topic, self.name = owner


def read_line(raw: bytes) -> Entry:
    """Checks the shape of one line.

    Raises:
        BadLineError: with every problem of the line.
    """
    text = _text(raw)
    fields = _composed(text)
    topic = fields.get("type")
    owner = _owner(topic, fields)
    _refuse_repeated_names(text, fields, owner)
    if not isinstance(topic, str) or topic not in LINES:
        problem = "missing" if topic is None else "unknown_type"
        raise BadLineError(Problem("type", problem, {"value": shown(topic)}), owner=owner)
    try:
        line = LINES[topic].model_validate(fields)
    except ValidationError as error:
        raise BadLineError(*problems_of(error), owner=owner) from error
    state = {name: fields[name] for name in _state_fields(topic) if name in fields}
    name = state["code"] if "code" in state else state["ref"]
    return Entry(topic, name, line.effective_on, line.recorded_at, state)


def read_object(raw: bytes) -> Mapping[str, Any]:
    """The fields of a JSON object with accents composed, each named once.

    Raises:
        BadLineError: it is none.
    """
    text = _text(raw)
    fields = _composed(text)
    _refuse_repeated_names(text, fields, Owner("", ""))
    return fields


@cache
def _state_fields(topic: str) -> tuple[str, ...]:
    names = (field.name for field in stored_fields(EVENT_CLASSES[topic]))
    return tuple(name for name in names if name != "command_id")


def _owner(topic: Any, fields: Mapping[str, Any]) -> Owner:
    """Whose event a line is, as far as can be read; any event of the sort will do for a topic."""
    sort = topic.partition(".")[0] if isinstance(topic, str) else ""
    name = fields.get("code" if sort == "unit" else "ref")
    known = topic if isinstance(topic, str) and topic in LINES else _ANY_OF_SORT.get(sort, "")
    return Owner(known, name if isinstance(name, str) else "")


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadLineError(Problem("-", "not_utf8", {"byte": error.start + 1})) from error


def _composed(text: str) -> Mapping[str, Any]:
    """The line's fields with accents composed, even those spelled as escapes."""
    fields = _json_object(text)
    if "\\u" in text:
        text = orjson.dumps(fields).decode("utf-8")
    if is_normalized("NFC", text):
        return fields
    return _json_object(normalize("NFC", text))


def _json_object(text: str) -> Mapping[str, Any]:
    try:
        fields = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadLineError(Problem("-", "not_json", {"why": str(error)})) from error
    if not isinstance(fields, dict):
        raise BadLineError(Problem("-", "expected_object", {"value": shown(fields)}))
    return fields


def _refuse_repeated_names(text: str, fields: Mapping[str, Any], owner: Owner) -> None:
    """A name given twice would silently lose one of its values."""
    source = fields.get("source")
    names = len(fields) + (len(source) if isinstance(source, dict) else 0)
    if text.count('":') == names and "\\u" not in text and not _SPACED_COLON.search(text):
        return
    # Nested, escaped or oddly spaced; only then is it worth a slow look.
    try:
        json.loads(text, object_pairs_hook=_refuse_repeated)
    except RecursionError as error:
        raise BadLineError(Problem("-", "nested_too_deep", {}), owner=owner) from error
    except _RepeatedNameError as error:
        problem = Problem(shown(error.name), "repeated_field", {})
        raise BadLineError(problem, owner=owner) from error


class _RepeatedNameError(Exception):
    """A name stands twice in one object."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        raise _RepeatedNameError(next(name for name in names if names.count(name) > 1))
    return fields
