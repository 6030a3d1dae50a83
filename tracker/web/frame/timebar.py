"""The time bar: the cutoff C and the known-at K of a page, from its address."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from psycopg import Connection
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tracker.days import LOCAL_ZONE, parse_moment, show_moment
from tracker.reading.cut import Cut, cut_at
from tracker.web.frame.addresses import CUT, path_of
from tracker.web.frame.typed import day_typed
from tracker.web.frame.visit import Visit


@dataclass(frozen=True, kw_only=True)
class Times:
    """C and K of a page; by default today, as known now."""

    cut: Cut
    today: date
    chosen_as_of: date | None
    chosen_known_at: datetime | None
    others: tuple[tuple[str, str], ...]
    """The other parameters of the address, which the bar's own form must repeat."""
    path: str

    @property
    def as_of(self) -> date:
        """C."""
        return self.cut.as_of

    @property
    def known_at(self) -> datetime:
        """K."""
        return self.cut.known_at

    @property
    def is_past(self) -> bool:
        """Whether the page shows anything else than today as known now; nobody writes there."""
        return self.chosen_known_at is not None or self.as_of != self.today

    @property
    def known_at_field(self) -> str:
        """K as a browser's field for moments takes it; nothing where it is now."""
        chosen = self.chosen_known_at
        if chosen is None:
            return ""
        # Browsers take no more digits than these.
        local = chosen.astimezone(LOCAL_ZONE).replace(tzinfo=None)
        return local.isoformat(timespec="milliseconds")

    @property
    def today_address(self) -> str:
        """This page for today, as known now."""
        return self._with()

    @property
    def pinned_address(self) -> str:
        """The address under which this page shows the same for ever."""
        return self._with(
            ("as_of", self.as_of.isoformat()), ("known_at", show_moment(self.known_at))
        )

    def _with(self, *cut: tuple[str, str]) -> str:
        told = urlencode([*self.others, *cut])
        return f"{self.path}?{told}" if told else self.path


class PageQuery(BaseModel):
    """The parameters of a page's address; fields left empty in a form count as absent."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {name: _filled(value) for name, value in given.items() if _filled(value)}


def _filled(value: Any) -> Any:
    return [one for one in value if one != ""] if isinstance(value, list) else value


class TimeQuery(PageQuery):
    """C and K."""

    as_of: str | None = Field(None, max_length=40)
    known_at: str | None = Field(None, max_length=40)

    def times(self, connection: Connection[Any], visit: Visit) -> Times:
        """The cut that the address means.

        Raises:
            InvalidInputError: a day or a moment that is none.
            UnavailableError: the read model has not reached K yet.
        """
        as_of = None if self.as_of is None else day_typed(self.as_of, "as_of")
        known_at = None if self.known_at is None else parse_moment(self.known_at, "known_at")
        told = visit.request.query_params.multi_items()
        return Times(
            cut=cut_at(connection, as_of or visit.today, known_at, visit.now),
            today=visit.today,
            chosen_as_of=as_of,
            chosen_known_at=known_at,
            others=tuple((name, value) for name, value in told if name not in CUT and value),
            path=path_of(visit.request),
        )
