"""What the address of a leader's page asks for."""

from enum import StrEnum
from typing import Literal

from pydantic import Field

from tracker.commands.checking import in_nfc
from tracker.fold.words import COMPLETED_KINDS, IssuerLevel, Kind
from tracker.reading.cut import Filters
from tracker.reading.steering_layouts import Layout
from tracker.web.frame.addresses import Addresses, Parameter
from tracker.web.frame.timebar import TimeQuery


class ScopeQuery(TimeQuery):
    """The unit with all below it, and what work of it is looked at."""

    unit: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    kind: Kind | None = None
    issuer_level: IssuerLevel | None = None

    def filters(self) -> Filters:
        """What the page is limited to; targets have neither deadline nor class."""
        kind = self.kind if self.kind in COMPLETED_KINDS else None
        return Filters(in_nfc(self.unit), kind, self.issuer_level)

    @property
    def scope(self) -> dict[str, Parameter]:
        """The same as parameters of an address."""
        return {"unit": self.unit, "kind": self.kind, "issuer_level": self.issuer_level}


class Rows(StrEnum):
    """In which order units are shown."""

    CODE = "code"
    OVERDUE = "overdue"
    """The one with most overdue first."""


class SteeringQuery(ScopeQuery):
    """How the table is laid out beside it."""

    layout: Layout = Layout.PROGRESS
    sort: Rows | None = None
    """None: by code; where not all units are shown, those with most overdue."""
    rows: Literal["all"] | None = None
    """``all``: every unit, however many there are."""

    def with_(self, href: Addresses, **other: Parameter) -> str:
        """The same page with something else."""
        told: dict[str, Parameter] = {
            **self.scope,
            "layout": None if self.layout is Layout.PROGRESS else self.layout,
            "sort": self.sort,
            "rows": self.rows,
        }
        return href("/steering", **{**told, **other})
