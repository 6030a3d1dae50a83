"""What the auditor's pages ask about: whose items, at which C and K, and what beside it."""

from datetime import datetime
from typing import Any, Final, NamedTuple

from psycopg import Connection
from pydantic import Field

from tracker.commands.checking import in_nfc
from tracker.days import local_day, parse_moment, show_moment
from tracker.fold.words import IssuerLevel, Kind
from tracker.reading.counts import Dimension
from tracker.reading.cut import Cut, Filters, cut_at
from tracker.web.frame.addresses import CUT, Addresses, Parameter
from tracker.web.frame.timebar import TimeQuery, Times
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit

FIGURES: Final = "/audit"
"""Where the counts are."""


class MomentField(NamedTuple):
    """A known-at time as a form shows it: a whole day, or a moment to the very microsecond."""

    is_day: bool
    value: str


def moment_field(moment: datetime | None) -> MomentField:
    """The field for a time that was chosen; empty, and a day, where none was."""
    if moment is None:
        return MomentField(is_day=True, value="")
    day = local_day(moment).isoformat()
    if parse_moment(day, "known_at") == moment:
        return MomentField(is_day=True, value=day)
    return MomentField(is_day=False, value=show_moment(moment))


class AuditQuery(TimeQuery):
    """Whose items, beside C and K."""

    unit: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    kind: Kind | None = None
    issuer_level: IssuerLevel | None = None

    def filters(self) -> Filters:
        """The same for the reading side."""
        return Filters(in_nfc(self.unit), self.kind, self.issuer_level)

    def told(self, **changes: Parameter) -> dict[str, Parameter]:
        """The parameters of the page's address but for C and K, as they are changed."""
        own = self.model_dump(mode="json", by_alias=True, exclude=set(CUT))
        return {**{name: value or None for name, value in own.items()}, **changes}


class Other(NamedTuple):
    """The cut that another is set beside."""

    cut: Cut
    is_now: bool
    """Whether it is as known now, and will be something else later."""

    @property
    def field(self) -> MomentField:
        """Its known-at time as the form shows it."""
        return moment_field(None if self.is_now else self.cut.known_at)

    def address(self, href: Addresses, path: str, **parameters: Parameter) -> str:
        """An address with this C and K instead of the page's."""
        known_at = None if self.is_now else show_moment(self.cut.known_at)
        told = {"as_of": self.cut.as_of.isoformat(), "known_at": known_at}
        return href(path, **{**parameters, **told})


class ComparedQuery(AuditQuery):
    """What is set beside it: another known-at time, another day, or both."""

    against: str | None = Field(None, max_length=40)
    against_now: bool = False
    against_as_of: str | None = Field(None, max_length=40)

    def other(self, connection: Connection[Any], visit: Visit, times: Times) -> Other | None:
        """The other cut; what is not said of it is as on the page.

        Raises:
            InvalidInputError: a day or a moment that is none.
            UnavailableError: the read model has not reached the time asked for yet.
        """
        if not (self.against or self.against_now or self.against_as_of):
            return None
        as_of = day_typed(self.against_as_of, "against_as_of") if self.against_as_of else None
        known_at = times.chosen_known_at
        if self.against_now:
            known_at = None
        if self.against:
            known_at = parse_moment(self.against, "against")
        cut = cut_at(connection, as_of or times.as_of, known_at, visit.now)
        return Other(cut, known_at is None)


class FiguresQuery(ComparedQuery):
    """How the counts are split, and which page of the items that differ is shown."""

    by: Dimension | None = None
    page: int = Field(1, ge=1, le=1_000_000)

    def told(self, **changes: Parameter) -> dict[str, Parameter]:
        """As above; the first page is the one that nothing is said of."""
        own = super().told(**changes)
        return {**own, "page": None if own["page"] == 1 else own["page"]}
