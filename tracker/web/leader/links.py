"""The list behind every number of a leader's page: the same unit, sort and classes, C and K."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from tracker.fold.words import IssuerLevel, ItemClass, Kind, TargetState
from tracker.reading.steering_layouts import COUNTED, Column
from tracker.web.frame.addresses import Addresses, Parameter


class Counted(NamedTuple):
    """A number, and where what it counts is listed; no address where there is nothing."""

    number: int
    address: str | None = None


class Lists(NamedTuple):
    """Makes the numbers of one page, each with its list."""

    href: Addresses
    unit: str | None
    kind: Kind | None = None
    issuer_level: IssuerLevel | None = None
    as_of: date | None = None
    """Another day than the page's."""
    is_alone: bool = False
    """What the unit leads itself, without those below it."""

    def counted(
        self, number: int, classes: Iterable[ItemClass | TargetState], **more: Parameter
    ) -> Counted:
        """A number of items of some classes; ``more`` are further filters of the list."""
        return Counted(number, self.address(classes, **more) if number else None)

    def in_column(self, column: Column, number: int) -> Counted:
        """A number of a table's column."""
        return self.counted(number, column.classes, begun=column.begun)

    def address(self, classes: Iterable[ItemClass | TargetState], **more: Parameter) -> str:
        """The list of the items of some classes."""
        told: dict[str, Parameter] = {
            "unit": self.unit,
            "alone": True if self.is_alone else None,
            "kind": self.kind,
            "issuer_level": self.issuer_level,
            # A list without classes holds all that totals count.
            "class_": [] if classes is COUNTED else list(classes),
            **more,
        }
        if self.as_of is not None:
            told["as_of"] = self.as_of.isoformat()
        return self.href("/items", **told)
