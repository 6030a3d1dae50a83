"""What the page of a list shows."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from psycopg import Connection

from tracker.api.sheets.answering import Form
from tracker.days import show_moment
from tracker.fold.words import Area, IssuerLevel, ItemClass, Kind
from tracker.reading.cut import Filters
from tracker.reading.listing import LINES, Listing, listing
from tracker.views.keeping import views_of
from tracker.web.frame.addresses import address
from tracker.web.frame.timebar import Times
from tracker.web.frame.visit import Visit
from tracker.web.lists.acting import acts_offered
from tracker.web.lists.asking import PATH, ListQuery
from tracker.web.lists.headings import Heading, headings
from tracker.web.lists.limits import ClassCounted, Limit, classes, limits
from tracker.web.lists.places import Place, places
from tracker.web.lists.rows import Row, rows

_NEARBY: Final = 2
"""Pages before and after this one that are linked by their numbers."""


class Shown(NamedTuple):
    """A saved list of the reader."""

    name: str
    address: str


class PageLink(NamedTuple):
    """Another page of the list, by its number."""

    number: int
    address: str


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A page of a list, and everything around it."""

    query: ListQuery
    unit: str | None
    """The unit whose items are listed, as chosen or as far as the reader may see."""
    places: tuple[Place, ...]
    limits: list[Limit]
    classes: list[ClassCounted]
    counted: ClassCounted
    """All that totals count, whatever its class."""
    total: int
    first: int
    """The place of the page's first item in the list."""
    rows: list[Row]
    headings: list[Heading]
    acts: list[str]
    links: list[PageLink]
    before: str | None
    after: str | None
    last_page: int
    xlsx: str
    csv: str
    views: list[Shown]
    kept: str
    """What the list's address says beside C and K, to be saved under a name."""
    known_at: str
    """K as an address says it."""
    targets: str | None
    """The targets in which the same words are found; they stand in a list of their own."""
    kinds: tuple[Kind, ...] = tuple(Kind)
    issuer_levels: tuple[IssuerLevel, ...] = tuple(IssuerLevel)
    areas: tuple[Area, ...] = tuple(Area)

    @property
    def titles(self) -> dict[str, str]:
        """What the columns are called."""
        return {one.name: one.title for one in self.headings}

    @property
    def last(self) -> int:
        """The place of the page's last item in the list."""
        return self.first + len(self.rows) - 1

    @property
    def is_narrowed(self) -> bool:
        """Whether something is set that only the further fields of the form show."""
        told = self.query.told(**dict.fromkeys(("q", "unit", "reach", "kind", "sort", "desc")))
        return any(told.values())


def list_page(
    connection: Connection[Any], visit: Visit, times: Times, query: ListQuery, filters: Filters
) -> ListPage:
    """Asks for the page and what stands around it."""
    found = listing(connection, times.cut, filters, query.order, page=query.page)
    around = places(connection, visit.caller, times.cut, filters.unit)
    unit = next(((one.code, one.name) for one in around if one.code == filters.unit), None)
    return ListPage(
        query=query,
        unit=filters.unit,
        places=around,
        limits=limits(visit, query, unit),
        classes=classes(visit, query, found.counts),
        counted=_counted(visit, query, found),
        total=found.total,
        first=(query.page - 1) * LINES + 1,
        rows=rows(visit, found.lines),
        headings=headings(visit, query, filters),
        acts=_acts(visit, times, filters, found),
        xlsx=visit.href(PATH, **query.told(format=Form.XLSX)),
        csv=visit.href(PATH, **query.told(format=Form.CSV)),
        views=_views(connection, visit),
        kept=address(PATH, **query.told()).partition("?")[2],
        known_at=show_moment(times.known_at),
        targets=_targets(visit, query),
        **_turning(visit, query, found.total),
    )


def _counted(visit: Visit, query: ListQuery, found: Listing) -> ClassCounted:
    number = sum(n for name, n in found.counts.items() if name is not ItemClass.OUT)
    everything = visit.href(PATH, **query.told(**{"class": None}))
    return ClassCounted("", number, everything, not query.classes)


def _acts(visit: Visit, times: Times, filters: Filters, found: Listing) -> list[str]:
    if filters.kind is Kind.TARGET:
        return []
    return acts_offered(visit, times, {line.item.item_class for line in found.lines})


def _views(connection: Connection[Any], visit: Visit) -> list[Shown]:
    saved = views_of(connection, visit.caller.account)
    return [Shown(view.name, f"{PATH}?{view.query}" if view.query else PATH) for view in saved]


def _targets(visit: Visit, query: ListQuery) -> str | None:
    """A list of every kind has no targets in it, so who looks for words is led there, too."""
    if query.q is None or query.kind is not None:
        return None
    return visit.href(PATH, q=query.q, unit=query.unit, kind=Kind.TARGET)


def _turning(visit: Visit, query: ListQuery, total: int) -> dict[str, Any]:
    """The ways to the other pages."""
    last = max(1, -(-total // LINES))

    def turned(number: int) -> str:
        return visit.href(PATH, **query.told(page=None if number == 1 else number))

    near = {n for n in range(query.page - _NEARBY, query.page + _NEARBY + 1) if 1 <= n <= last}
    numbers = sorted(near | {1, last}) if last > 1 else []
    return {
        "links": [PageLink(number, turned(number)) for number in numbers],
        "before": turned(query.page - 1) if query.page > 1 else None,
        "after": turned(query.page + 1) if query.page < last else None,
        "last_page": last,
    }
