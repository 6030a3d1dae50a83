"""Whose items a page of the auditor is about, as far as the reader may ask."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Response
from psycopg import Connection

from tracker.access.limiting import limited
from tracker.errors import ForbiddenError
from tracker.fold.words import IssuerLevel, Kind
from tracker.reading.cut import Filters
from tracker.reading.names import unit_names
from tracker.web.auditor.asking import AuditQuery
from tracker.web.auditor.tabs import Tab, tabs
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit
from tracker.web.lists.places import Place, own_places, places

_TO_BE_NAMED = "unit_to_be_named"


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What every one of these pages begins with."""

    tabs: list[Tab]
    path: str
    query: AuditQuery
    filters: Filters
    unit_name: str | None
    """What the unit was called at the cut; None: all units."""
    places: tuple[Place, ...]
    """The units to choose from."""
    kinds: tuple[Kind, ...]
    issuer_levels: tuple[IssuerLevel, ...] = tuple(IssuerLevel)

    @property
    def told(self) -> dict[str, str | None]:
        """Whose items, as the parameters of an address."""
        return {
            "unit": self.filters.unit,
            "kind": self.query.kind and self.query.kind.value,
            "issuer_level": self.query.issuer_level and self.query.issuer_level.value,
        }


def scope(  # noqa: PLR0913 - who asks what where
    connection: Connection[Any],
    visit: Visit,
    times: Times,
    query: AuditQuery,
    path: str,
    *,
    kinds: tuple[Kind, ...] = tuple(Kind),
) -> Scope:
    """The scope of the page at ``path``, which is about items of some kinds.

    Raises:
        ForbiddenError: a unit that is not the reader's on that day; or there are several, and
            one must be named.
        NotFoundError: no unit ever had the code.
    """
    filters = limited(connection, visit.caller, query.filters(), times.cut)
    unit = filters.unit
    names = {} if unit is None else unit_names(connection, [unit], times.cut)
    kept = {"unit": unit, "kind": query.kind, "issuer_level": query.issuer_level}
    return Scope(
        tabs=tabs(visit, path, **kept),
        path=path,
        query=query,
        filters=filters,
        unit_name=None if unit is None else names.get(unit, unit),
        places=places(connection, visit.caller, times.cut, unit),
        kinds=kinds,
    )


Q = TypeVar("Q", bound=AuditQuery)


def shown_or_chosen(
    visit: Visit,
    query: Q,
    path: str,
    template: str,
    page_of: Callable[[Connection[Any], Visit, Times, Q], object],
) -> Response:
    """A page about one unit; where the reader has several, the one on which he says which."""
    with visit.asking() as connection:
        times = query.times(connection, visit)
        try:
            page = page_of(connection, visit, times, query)
        except ForbiddenError as error:
            if error.code != _TO_BE_NAMED:
                raise
            return _choosing(connection, visit, times, query, path)
    return visit.page(template, times=times, page=page)


def _choosing(
    connection: Connection[Any], visit: Visit, times: Times, query: AuditQuery, path: str
) -> Response:
    """The page on which a reader with several units says which is meant."""
    found = [
        (place, visit.href(path, **query.told(unit=place.code)))
        for place in own_places(connection, visit.caller, times.cut)
    ]
    return visit.page(
        "auditor/choose.html", times=times, tabs=tabs(visit, path), path=path, places=found
    )
