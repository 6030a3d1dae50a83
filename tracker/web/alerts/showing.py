"""A digest as it is shown: what it said then, beside what is true now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from tracker.access.limiting import readable
from tracker.aggregates.events import stream_id
from tracker.alerts.telling.deliveries import Delivery
from tracker.alerts.words import Occasion
from tracker.fold.words import ItemClass
from tracker.reading.cut import Cut
from tracker.reading.standings import Standing, standings
from tracker.rights.granting import Caller
from tracker.rights.words import Act
from tracker.web.frame.addresses import part

_AWAITED: Final = frozenset(
    {ItemClass.AWAIT_IN_TIME, ItemClass.AWAIT_LATE, ItemClass.AWAIT_NO_DEADLINE}
)
_STILL: Final[Mapping[Occasion, frozenset[ItemClass]]] = {
    Occasion.DUE_SOON: frozenset({ItemClass.OPEN_IN_TIME, ItemClass.OPEN_OVERDUE}),
    Occasion.OVERDUE: frozenset({ItemClass.OPEN_OVERDUE}),
    Occasion.SILENT: frozenset({ItemClass.OPEN_OVERDUE}),
    Occasion.WAITING: _AWAITED,
}
"""The classes in which there is still something to do about what was told."""


@dataclass(frozen=True, kw_only=True)
class ShownRow:
    """An item of a digest."""

    occasion: Occasion
    kind: str
    ref: str
    title: str
    about_on: date
    days: int
    """When it was told: days past the day it is about; below 0: days that were left."""
    now: Standing | None
    """None: it is not counted today, or is not the reader's to see any more."""
    is_hidden: bool
    """Whether it is led by a unit that is not the reader's today."""

    @property
    def address(self) -> str:
        """The item's page."""
        return f"/items/{self.kind}/{part(self.ref)}"

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do about it."""
        return self.now is not None and self.now.item_class in _STILL[self.occasion]

    @property
    def moved_to(self) -> date | None:
        """The deadline now, where it was another one when it was told."""
        is_about_deadline = self.occasion is not Occasion.WAITING
        if self.now is None or not is_about_deadline or self.now.due_on == self.about_on:
            return None
        return self.now.due_on


@dataclass(frozen=True, kw_only=True)
class ShownUnit:
    """The items of a digest that one unit led."""

    code: str
    name: str
    rows: Sequence[ShownRow]


@dataclass(frozen=True, kw_only=True)
class ShownPeriod:
    """A reporting period that was to close."""

    name: str
    closes_on: date
    days: int
    """Days that were left."""


@dataclass(frozen=True, kw_only=True)
class ShownDigest:
    """One digest."""

    delivery_id: UUID | None
    """None: it is still to be sent."""
    day: date
    is_read: bool
    units: Sequence[ShownUnit]
    periods: Sequence[ShownPeriod]

    @property
    def rows(self) -> list[ShownRow]:
        """All its items."""
        return [row for unit in self.units for row in unit.rows]

    def number(self, *occasions: Occasion) -> int:
        """How many items were told of on these occasions."""
        return sum(row.occasion in occasions for row in self.rows)

    @property
    def open(self) -> int:
        """About how many there is still something to do."""
        return sum(row.is_open for row in self.rows)


class Now:
    """How the items of some digests stand now, as far as the reader may see them."""

    def __init__(
        self, connection: Connection[Any], caller: Caller, cut: Cut, told: Iterable[Any]
    ) -> None:
        """Asks once for all items."""
        streams = {stream_id(row["kind"], row["ref"]) for one in told for row in _rows(one)}
        self._standings = standings(connection, streams, cut.as_of)
        self._units = _seen(connection, caller, cut) if streams else None

    def row(self, said: Mapping[str, Any]) -> ShownRow:
        """The line of an item."""
        now = self._standings.get(stream_id(said["kind"], said["ref"]))
        is_hidden = now is not None and self._units is not None and now.unit_id not in self._units
        return ShownRow(
            occasion=Occasion(said["occasion"]),
            kind=said["kind"],
            ref=said["ref"],
            title=said["title"],
            about_on=date.fromisoformat(said["about_on"]),
            days=said["days"],
            now=None if is_hidden else now,
            is_hidden=is_hidden,
        )

    def units(self, told: Mapping[str, Any]) -> list[ShownUnit]:
        """The items of a digest by unit."""
        return [
            ShownUnit(
                code=unit["code"],
                name=unit["name"],
                rows=[self.row(row) for row in unit["rows"]],
            )
            for unit in told["units"]
        ]


def shown_digest(delivery: Delivery, told: Mapping[str, Any], now: Now) -> ShownDigest:
    """A digest that was sent, with what it said."""
    return ShownDigest(
        delivery_id=delivery.delivery_id,
        # It may have been made on an earlier day, and have waited.
        day=date.fromisoformat(told["as_of"]),
        is_read=delivery.read_at is not None,
        units=now.units(told),
        periods=_periods(told),
    )


def coming_digest(told: Mapping[str, Any], today: date, now: Now) -> ShownDigest:
    """One that is still to be sent, as it stands now."""
    return ShownDigest(
        delivery_id=None, day=today, is_read=True, units=now.units(told), periods=_periods(told)
    )


def _periods(told: Mapping[str, Any]) -> list[ShownPeriod]:
    """The reporting periods of a digest."""
    return [
        ShownPeriod(
            name=one["name"], closes_on=date.fromisoformat(one["closes_on"]), days=one["days"]
        )
        for one in told["periods"]
    ]


def _rows(told: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return (row for unit in told["units"] for row in unit["rows"])


def _seen(connection: Connection[Any], caller: Caller, cut: Cut) -> set[int] | None:
    """The units whose items the reader may see today; None: all."""
    if caller.may_everywhere(Act.READ):
        return None
    if not caller.may_somewhere(Act.READ):
        return set()
    return set(readable(connection, caller, cut))
