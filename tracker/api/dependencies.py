"""What endpoints are given: a connection, the clock, and the common query parameters."""

from contextlib import AbstractContextManager
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from psycopg import Connection
from pydantic import BaseModel, ConfigDict, Field

from tracker.bootstrap import Installation
from tracker.database.connect import borrowed
from tracker.days import local_day, parse_day, parse_moment, tree_day
from tracker.entry.problems import shown
from tracker.errors import InvalidInputError
from tracker.fold.words import IssuerLevel, Kind
from tracker.projections.codes import STILL_KNOWN
from tracker.reading.cut import Cut, Filters, cut_at


async def installed(request: Request) -> Installation:
    """The installation that this application serves."""
    found = request.app.state.installation
    if not isinstance(found, Installation):
        raise TypeError(found)
    return found


Installed = Annotated[Installation, Depends(installed)]


def asking(found: Installation) -> AbstractContextManager[Connection[Any]]:
    """A connection for one question.

    It is borrowed in the endpoint's own thread: one handed in as a dependency would be
    held while its request waits for a second thread, and all would wait for each other.
    """
    return borrowed(found.pool)


FIRST_POSITION: Final = 1
LAST_POSITION: Final = STILL_KNOWN - 1
"""The positions that the read model can hold."""
_DAY_EXAMPLE = "2024-03-08"
_MOMENT_EXAMPLE = "2024-03-08T17:30:00+07:00"


class KnownAtQuery(BaseModel):
    """The known-at time; a parameter that we do not know is refused, never ignored."""

    model_config = ConfigDict(extra="forbid")

    known_at: str | None = Field(
        None,
        description="K: only events recorded at or before it count; absent: now.",
        examples=[_MOMENT_EXAMPLE],
        max_length=40,
    )
    min_position: int | None = Field(
        None,
        ge=FIRST_POSITION,
        le=LAST_POSITION,
        description="The answer knows at least what was recorded up to this position, as the"
        " answer to a write names it; if need be the question waits, two seconds at most.",
        examples=[1],
    )

    def cut(self, connection: Connection[Any], found: Installation, as_of: str | None) -> Cut:
        """The cut that the parameters mean.

        Raises:
            InvalidInputError: a day or a moment that is none.
            UnavailableError: the read model has not reached K yet.
        """
        now = found.clock.now()
        known_at = None if self.known_at is None else parse_moment(self.known_at, "known_at")
        day = local_day(now) if as_of is None else parse_day(as_of, "as_of")
        return cut_at(connection, day, known_at, now)


class FilterQuery(KnownAtQuery):
    """What a question is limited to."""

    unit: str | None = Field(
        None,
        description="The unit and all below it in the tree as it was on C, as known at K.",
        examples=["H57.31.05"],
        max_length=200,
        pattern=r"^[^\x00]*$",
    )
    kind: Kind | None = Field(None, description="One kind; targets only when asked for.")
    issuer_level: IssuerLevel | None = Field(None, description="Directives of that issuer level.")

    def filters(self) -> Filters:
        """The same for the reading side."""
        return Filters(self.unit, self.kind, self.issuer_level)


class TreeQuery(BaseModel):
    """By the tree of which day; for those questions that can be asked of another tree."""

    tree_of: str | None = Field(
        None,
        description="Map onto the tree of this day, or `today`, through successors.",
        examples=["2025-07-01"],
        max_length=20,
    )

    def through(self, filters: Filters, found: Installation) -> Filters:
        """The filters, by that tree.

        Raises:
            InvalidInputError: a day that is none.
        """
        return filters._replace(tree_of=tree_day(self.tree_of, found.clock.now()))


class CutQuery(FilterQuery):
    """The cutoff beside the filters."""

    as_of: str = Field(
        description="C: only events with an effective date up to it count.",
        examples=[_DAY_EXAMPLE],
        max_length=20,
    )


_SEVERAL: Final = frozenset({"class", "item", "row", "units"})
"""Parameters that may be given several times."""


async def refuse_repeated(request: Request) -> None:
    """Refuses a parameter given twice, of which one would be lost in silence.

    Raises:
        InvalidInputError: naming it.
    """
    names = [name for name, _ in request.query_params.multi_items() if name not in _SEVERAL]
    if len(names) != len(set(names)):
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidInputError("repeated_parameter", field=shown(twice))
