"""``/admin/units``: the tree of units on C as known at K, searched, or as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from fastapi import APIRouter, Query, Response
from pydantic import Field

from tracker.api.sheets.answering import Form, as_file, file_word
from tracker.api.sheets.sheet import Sheet
from tracker.folding import folded_words, words_of
from tracker.present.lists import UNITS
from tracker.reading.candidates import Stranded
from tracker.reading.cut import Cut, Filters
from tracker.reading.tree import ListedUnit, tree
from tracker.rights.words import Act
from tracker.web.administration.reaching import refuse_unless_any
from tracker.web.administration.unit_figures import OPEN_CLASSES, open_items
from tracker.web.administration.waiting import waiting_units
from tracker.web.frame.timebar import TimeQuery
from tracker.web.frame.visit import Visit, Visiting

router = APIRouter(include_in_schema=False)

MOST_NODES: Final = 300
"""Units in one page; deeper ones are a click away."""
_MOST_FOUND: Final = 200


class UnitsQuery(TimeQuery):
    """C and K, words to find units by, and the unit whose part of the tree is wanted."""

    q: str | None = Field(None, max_length=200)
    unit: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    format: Form | None = None


@dataclass
class Node:
    """A unit of the tree and what is shown below it."""

    unit: ListedUnit
    open_items: int | None
    """None: the visitor may not see its items."""
    above: str = ""
    """What the units above it are called, from the top; of what was searched for."""
    below: "list[Node]" = field(default_factory=list)
    hidden: int = 0
    """Units below it that have no place on this page."""


@dataclass(frozen=True, kw_only=True)
class UnitsPage:
    """What the page shows."""

    words: str
    unit: str | None
    total: int
    nodes: list[Node]
    is_search: bool
    is_cut_off: bool
    """Whether more was found than is shown."""
    shows_items: bool
    open_classes: tuple[str, ...]
    waiting: list[Stranded]
    may_found: bool
    may_import: bool


@router.get("/admin/units")
def show_units(visit: Visiting, query: Annotated[UnitsQuery, Query()]) -> Response:
    """Every unit that is there on C, each below its parent."""
    refuse_unless_any(visit, Act.RUN_UNITS, Act.RUN_CALENDARS, Act.RUN_PEOPLE, Act.AUDIT)
    with visit.asking() as connection:
        times = query.times(connection, visit)
        units = tree(connection, times.cut, query.unit)
        if query.format is not None:
            return _as_file(visit, query, times.cut, units)
        figures = open_items(connection, visit.caller, units, times.cut)
        waiting = [] if times.is_past else waiting_units(connection, visit)
    nodes = _found(units, figures, query.q) if query.q else nested(units, figures)
    page = UnitsPage(
        words=query.q or "",
        unit=query.unit,
        total=len(units),
        nodes=nodes[:_MOST_FOUND] if query.q else nodes,
        is_search=query.q is not None,
        is_cut_off=query.q is not None and len(nodes) > _MOST_FOUND,
        shows_items=visit.may(Act.READ),
        open_classes=OPEN_CLASSES,
        waiting=waiting,
        may_found=visit.may(Act.RUN_UNITS) and not times.is_past,
        may_import=visit.caller.may_everywhere(Act.RUN_UNITS) and not times.is_past,
    )
    return visit.page("administration/units.html", times=times, page=page)


def _as_file(visit: Visit, query: UnitsQuery, cut: Cut, units: list[ListedUnit]) -> Response:
    """The tree as a table, parents before their children."""
    dated = {"as_of": cut.as_of, "known_at": cut.known_at}
    limits = Filters(unit=query.unit)
    sheet = Sheet("units", UNITS, units, dated, limits, about=file_word(cut.as_of))
    form = Form.XLSX if query.format is not Form.CSV else Form.CSV
    return as_file(visit.request, form, sheet, visit.words.language)


def _found(units: Sequence[ListedUnit], figures: Mapping[str, int], words: str) -> list[Node]:
    """The units whose code or name has a word that begins with each of the words."""
    wanted = folded_words(words)
    by_code = {unit.code: unit for unit in units}
    return [
        Node(unit, figures.get(unit.code), _names_above(unit, by_code))
        for unit in units
        if _is_meant(wanted, words_of(f"{unit.code} {unit.name}"))
    ]


def _is_meant(wanted: Sequence[str], there: Sequence[str]) -> bool:
    return all(any(one.startswith(word) for one in there) for word in wanted)


def _names_above(unit: ListedUnit, by_code: Mapping[str, ListedUnit]) -> str:
    names: list[str] = []
    above = by_code.get(unit.parent or "")
    while above is not None and len(names) <= unit.depth:
        names.insert(0, above.name)
        above = by_code.get(above.parent or "")
    return " / ".join(names)


def nested(
    units: Sequence[ListedUnit], figures: Mapping[str, int], most: int = MOST_NODES
) -> list[Node]:
    """As many levels of the tree as fit on a page."""
    deepest = _deepest(units, most)
    tops: list[Node] = []
    # The way from the top down to the unit before, for parents stand before their children.
    way: list[Node] = []
    for unit in units:
        del way[unit.depth :]
        if unit.depth > deepest:
            way[deepest].hidden += 1
            continue
        node = Node(unit, figures.get(unit.code))
        (way[-1].below if way else tops).append(node)
        way.append(node)
    return tops


def _deepest(units: Sequence[ListedUnit], most: int) -> int:
    """Down to which level the units fit on a page; the first two are always there."""
    depths = sorted(unit.depth for unit in units)
    if len(depths) <= most:
        return depths[-1] if depths else 0
    return max(1, depths[most] - 1)
