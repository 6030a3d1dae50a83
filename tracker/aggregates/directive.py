"""An order of a superior body or leader (ý kiến chỉ đạo)."""

from dataclasses import KW_ONLY
from typing import Any

from tracker.aggregates import item_events
from tracker.aggregates.item import Item
from tracker.fold.words import Kind


class Directive(Item):
    """One line of a directing document for one lead unit; its assigner confirms it."""

    TOPIC = "directive"
    KIND = Kind.DIRECTIVE

    class Assigned(item_events.Assigned):
        """The directive was given to a unit."""

        TOPIC = "directive.assigned"

        _: KW_ONLY
        issuer: str
        issuer_level: str
        needs_confirmation: bool | None = None
        dispatch: str | None = None
        parent_ref: str | None = None
        urgency: str | None = None
        coordinators: list[str] | None = None
        monitor: str | None = None
        deadline_text: str | None = None
        deadline_rule: dict[str, Any] | None = None
