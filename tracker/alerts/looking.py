"""What one item gives cause to tell on a day, read off its events alone."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from tracker.aggregates.item import Item
from tracker.alerts.levels import Cause, cause, fired_on, silence
from tracker.alerts.rules.policy import Policy
from tracker.fold.marks import Situation, situation
from tracker.fold.words import Kind


class Looked(NamedTuple):
    """How an item stands, and what of it is to be told."""

    kind: Kind
    ref: str
    title: str
    stream: UUID
    coordinators: tuple[str, ...]
    stands: Situation | None
    """None: it is not counted yet."""
    causes: tuple[Cause, ...]
    """The most urgent level reached, and beside it the escalation of an overdue item."""
    fired_on: date
    """The day on which the causes were due to be told; without any it says nothing."""

    @property
    def subject(self) -> str:
        """What the ledger calls it."""
        return f"{self.kind}:{self.ref}"


def look(item: Item, policy: Policy, today: date) -> Looked:
    """How an item stands today as known now, and what of it is to be told."""
    stands = situation(item.history, today)
    found = None if stands is None else cause(stands, policy)
    silent = silence(item.happenings, found, policy, today)
    said = vars(item.happenings[0])
    return Looked(
        item.KIND,
        said["ref"],
        said["title"],
        item.id,
        # Findings have none.
        tuple(said.get("coordinators") or ()),
        stands,
        tuple(one for one in (found, silent) if one is not None),
        today if found is None else fired_on(item.happenings, found, today),
    )
