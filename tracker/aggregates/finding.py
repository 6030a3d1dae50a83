"""One recommendation of an inspection conclusion (kiến nghị thanh tra, kiểm tra)."""

from dataclasses import KW_ONLY
from typing import Any

from tracker.aggregates import item_events
from tracker.aggregates.item import Item
from tracker.fold.words import Kind


class Finding(Item):
    """What an inspected unit must put right, sometimes with money to pay back."""

    TOPIC = "finding"
    KIND = Kind.FINDING

    class Assigned(item_events.Assigned):
        """The conclusion demanded it of a unit; ``amount_required`` is whole đồng."""

        TOPIC = "finding.assigned"

        _: KW_ONLY
        conclusion: str
        inspector: str
        category: str
        amount_required: int | None
        needs_confirmation: bool | None = None
        deadline_text: str | None = None
        deadline_rule: dict[str, Any] | None = None

    class PaymentRecorded(item_events.PaymentRecorded):
        """Money was paid in or deducted."""

        TOPIC = "finding.payment_recorded"
