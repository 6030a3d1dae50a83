"""Who and what is affected when a unit ends: shown before anybody decides."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from unicodedata import normalize
from uuid import UUID

from psycopg import Connection

from tracker.aggregates.events import Happening
from tracker.aggregates.item_events import ItemEvent
from tracker.fold.segments import led_open, segments
from tracker.fold.state import standing
from tracker.fold.words import ItemClass, Kind, UnitLevel, Word
from tracker.reading.candidates import led_open as read_led_open
from tracker.reading.cut import Cut
from tracker.reading.streams import streams
from tracker.reading.tree import ListedUnit, tree

_ALERTS = frozenset({Word.OVERDUE_FLAGGED, Word.DUE_SOON_FLAGGED})


class AffectedItem(NamedTuple):
    """An open item that somebody else will lead."""

    kind: Kind
    ref: str
    item_class: ItemClass
    due_on: date | None
    title: str
    alerts: int
    """Alerts that were raised for it and stand."""


class Affected(NamedTuple):
    """What ends with the unit, and who works there."""

    code: str
    on: date
    streams: list[UUID]
    items: list[AffectedItem]
    below: list[ListedUnit]
    """Units right below it on that day; they need another place."""
    actors: list[str]
    """Who recorded anything about these items."""

    @property
    def by_class(self) -> Counter[str]:
        """Open items by class."""
        return Counter(item.item_class.value for item in self.items)

    @property
    def alerts(self) -> int:
        """Standing alerts of all items."""
        return sum(item.alerts for item in self.items)

    @property
    def people(self) -> list[ListedUnit]:
        """Officials right below the unit."""
        return [unit for unit in self.below if unit.level == UnitLevel.PERSON]


def affected(connection: Connection[Any], code: str, on: date, cut: Cut) -> Affected:
    """What the end of a unit on day ``on`` touches, as known now; C of ``cut`` is today.

    Raises:
        NotFoundError: no unit ever had the code.
    """
    code = normalize("NFC", code)
    led = read_led_open(connection, code, on, cut.as_of)
    found = streams(connection, led, cut.position)
    histories = {stream: [event for _, event in found[stream]] for stream in led}
    there = tree(connection, cut._replace(as_of=on), code)
    items = [
        item
        for events in histories.values()
        if (item := _item(events, code, on, cut.as_of)) is not None
    ]
    below = [unit for unit in there if unit.depth == 1]
    return Affected(code, on, led, items, below, _actors(histories.values()))


def _item(events: list[Happening], code: str, on: date, today: date) -> AffectedItem | None:
    """As it stands on the day from which it would be led by somebody else."""
    first = vars(events[0])
    history = [event.fact for event in events if isinstance(event, ItemEvent)]
    found = led_open(segments(history), code, on, max(on, today))
    if found is None:
        return None
    _, there = found
    alerts = sum(entry.fact.word in _ALERTS for entry in standing(history))
    kind = Kind(events[0].TOPIC.partition(".")[0])
    item_class = ItemClass(there.status)
    return AffectedItem(kind, first["ref"], item_class, there.due_on, first["title"], alerts)


def _actors(histories: Iterable[list[Happening]]) -> list[str]:
    return sorted({event.actor for events in histories for event in events})
