"""What every command carries beside its own facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Meta:
    """Who did it, on which day it happened, why, by which document, and as which request.

    ``command_id`` makes a retry harmless: the same id is recorded once.
    """

    actor: str
    effective_on: date
    command_id: str
    reason: str | None = None
    note: str | None = None
    source: dict[str, str | None] | None = None
    attachments: list[Any] | None = None

    def fields(self) -> dict[str, Any]:
        """The fields that are given, as an event has them."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def common(self) -> dict[str, Any]:
        """Of these the ones that every event has, for a command that makes several events."""
        names = Meta.__dataclass_fields__
        return {name: value for name in names if (value := getattr(self, name)) is not None}
