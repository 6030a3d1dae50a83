"""Everything that the page of one item shows, asked for at one cut on one connection."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from psycopg import Connection

from tracker.access.rows import item_seen, moments_seen
from tracker.aggregates.events import Happening
from tracker.aggregates.item_events import ItemEvent, PaymentRecorded
from tracker.alerts.telling.searching import ToldOf, told_of
from tracker.errors import ForbiddenError
from tracker.evidence.records import Record, damaged_of, records_of
from tracker.fold.state import dropped
from tracker.fold.words import Kind
from tracker.reading.attachments import Attached, attached
from tracker.reading.cut import Cut
from tracker.reading.deadline import DeadlineStory, deadline_story
from tracker.reading.item import OneItem
from tracker.reading.names import unit_names
from tracker.reading.timeline import Moment, timeline
from tracker.rights.granting import Caller


@dataclass(frozen=True, kw_only=True)
class Looked:
    """An item at (C, K), as far as the reader may see it."""

    item: OneItem
    events: list[Happening]
    """All that is known at K, for judging; what is shown are the moments."""
    moments: list[Moment]
    hidden: int
    """Events of days on which the item was with units that are not the reader's."""
    story: DeadlineStory | None
    """None: a target, which has no deadline."""
    files: list[Attached]
    records: Mapping[str, Record]
    damaged: set[str]
    names: Mapping[str, str]
    """What the units that are mentioned were called at the cut."""
    told_of: list[ToldOf]
    """On which occasions people were told of it."""

    @property
    def said(self) -> dict[str, Any]:
        """What the item was begun with."""
        return vars(self.events[0])


def look_at(connection: Connection[Any], caller: Caller, kind: Kind, ref: str, cut: Cut) -> Looked:
    """The item as it was at the cut.

    Raises:
        NotFoundError: no such item was known at K.
        ForbiddenError: on that day the item was not with a unit of the caller's.
    """
    named = normalize("NFC", ref)
    item = item_seen(connection, caller, kind, named, cut)
    whole = timeline(connection, kind, named, cut.position, cut.known_at)
    try:
        seen, hidden = moments_seen(connection, caller, whole, cut)
        moments = seen.moments
    except ForbiddenError:
        # It is with the reader's unit only on days on which nothing happened to it.
        moments, hidden = [], len(whole.moments)
    events = [moment.event for moment in whole.moments]
    files = attached(connection, kind, named, cut)
    hashes = {one.sha256 for one in files if one.sha256 is not None}
    story = None if kind is Kind.TARGET else deadline_story(connection, kind, named, cut)
    return Looked(
        item=item,
        events=events,
        moments=moments,
        hidden=hidden,
        story=story,
        files=files,
        records=records_of(connection, hashes) if hashes else {},
        damaged=damaged_of(connection, hashes) if hashes else set(),
        names=unit_names(connection, _units(item, events), cut),
        told_of=told_of(connection, kind, item.ref, cut.as_of, cut.known_at),
    )


def _units(item: OneItem, events: Iterable[Happening]) -> Iterator[str]:
    yield item.first_unit
    if item.standing is not None:
        yield item.standing.unit
    for event in events:
        said = vars(event)
        yield from (said[name] for name in ("unit", "to_unit", "monitor") if said.get(name))
        yield from said.get("coordinators") or ()


@dataclass(frozen=True)
class Money:
    """What a finding demands and what came back up to C; whole đồng."""

    required: int | None
    payments: list[PaymentRecorded]

    @property
    def paid(self) -> int:
        """The sum of the payments."""
        return sum(payment.amount for payment in self.payments)

    @property
    def remaining(self) -> int | None:
        """What is still to come; None where no amount is demanded."""
        return None if self.required is None else self.required - self.paid


def money_of(events: Iterable[Happening], cut: Cut) -> Money | None:
    """The money of a finding at the cut; None for what is no finding, or has none.

    Args:
        events: the item's as known at K, in stream order.
        cut: payments later than C do not count.
    """
    told = [event for event in events if isinstance(event, ItemEvent)]
    if not told or "amount_required" not in vars(told[0]):
        return None
    gone = dropped(event.fact for event in told)
    payments = [
        event
        for event in told
        if isinstance(event, PaymentRecorded)
        and event.effective_on <= cut.as_of
        and event.originator_version not in gone
    ]
    required = vars(told[0])["amount_required"]
    return None if required is None and not payments else Money(required, payments)
