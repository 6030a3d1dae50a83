"""What was refused and why, in words that name the field, the value and what was expected."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from tracker.catalogue import Language, text
from tracker.fold.units import UnitWord
from tracker.fold.words import Kind, Phase, Word
from tracker.present import writing
from tracker.rights.words import Act, Role


def refusal(language: Language, code: str, details: Mapping[str, object]) -> str:
    """The message ``error.<code>`` with its details in the reader's language."""
    shown = {name: _shown(language, value) for name, value in details.items()}
    return text(language, f"error.{code}", **shown)


def _shown(language: Language, value: object) -> object:
    match value:
        case datetime():
            return writing.moment(value, language)
        case date():
            return writing.day(value, language)
        case UnitWord():
            return text(language, f"event.unit.{value.value}")
        case Word():
            return text(language, f"event.{value.value}")
        case Phase():
            return text(language, f"phase.{value.value}")
        case Act():
            return text(language, f"act.{value.value}")
        case Role():
            return text(language, f"role.{value.value}")
        case Kind():
            return text(language, f"kind.{value.value}")
        case StrEnum():
            return value.value
        case _:
            return value
