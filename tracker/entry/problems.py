"""What is wrong with an input, field by field, in words that name what was expected."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tracker.entry.fields import FILE, PAPER

SHOWN: Final = 60
"""Characters of a wrong value that a message repeats."""


class Problem(NamedTuple):
    """One thing wrong: where, and the catalogue's name (``error.<code>``) for what."""

    field: str
    code: str
    details: dict[str, Any]


def problems_of(error: ValidationError) -> Iterator[Problem]:
    """The problems that pydantic found, in our words."""
    return map(problem_of, error.errors(include_url=False))


def problem_of(error: ErrorDetails) -> Problem:
    """One problem that pydantic found, in our words."""
    parts = (str(part) for part in error["loc"] if part not in (FILE, PAPER))
    field = shown(".".join(parts)) or "-"
    context = error.get("ctx", {})
    details = {"value": shown(error["input"])}
    match error["type"]:
        case "missing":
            return Problem(field, "missing", {})
        case "extra_forbidden":
            return Problem(field, "unknown_field", {})
        case "expected":
            return Problem(field, f"expected_{context['what']}", details)
        case "literal_error" | "enum":
            expected = context["expected"].replace(" or ", ", ")
            return Problem(field, "expected_one_of", {**details, "expected": expected})
        case "greater_than_equal":
            return Problem(field, "expected_at_least", {**details, "least": context["ge"]})
        case "less_than_equal":
            return Problem(field, "expected_at_most", {**details, "most": context["le"]})
        case "string_too_short":
            return Problem(field, "empty_text", {})
        case "string_too_long":
            return Problem(field, "text_too_long", {"most": context["max_length"]})
        case "string_pattern_mismatch":
            return Problem(field, "bad_characters", details)
        case kind:
            return Problem(field, _EXPECTED_TYPE.get(kind, "malformed"), details)


_EXPECTED_TYPE: Final = {
    "too_short": "too_few",
    "string_type": "expected_text",
    "int_type": "expected_integer",
    "int_parsing": "expected_integer",
    "time_type": "expected_time",
    "time_parsing": "expected_time",
    "bool_type": "expected_boolean",
    "list_type": "expected_list",
    "model_type": "expected_object",
    "dict_type": "expected_object",
}


def shown(value: object) -> str:
    """A wrong value as a message repeats it: readable, on one line, not too long."""
    match value:
        case str():
            text = value
        case list():
            text = "[…]"
        case dict():
            text = "{…}"
        case _:
            text = repr(value)
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: SHOWN + 1])
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
